"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { ListVideo } from "lucide-react";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Loaded } from "@/components/ui/loaded";
import { StreamNotice } from "@/components/ui/stream-notice";
import { useHealth } from "@/lib/health";
import { FIRST_PAGE, isFiltered, parseJobList, type JobListState } from "@/lib/job-list";
import { jobsQuery } from "@/lib/queries";
import { useJobListStream } from "@/lib/stream";
import { JobFilters } from "./job-filters";
import { JobRowsSkeleton } from "./job-list-skeleton";
import { JobTable } from "./job-table";
import { ListLink } from "./list-link";
import { Pages } from "./pages";

/** All jobs: filtered, sorted and paged by the address, and live. */
export function JobList() {
  const state = parseJobList(new URLSearchParams(useSearchParams() ?? undefined));
  const { isInterrupted, pollMs } = useJobListStream();
  const { isReachable } = useHealth(); // else the banner says enough
  const query = useQuery({
    ...jobsQuery(state),
    placeholderData: keepPreviousData,
    refetchInterval: pollMs,
  });
  const { data, isPlaceholderData } = query;
  const isStudioEmpty = data?.total === 0 && !isFiltered(state) && !isPlaceholderData;

  return (
    <>
      {!isStudioEmpty && <JobFilters state={state} />}
      {isInterrupted && isReachable && (
        <div className="mb-4">
          <StreamNotice isInterrupted />
        </div>
      )}
      <section
        aria-label="Jobs"
        aria-busy={isPlaceholderData}
        className={clsx("panel overflow-hidden transition-opacity", isPlaceholderData && "opacity-60")}
      >
        <Loaded query={query} problem="The jobs could not be loaded" skeleton={<JobRowsSkeleton />}>
          {({ rows, total }) =>
            rows.length > 0 ? (
              <JobTable jobs={rows} state={state} caption="Jobs" />
            ) : (
              <NoJobs state={state} total={total} />
            )
          }
        </Loaded>
      </section>
      {data && data.rows.length > 0 && <Pages state={state} total={data.total} />}
    </>
  );
}

function NoJobs({ state, total }: { state: JobListState; total: number }) {
  if (total > 0) {
    return (
      <EmptyState
        title="This page is past the end of the list"
        action={
          <Button asChild>
            <ListLink state={state} change={(current) => ({ ...current, page: 1 })}>
              First page
            </ListLink>
          </Button>
        }
      />
    );
  }
  if (isFiltered(state)) {
    return (
      <EmptyState
        title="No job matches"
        action={
          <Button asChild>
            <ListLink state={state} change={() => FIRST_PAGE}>
              Show all jobs
            </ListLink>
          </Button>
        }
      >
        Look for something else, or leave a filter out.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<ListVideo />}
      title="No album yet"
      action={
        <Button asChild look="primary">
          <Link href="/jobs/new">Create the first album</Link>
        </Button>
      }
    >
      Say what it should sound like; the studio writes the prompts, makes the tracks and pictures, and renders the film.
    </EmptyState>
  );
}
