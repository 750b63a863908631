"use client";

import { Play, Square } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import type { JobDetail } from "@/lib/api/types";
import { mainAction } from "@/lib/job";
import { useStart } from "@/lib/job-actions";

const CancelConfirm = dynamic(() => import("./cancel-confirm").then((module) => module.CancelConfirm), { ssr: false });

/** Start, resume, retry or cancel: whichever it is now. */
export function MainButton({ job }: { job: JobDetail }) {
  const start = useStart(job.id);
  const [isAsking, setAsking] = useState(false);
  const action = mainAction(job);
  return (
    <>
      {action?.does === "cancel" && (
        <Button icon={<Square aria-hidden />} onClick={() => setAsking(true)}>
          {action.label}
        </Button>
      )}
      {action?.does === "wait" && <Button isBusy>{action.label}</Button>}
      {action?.does === "start" && (
        <Button look="primary" icon={<Play aria-hidden />} isBusy={start.isPending} onClick={() => start.mutate()}>
          {action.label}
        </Button>
      )}
      {isAsking && <CancelConfirm jobId={job.id} onClose={() => setAsking(false)} />}
    </>
  );
}
