"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { JobRowsSkeleton } from "@/components/jobs/job-list-skeleton";
import { JobTable } from "@/components/jobs/job-table";
import { EmptyState } from "@/components/ui/empty-state";
import { Loaded } from "@/components/ui/loaded";
import { StreamNotice } from "@/components/ui/stream-notice";
import { formatCount } from "@/lib/format";
import { useHealth } from "@/lib/health";
import { jobListHref, jobsOfChannel } from "@/lib/job-list";
import { jobsQuery } from "@/lib/queries";
import { useJobListStream } from "@/lib/stream";

/** The newest jobs of one channel. */
export function ChannelJobs({ channelId }: { channelId: number }) {
  const state = jobsOfChannel(channelId);
  const { isInterrupted, pollMs } = useJobListStream();
  const { isReachable } = useHealth(); // else the banner says enough
  const query = useQuery({ ...jobsQuery(state), refetchInterval: pollMs });
  const { data } = query;
  return (
    <section aria-labelledby="channel-jobs">
      <div className="mb-3 flex items-baseline justify-between gap-4">
        <h2 id="channel-jobs" className="font-semibold">
          Jobs
        </h2>
        {data && data.total > data.rows.length && (
          <Link href={jobListHref(state)} className="text-accent text-sm hover:underline">
            All {formatCount(data.total)} jobs
          </Link>
        )}
      </div>
      {isInterrupted && isReachable && (
        <div className="mb-4">
          <StreamNotice isInterrupted />
        </div>
      )}
      <div className="panel overflow-hidden">
        <Loaded query={query} problem="The jobs could not be loaded" skeleton={<JobRowsSkeleton />}>
          {({ rows }) =>
            rows.length > 0 ? (
              <JobTable jobs={rows} caption="Jobs of this channel" isOfOneChannel />
            ) : (
              <EmptyState title="No album for this channel yet" />
            )
          }
        </Loaded>
      </div>
    </section>
  );
}
