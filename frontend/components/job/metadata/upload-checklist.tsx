"use client";

import { Choice } from "@/components/ui/field";
import type { AlbumMetadata, JobDetail } from "@/lib/api/types";
import { isIdle } from "@/lib/job";
import { useChangeJob } from "@/lib/job-actions";
import { toggled, uploadSteps } from "@/lib/job-metadata";

/** The steps of an upload, ticked by hand and remembered. A tick shows at once; it can be taken back. */
export function UploadChecklist({ job, metadata }: { job: JobDetail; metadata: AlbumMetadata }) {
  const change = useChangeJob(job.id);
  const ticked = (change.isPending && change.variables.upload_checklist) || job.upload_checklist;
  const steps = uploadSteps(metadata);
  const done = steps.filter((step) => ticked.includes(step.name)).length;
  return (
    <section aria-labelledby="upload-checklist" className="panel p-4">
      <div className="mb-3 flex items-baseline justify-between">
        <h2 id="upload-checklist" className="text-sm font-medium">
          Upload checklist
        </h2>
        <span className="text-muted text-xs tabular-nums">
          {done} of {steps.length}
        </span>
      </div>
      <ul className="space-y-3">
        {steps.map((step) => (
          <li key={step.name}>
            <Choice
              type="checkbox"
              label={step.label}
              hint={step.hint}
              checked={ticked.includes(step.name)}
              disabled={!isIdle(job)}
              onChange={() => change.mutate({ upload_checklist: toggled(ticked, step.name) })}
              className="wrap-anywhere"
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
