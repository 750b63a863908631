"use client";

import { useState, type FormEvent } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Choice, Field, Input } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { toast } from "@/components/ui/toast";
import { suggestedStart } from "@/lib/album-form";
import { sentence } from "@/lib/api/problem";
import type { JobDetail } from "@/lib/api/types";
import { fromLocalInput, toLocalInput } from "@/lib/format";
import { useChangeJob } from "@/lib/job-actions";
import { startProblem } from "@/lib/job-plan";
import { useZone } from "@/lib/time";

/** When a planned job starts: at a time, or when somebody starts it. */
export function StartDialog({ job, onClose }: { job: JobDetail; onClose: () => void }) {
  const change = useChangeJob(job.id, { isQuiet: true });
  const zone = useZone();
  const [begin, setBegin] = useState<"at" | "later">("at");
  const [value, setValue] = useState(() => (job.start_at ? toLocalInput(new Date(job.start_at)) : suggestedStart(new Date())));
  const [problem, setProblem] = useState<string | null>(null);

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    const start = begin === "at" ? fromLocalInput(value) : null;
    const found = begin === "at" ? startProblem(start, new Date()) : null;
    setProblem(found);
    if (found !== null) return;
    try {
      await change.mutateAsync({ start_at: start });
    } catch {
      return; // shown below
    }
    toast.success(start === null ? "The job waits until you start it." : "The start time is changed.");
    onClose();
  }

  return (
    <Dialog
      title="Start of the job"
      description="Until then nothing is made and nothing is spent."
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
    >
      <form onSubmit={(event) => void save(event)} noValidate className="space-y-4">
        <fieldset className="flex flex-wrap gap-x-6 gap-y-2">
          <legend className="sr-only">Start</legend>
          <Choice type="radio" name="begin" label="At a time" checked={begin === "at"} onChange={() => setBegin("at")} />
          <Choice
            type="radio"
            name="begin"
            label="When I start it"
            checked={begin === "later"}
            onChange={() => setBegin("later")}
          />
        </fieldset>
        {begin === "at" && (
          <Field
            label="Start time"
            hint={zone ? `In your time zone, ${zone.replaceAll("_", " ")}.` : undefined}
            error={problem ?? undefined}
          >
            {(control) => (
              <Input
                {...control}
                type="datetime-local"
                value={value}
                onChange={(event) => setValue(event.target.value)}
                className="max-w-60"
              />
            )}
          </Field>
        )}
        {change.error && <Notice tone="bad">{sentence(change.error)}</Notice>}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Keep as it is</Button>
          <Button type="submit" look="primary" isBusy={change.isPending}>
            Save start
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
