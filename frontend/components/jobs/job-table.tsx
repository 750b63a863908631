import clsx from "clsx";
import { ArrowDown, ArrowUp } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Badge } from "@/components/ui/status";
import { Elapsed, Moment } from "@/components/ui/time";
import type { JobSort, JobSummary } from "@/lib/api/types";
import { sortedBy, type JobListState } from "@/lib/job-list";
import { describeStages } from "@/lib/words";
import { JobStatus } from "./job-status";
import { ListLink } from "./list-link";
import { StageBar } from "./stage-bar";

interface JobTableProps {
  jobs: readonly JobSummary[];
  /** Left out, the headings do not sort. */
  state?: JobListState;
  caption: string;
}

/** Jobs, one row each. The columns that a narrow screen has no room for move below the album's name. */
export function JobTable({ jobs, state, caption }: JobTableProps) {
  return (
    <table className="w-full text-left text-sm">
      <caption className="sr-only">{caption}</caption>
      <thead className="text-muted border-line border-b text-xs">
        <tr>
          <Heading state={state} sort="niche_label" className="pl-4">
            Niche
          </Heading>
          <Heading className="hidden md:table-cell">Channel</Heading>
          <Heading state={state} sort="status">
            Status
          </Heading>
          <Heading className="hidden sm:table-cell">Stages</Heading>
          <Heading state={state} sort="created_at" className="hidden lg:table-cell">
            Created
          </Heading>
          <Heading state={state} sort="started_at" className="hidden lg:table-cell">
            Started
          </Heading>
          <Heading className="hidden pr-4 text-right xl:table-cell">Duration</Heading>
        </tr>
      </thead>
      <tbody>
        {jobs.map((job) => (
          <JobRow key={job.id} job={job} />
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

function JobRow({ job }: { job: JobSummary }) {
  return (
    <tr className="border-line hover:bg-raised/60 relative h-16 border-b transition-colors last:border-b-0">
      <td className="w-full max-w-0 py-2 pl-4">
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
          <span className="md:hidden">{job.channel_name}</span>
          <span className="hidden md:inline">{job.mood_keywords.join(", ")}</span>
        </span>
      </td>
      <td className="hidden max-w-44 truncate px-3 md:table-cell">{job.channel_name}</td>
      <td className="px-3">
        <JobStatus job={job} />
        {job.status === "planned" && job.start_at && (
          <span className="text-muted block text-xs">
            from <Moment at={job.start_at} />
          </span>
        )}
        {job.run_state !== "idle" && (
          <span className="text-muted block text-xs tabular-nums sm:hidden">{describeStages(job.stages)}</span>
        )}
      </td>
      <td className="hidden px-3 sm:table-cell">
        <StageBar stages={job.stages} />
      </td>
      <td className="text-muted hidden px-3 lg:table-cell">
        <Moment at={job.created_at} />
      </td>
      <td className="text-muted hidden px-3 lg:table-cell">{job.started_at ? <Moment at={job.started_at} /> : "–"}</td>
      <td className="text-muted hidden px-3 pr-4 text-right xl:table-cell">
        <JobDuration job={job} />
      </td>
    </tr>
  );
}

/** How long the job took, or has been running. Of one that was stopped nobody knows. */
export function JobDuration({ job }: { job: JobSummary }) {
  if (!job.started_at) return "–";
  if (job.run_state !== "idle") return <Elapsed from={job.started_at} to={null} />;
  if (job.status === "completed" && job.completed_at) return <Elapsed from={job.started_at} to={job.completed_at} />;
  return "–";
}
