import clsx from "clsx";
import { ArrowDown, ArrowUp } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Badge } from "@/components/ui/status";
import { Elapsed, Moment } from "@/components/ui/time";
import type { JobSort, JobSummary } from "@/lib/api/types";
import { sortedBy, type JobListState } from "@/lib/job-list";
import { JobStatus } from "./job-status";
import { ListLink } from "./list-link";
import { StageBar } from "./stage-bar";

interface JobTableProps {
  jobs: readonly JobSummary[];
  /** Left out, the headings do not sort. */
  state?: JobListState;
  caption: string;
  /** All of them are of one channel, which is named elsewhere. */
  isOfOneChannel?: boolean;
}

/** Jobs, one row each; on a phone one card each, which keeps the roles of a table. */
export function JobTable({ jobs, state, caption, isOfOneChannel = false }: JobTableProps) {
  return (
    <table role="table" className="block w-full text-left text-sm md:table">
      <caption className="sr-only">{caption}</caption>
      <thead role="rowgroup" className="text-muted border-line border-b text-xs max-md:sr-only">
        <tr role="row">
          <Heading state={state} sort="niche_label" className="pl-4">
            Niche
          </Heading>
          {!isOfOneChannel && (
            <Heading state={state} sort="channel_name" className="md:max-lg:hidden">
              Channel
            </Heading>
          )}
          <Heading state={state} sort="status">
            Status
          </Heading>
          <Heading>Stages</Heading>
          <Heading state={state} sort="created_at" className="md:max-lg:hidden">
            Created
          </Heading>
          <Heading state={state} sort="started_at" className="hidden xl:table-cell">
            Started
          </Heading>
          <Heading state={state} sort="duration" className="pr-4 text-right">
            Duration
          </Heading>
        </tr>
      </thead>
      <tbody role="rowgroup" className="block md:table-row-group">
        {jobs.map((job) => (
          <JobRow key={job.id} job={job} isOfOneChannel={isOfOneChannel} />
        ))}
      </tbody>
    </table>
  );
}

interface HeadingProps {
  state?: JobListState;
  sort?: JobSort;
  className?: string;
  children: ReactNode;
}

function Heading({ state, sort, className, children }: HeadingProps) {
  const isSorted = sort !== undefined && state?.sort === sort;
  const Arrow = state?.order === "asc" ? ArrowUp : ArrowDown;
  return (
    <th
      role="columnheader"
      scope="col"
      aria-sort={isSorted ? (state?.order === "asc" ? "ascending" : "descending") : undefined}
      className={clsx("h-10 px-3 font-medium whitespace-nowrap", className)}
    >
      {state && sort ? (
        <ListLink
          state={state}
          change={(current) => sortedBy(current, sort)}
          className={clsx("hover:text-ink inline-flex items-center gap-1", isSorted && "text-ink")}
        >
          {children}
          {isSorted && <Arrow className="size-3.5" aria-hidden />}
        </ListLink>
      ) : (
        children
      )}
    </th>
  );
}

const CARD = "max-md:grid max-md:grid-cols-[minmax(0,1fr)_auto_auto] max-md:gap-x-4 max-md:gap-y-3 max-md:p-4";

function JobRow({ job, isOfOneChannel }: { job: JobSummary; isOfOneChannel: boolean }) {
  const moods = job.mood_keywords.join(", ");
  return (
    <tr
      role="row"
      className={clsx(
        "border-line hover:bg-raised/60 relative border-b transition-colors last:border-b-0 md:table-row md:h-16",
        CARD,
      )}
    >
      <Cell className="md:w-full md:max-w-0 md:py-2 md:pl-4">
        <span className="flex items-center gap-2">
          <Link
            href={`/jobs/${job.id}`}
            prefetch={false}
            className="truncate font-medium after:absolute after:inset-0"
          >
            {job.niche_label}
          </Link>
          {job.is_rehearsal && <Badge>Rehearsal</Badge>}
        </span>
        <span className="text-muted block truncate text-xs">
          {!isOfOneChannel && <span className="lg:hidden">{[job.channel_name, moods].filter(Boolean).join(" · ")}</span>}
          <span className={clsx(!isOfOneChannel && "max-lg:hidden")}>{moods}</span>
        </span>
      </Cell>
      {!isOfOneChannel && <Cell className="max-w-44 truncate max-lg:hidden lg:px-3">{job.channel_name}</Cell>}
      <Cell className="max-md:col-span-2 max-md:text-right md:px-3">
        <JobStatus job={job} />
      </Cell>
      <Cell className="md:px-3">
        <StageBar stages={job.stages} />
      </Cell>
      <Cell className="text-muted max-md:order-1 max-md:self-end max-md:text-right max-md:text-xs md:max-lg:hidden lg:px-3">
        <Moment at={job.created_at} />
      </Cell>
      <Cell className="text-muted hidden px-3 xl:table-cell">
        {job.started_at ? <Moment at={job.started_at} /> : "–"}
      </Cell>
      <Cell className="text-muted max-md:self-end max-md:text-xs md:pr-4 md:pl-3 md:text-right">
        <JobDuration job={job} />
      </Cell>
    </tr>
  );
}

function Cell({ className, children }: { className: string; children: ReactNode }) {
  return (
    <td role="cell" className={className}>
      {children}
    </td>
  );
}

/** How long the job took, or has been running. Of one that was stopped nobody knows. */
function JobDuration({ job }: { job: JobSummary }) {
  if (job.started_at && job.run_state !== "idle") return <Elapsed from={job.started_at} to={null} />;
  if (job.started_at && job.status === "completed" && job.completed_at) return <Elapsed from={job.started_at} to={job.completed_at} />;
  return <span className="max-md:invisible">–</span>;
}
