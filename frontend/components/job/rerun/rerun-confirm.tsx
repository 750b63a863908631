"use client";

import { useQuery } from "@tanstack/react-query";
import { Confirm } from "@/components/ui/confirm";
import type { JobDetail } from "@/lib/api/types";
import { useRerun } from "@/lib/job-actions";
import { describeRerun, type Rerun } from "@/lib/job-rerun";
import { systemQuery } from "@/lib/queries";

interface RerunConfirmProps {
  job: JobDetail;
  rerun: Rerun;
  onClose: () => void;
}

/** Says what will be kept, made anew and spent. */
export function RerunConfirm({ job, rerun, onClose }: RerunConfirmProps) {
  const run = useRerun(job.id);
  const { data: system } = useQuery(systemQuery());
  const words = describeRerun(job, rerun, system?.providers);
  const lines = [
    ["Kept", words.kept],
    ["Made anew", words.anew],
    ["Spent", words.spent],
  ] as const;
  return (
    <Confirm
      title={words.title}
      action={words.action}
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      onConfirm={() => run.mutateAsync(rerun)}
    >
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-2">
        {lines.map(([name, text]) => (
          <div key={name} className="contents">
            <dt className="text-ink font-medium whitespace-nowrap">{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </Confirm>
  );
}
