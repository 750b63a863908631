import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { JobCopy } from "@/components/album/job-copy";
import { NewAlbum } from "@/components/album/new-album";
import { PageHeader } from "@/components/ui/page-header";
import { FirstView } from "@/lib/first-view";
import { channelsQuery, defaultsQuery, jobQuery, systemQuery } from "@/lib/queries";
import { parseRowId } from "@/lib/row-id";
import { asSearchParameters } from "@/lib/search-parameters";

export const metadata: Metadata = { title: "New album" };

/** `channel` chooses a channel beforehand; `from` names a job whose choices fill the form. */
export default async function NewAlbumPage({ searchParams }: PageProps<"/jobs/new">) {
  const parameters = asSearchParameters(await searchParams);
  const channelId = parseRowId(parameters.get("channel") ?? "");
  const from = parameters.get("from");
  const modelId = from === null ? undefined : parseRowId(from);
  if (from !== null && modelId === undefined) notFound();
  return (
    <FirstView
      load={(client, api) => [
        client.fetchQuery(channelsQuery(api)),
        client.fetchQuery(defaultsQuery(api)),
        client.fetchQuery(systemQuery(api)),
        ...(modelId ? [client.fetchQuery(jobQuery(modelId, api))] : []),
      ]}
    >
      <PageHeader
        title="New album"
        above={
          <Link href="/jobs" className="hover:text-ink">
            Jobs
          </Link>
        }
      />
      {modelId ? <JobCopy id={modelId} /> : <NewAlbum channelId={channelId} />}
    </FirstView>
  );
}
