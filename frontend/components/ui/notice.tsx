import clsx from "clsx";
import type { ReactNode } from "react";
import type { Tone } from "@/lib/words";
import { ToneIcon } from "./status";

const SURFACES: Record<Tone, string> = {
  neutral: "bg-raised",
  working: "bg-accent-soft",
  waiting: "bg-waiting-soft",
  good: "bg-good-soft",
  bad: "bg-bad-soft",
};

interface NoticeProps {
  tone: Tone;
  children: ReactNode;
  /** A button that does what the words advise. */
  action?: ReactNode;
  className?: string;
}

/** A sentence that stands out, in its place on the page. Failures are read out at once. */
export function Notice({ tone, children, action, className }: NoticeProps) {
  return (
    <div
      role={tone === "bad" ? "alert" : "status"}
      className={clsx(
        "flex flex-wrap items-center gap-x-4 gap-y-2 rounded-md px-3.5 py-2.5 text-sm sm:flex-nowrap",
        SURFACES[tone],
        className,
      )}
    >
      <div className="flex min-w-0 grow items-start gap-2.5">
        <ToneIcon tone={tone} className="mt-0.5" />
        <div className="min-w-0 grow wrap-anywhere">{children}</div>
      </div>
      {action}
    </div>
  );
}
