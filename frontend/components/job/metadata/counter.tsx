import clsx from "clsx";
import { CircleAlert } from "lucide-react";
import { formatCount } from "@/lib/format";
import type { Meter } from "@/lib/job-metadata";

/** How much of a limit is used: amber before it is reached, red past it, and in words for screen readers. */
export function Counter({ what, meter: { used, limit, tone }, unit = "characters" }: { what: string; meter: Meter; unit?: string }) {
  const warning = tone === "bad" ? ", too long" : tone === "waiting" ? ", near the limit" : "";
  return (
    <span
      className={clsx(
        "inline-flex items-center gap-1 text-xs tabular-nums",
        tone === "bad" ? "text-bad" : tone === "waiting" ? "text-waiting" : "text-muted",
      )}
    >
      {tone !== "neutral" && <CircleAlert className="size-3.5" aria-hidden />}
      <span aria-hidden>
        {formatCount(used)} / {formatCount(limit)}
      </span>
      <span className="sr-only">
        {what}: {used} of {limit} {unit}
        {warning}
      </span>
    </span>
  );
}
