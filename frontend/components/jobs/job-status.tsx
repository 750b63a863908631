import { Status } from "@/components/ui/status";
import type { JobSummary } from "@/lib/api/types";
import { standingOf } from "@/lib/words";

export function JobStatus({ job }: { job: JobSummary }) {
  const { label, tone } = standingOf(job);
  return (
    <span title={job.error_message ?? undefined}>
      <Status tone={tone}>{label}</Status>
    </span>
  );
}
