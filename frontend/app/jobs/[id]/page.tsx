import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { JobPage } from "@/components/job/job-page";
import { findJob, readJob } from "@/lib/first-job";
import { FirstView } from "@/lib/first-view";
import { titleOf } from "@/lib/job";
import { timelineQuery } from "@/lib/job-queries";
import { defaultsQuery, jobQuery } from "@/lib/queries";
import { parseRowId } from "@/lib/row-id";

export async function generateMetadata({ params }: PageProps<"/jobs/[id]">): Promise<Metadata> {
  const id = parseRowId((await params).id);
  const job = id === undefined ? null : await findJob(id);
  return { title: job && job !== "gone" ? titleOf(job) : "Album" };
}

export default async function JobDetailPage({ params }: PageProps<"/jobs/[id]">) {
  const id = parseRowId((await params).id);
  if (id === undefined) notFound();
  return (
    <FirstView
      load={(client, api) => {
        const job = client.fetchQuery({ ...jobQuery(id), queryFn: () => readJob(id) });
        return [
          job,
          // A job that is not there was told of already.
          job.then((found) => client.prefetchQuery(timelineQuery(found, api)), () => undefined),
          client.fetchQuery(defaultsQuery(api)),
        ];
      }}
    >
      <JobPage id={id} />
    </FirstView>
  );
}
