import { Plus } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { JobList } from "@/components/jobs/job-list";
import { Button } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import { FirstView } from "@/lib/first-view";
import { parseJobList } from "@/lib/job-list";
import { channelsQuery, jobsQuery } from "@/lib/queries";
import { asSearchParameters } from "@/lib/search-parameters";

export const metadata: Metadata = { title: "Jobs" };

export default async function JobsPage({ searchParams }: PageProps<"/jobs">) {
  const state = parseJobList(asSearchParameters(await searchParams));
  return (
    <>
      <PageHeader
        title="Jobs"
        actions={
          <Button asChild look="primary">
            <Link href="/jobs/new">
              <Plus aria-hidden />
              New album
            </Link>
          </Button>
        }
      />
      <FirstView
        load={(client, api) => [client.fetchQuery(jobsQuery(state, api)), client.fetchQuery(channelsQuery(api))]}
      >
        <JobList />
      </FirstView>
    </>
  );
}
