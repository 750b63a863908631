"use client";

import { Progress } from "@/components/ui/progress";
import { Status } from "@/components/ui/status";
import { Ago, Elapsed, Moment } from "@/components/ui/time";
import type { JobDetail } from "@/lib/api/types";
import { formatDuration, formatPercent } from "@/lib/format";
import { isIdle, sayWorking, secondsLeft, stageOf } from "@/lib/job";
import { overallProgress, stageCount, standingOf, waitsFor } from "@/lib/words";

/** What the job is doing, for how long still, and whether it lives. Always of the same height. */
export function LiveLine({ job }: { job: JobDetail }) {
  const { label, tone } = standingOf(job);
  const stage = job.stage ? stageOf(job, job.stage) : undefined;
  const isRunning = !isIdle(job);
  const left = secondsLeft(job);
  const overall = overallProgress(job.stages);
  return (
    <section aria-label="What the job is doing">
      <div className="flex min-h-6 flex-wrap items-center gap-x-5 gap-y-1 text-sm">
        <Status tone={tone} className="font-medium">
          {label}
          {job.run_state === "running" && stage && stage.total === 1 && stage.progress > 0 && (
            <span className="tabular-nums">{sayWorking(stage.progress)}</span>
          )}
        </Status>
        <div className="text-muted flex min-w-0 flex-wrap gap-x-5 gap-y-1 tabular-nums max-sm:order-last max-sm:w-full">
          {isRunning && stage && <Doing count={stageCount(stage)} note={stage.note} />}
          {isRunning && left !== null && left >= 1 && (
            <span>
              about {formatDuration(left)} left for the {job.stage}
            </span>
          )}
          {isRunning && job.progress_at && (
            <span aria-live="off">
              sign of life <Ago at={job.progress_at} />
            </span>
          )}
          {!isRunning && <Rest job={job} />}
        </div>
        <span className="text-muted ml-auto tabular-nums">
          {formatPercent(overall)} <span className="max-sm:sr-only">of the album</span>
        </span>
      </div>
      <Progress
        value={overall}
        label="The whole album"
        tone={tone === "bad" ? "bad" : overall === 1 ? "good" : "working"}
        className="mt-2"
      />
    </section>
  );
}

function Doing({ count, note }: { count: string | null; note: string | null }) {
  const words = [count, note].filter(Boolean).join(", ");
  return words ? <span className="truncate max-sm:w-full">{words}</span> : null;
}

/** What there is to say of a job at rest. */
function Rest({ job }: { job: JobDetail }) {
  if (job.status === "planned") {
    return (
      <span>
        {job.standing === "planned" && job.start_at ? (
          <>
            starts <Moment at={job.start_at} />
          </>
        ) : (
          waitsFor(job)
        )}
      </span>
    );
  }
  if (job.standing === "completed" && job.started_at && job.completed_at) {
    // Between two runs the job lay still, for hours or days.
    const isOneRun = job.run_no === 1;
    return (
      <span>
        <Moment at={job.completed_at} />
        {isOneRun && (
          <>
            , after <Elapsed from={job.started_at} to={job.completed_at} />
          </>
        )}
      </span>
    );
  }
  return null;
}
