"use client";

import dynamic from "next/dynamic";
import Link from "next/link";
import { useState, type ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Moment } from "@/components/ui/time";
import type { JobDetail } from "@/lib/api/types";
import type { Wait } from "@/lib/job-plan";

const StartDialog = dynamic(() => import("./start-dialog").then((module) => module.StartDialog), { ssr: false });

/** What a job that has not begun waits for, and what to do about it. */
export function PlannedNotice({ job, wait }: { job: JobDetail; wait: Wait }) {
  const [isOpen, setOpen] = useState(false);
  // It would start by itself, were it not for a provider.
  const isHeldUp = (wait === "turn" || wait === "time") && job.held_up_by !== null;
  return (
    <>
      <Notice
        tone={wait === "channel" || isHeldUp ? "waiting" : "neutral"}
        className="mt-5"
        action={
          wait === "channel" ? (
            <Button asChild size="small">
              <Link href={`/channels/${job.channel_id}`} prefetch={false}>
                Open channel
              </Link>
            </Button>
          ) : (
            <Button size="small" aria-haspopup="dialog" onClick={() => setOpen(true)}>
              {wait === "time" ? "Change start time" : "Set start time"}
            </Button>
          )
        }
      >
        {isHeldUp ? job.held_up_by : sayWait(job, wait)}
      </Notice>
      {isOpen && <StartDialog job={job} onClose={() => setOpen(false)} />}
    </>
  );
}

function sayWait(job: JobDetail, wait: Wait): ReactNode {
  if (wait === "channel") {
    return `${job.channel_name} is disabled: its planned jobs wait, whatever their start time, until it is enabled.`;
  }
  if (wait === "person") return "Nothing is made yet. The job waits until you start it, or give it a start time.";
  if (wait === "turn") return "The job starts by itself as soon as one of the running jobs makes room.";
  return (
    <>
      The job starts by itself on {job.start_at && <Moment at={job.start_at} />}, or as soon as the studio runs after that.
    </>
  );
}
