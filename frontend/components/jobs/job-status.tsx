import { Status } from "@/components/ui/status";
import { Moment } from "@/components/ui/time";
import type { JobSummary } from "@/lib/api/types";
import { standingOf, waitsFor } from "@/lib/words";

/** How a job stands and, where it rests, what it waits for. */
export function JobStatus({ job }: { job: JobSummary }) {
  const { label, tone } = standingOf(job);
  const wait = waitsFor(job);
  return (
    <span title={job.error_message ?? undefined}>
      <Status tone={tone}>{label}</Status>
      {job.standing === "planned" && job.start_at && (
        <span className="text-muted block text-xs whitespace-nowrap">
          starts <Moment at={job.start_at} />
        </span>
      )}
      {wait && <span className="text-muted block text-xs whitespace-nowrap">{wait}</span>}
    </span>
  );
}
