"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Confirm } from "@/components/ui/confirm";
import { Choice } from "@/components/ui/field";
import { toast } from "@/components/ui/toast";
import type { JobDetail } from "@/lib/api/types";
import { useDelete } from "@/lib/job-actions";
import { madeFiles } from "@/lib/job-plan";
import { usePath } from "../output-path";

/** Says what goes with the job. Its files go only where that is ticked. */
export function DeleteConfirm({ job, onClose }: { job: JobDetail; onClose: () => void }) {
  const router = useRouter();
  const remove = useDelete(job.id);
  const [withFiles, setWithFiles] = useState(false);
  const path = usePath(job.output_directory);
  const files = madeFiles(job);

  async function confirm(): Promise<void> {
    await remove.mutateAsync({ removeFiles: withFiles });
    toast.success(files && !withFiles ? "The job is deleted. Its files are still there." : "The job is deleted.");
    router.push("/jobs");
  }

  return (
    <Confirm
      title="Delete this job?"
      action={withFiles ? "Delete job and files" : "Delete job"}
      isDangerous
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      onConfirm={confirm}
    >
      {files === null ? (
        <p>{job.status === "planned" ? "It will not start." : "It leaves the list."} Nothing of it was made yet.</p>
      ) : (
        <>
          <p>
            The job leaves the list with its prompts, settings, log and what was ticked. That cannot be undone: the studio
            will not know its files any more.
          </p>
          <Choice
            type="checkbox"
            isFramed
            checked={withFiles}
            onChange={(event) => setWithFiles(event.target.checked)}
            label={<span className="text-ink">Delete its files, too: {files}</span>}
            hint={<code className="text-xs wrap-anywhere">{path}</code>}
          />
        </>
      )}
    </Confirm>
  );
}
