"use client";

import { Play, Square } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm-lazy";
import type { JobDetail } from "@/lib/api/types";
import { mainAction } from "@/lib/job";
import { useStart } from "@/lib/job-actions";
import { useUnsavedTabs } from "./unsaved";

const CancelConfirm = dynamic(() => import("./cancel-confirm").then((module) => module.CancelConfirm), { ssr: false });

/** Start, resume, retry or cancel: whichever it is now. */
export function MainButton({ job }: { job: JobDetail }) {
  const start = useStart(job.id);
  const [isAsking, setAsking] = useState(false);
  const isUnsaved = useUnsavedTabs().includes("prompts");
  const action = mainAction(job);
  return (
    <>
      {action?.does === "cancel" && (
        <Button className="max-sm:grow" icon={<Square aria-hidden />} onClick={() => setAsking(true)}>
          {action.label}
        </Button>
      )}
      {action?.does === "wait" && <Button className="max-sm:grow" isBusy>{action.label}</Button>}
      {action?.does === "start" && (
        <Button
          look="primary"
          className="max-sm:grow"
          icon={<Play aria-hidden />}
          isBusy={start.isPending}
          onClick={() => (isUnsaved ? setAsking(true) : start.mutate())}
        >
          {action.label}
        </Button>
      )}
      {isAsking && action?.does === "cancel" && <CancelConfirm jobId={job.id} onClose={() => setAsking(false)} />}
      {isAsking && action?.does === "start" && (
        <Confirm
          title="Go on without your changes?"
          action={`${action.label} without them`}
          isOpen
          onOpenChange={setAsking}
          onConfirm={() => start.mutateAsync()}
        >
          <p>What you typed on the Prompts tab is not saved. The run uses the prompts as they were.</p>
        </Confirm>
      )}
    </>
  );
}
