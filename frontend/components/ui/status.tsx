import clsx from "clsx";
import { Check, Circle, Clock, LoaderCircle, X } from "lucide-react";
import type { ReactNode } from "react";
import type { Tone } from "@/lib/words";

const ICONS = { neutral: Circle, working: LoaderCircle, waiting: Clock, good: Check, bad: X } as const;

export const TONE_TEXT: Record<Tone, string> = {
  neutral: "text-muted",
  working: "text-accent",
  waiting: "text-waiting",
  good: "text-good",
  bad: "text-bad",
};

/** The icon of a state. Only work that goes on moves. */
export function ToneIcon({ tone, className }: { tone: Tone; className?: string }) {
  const Icon = ICONS[tone];
  return (
    <Icon
      className={clsx("size-4 shrink-0", TONE_TEXT[tone], tone === "working" && "animate-spin", className)}
      aria-hidden
    />
  );
}

/** A state in words, with its icon. */
export function Status({ tone, children, className }: { tone: Tone; children: ReactNode; className?: string }) {
  return (
    <span className={clsx("inline-flex items-center gap-1.5 whitespace-nowrap", TONE_TEXT[tone], className)}>
      <ToneIcon tone={tone} />
      {children}
    </span>
  );
}

/** A short word in a frame: a property rather than a state. */
export function Badge({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <span
      className={clsx(
        "border-edge text-muted inline-flex items-center gap-1 rounded-sm border px-1.5 py-0.5 text-xs whitespace-nowrap",
        className,
      )}
    >
      {children}
    </span>
  );
}
