"use client";

import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { JobDetail } from "@/lib/api/types";
import { CANCELLED, isFilmOutdated, isIdle, lostFiles } from "@/lib/job";
import { useStart } from "@/lib/job-actions";
import { waitOf } from "@/lib/job-plan";
import { PlannedNotice } from "./plan/planned-notice";

/** Why the job rests, and what to do about it. */
export function JobNotices({ job, onOpenPrompts }: { job: JobDetail; onOpenPrompts?: () => void }) {
  const wait = waitOf(job);
  const start = useStart(job.id);
  if (!isIdle(job)) {
    return job.held_up_by && job.run_state === "running" ? (
      <Notice tone="waiting" className="mt-5">
        {job.held_up_by}
      </Notice>
    ) : null;
  }
  if (wait) return <PlannedNotice job={job} wait={wait} />;
  if (job.error_message) {
    return (
      <Notice tone={job.error_code === CANCELLED ? "neutral" : "bad"} className="mt-5">
        {job.error_message}
      </Notice>
    );
  }
  const lost = lostFiles(job);
  if (lost) {
    return (
      <Notice
        tone="waiting"
        className="mt-5"
        action={
          <Button size="small" isBusy={start.isPending} onClick={() => start.mutate()}>
            {lost.action}
          </Button>
        }
      >
        {lost.words}
      </Notice>
    );
  }
  if (isFilmOutdated(job)) {
    return (
      <Notice tone="waiting" className="mt-5">
        The film is out of date: the album was changed since. Render it again; what did not change is used again.
      </Notice>
    );
  }
  if (job.standing === "review") {
    return (
      <Notice
        tone="waiting"
        className="mt-5"
        action={
          onOpenPrompts && (
            <Button size="small" onClick={onOpenPrompts}>
              Read the prompts
            </Button>
          )
        }
      >
        {job.prompts && job.tracks.length === 0
          ? "The prompts are written and wait for your review. Change what you like, then go on."
          : "The run stopped for your review. Change what you like, then go on."}
      </Notice>
    );
  }
  return null;
}
