import clsx from "clsx";
import { formatPercent } from "@/lib/format";

interface ProgressProps {
  /** 0 to 1. */
  value: number;
  /** What advances, for screen readers. */
  label: string;
  tone?: "working" | "good" | "bad";
  className?: string;
}

const FILLS = { working: "bg-accent", good: "bg-good", bad: "bg-bad" } as const;

export function Progress({ value, label, tone = "working", className }: ProgressProps) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuenow={Math.round(value * 100)}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuetext={formatPercent(value)}
      className={clsx("bg-raised h-1.5 overflow-hidden rounded-full", className)}
    >
      <div
        className={clsx("h-full rounded-full transition-[width] duration-500", FILLS[tone])}
        style={{ width: `${Math.min(1, Math.max(0, value)) * 100}%` }}
      />
    </div>
  );
}
