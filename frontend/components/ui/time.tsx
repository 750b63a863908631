"use client";

import { formatAgo, formatDuration, formatMoment, formatMomentFully, formatMomentToSecond } from "@/lib/format";
import { useNow, useZone } from "@/lib/time";

const PLACE = "22 Nov, 00:00";

interface MomentProps {
  at: string;
  className?: string;
  /** Shown to the second. */
  isPrecise?: boolean;
}

/** A moment in the person's own time zone. Until that is known, its place is kept free. */
export function Moment({ at, className, isPrecise = false }: MomentProps) {
  const zone = useZone();
  const moment = new Date(at);
  if (zone === null) {
    return (
      <span className={className} aria-hidden>
        <span className="invisible tabular-nums">{isPrecise ? `${PLACE}:00` : PLACE}</span>
      </span>
    );
  }
  const format = isPrecise ? formatMomentToSecond : formatMoment;
  return (
    <time dateTime={at} title={formatMomentFully(moment, zone)} className={className}>
      <span className="whitespace-nowrap tabular-nums">{format(moment, zone, new Date())}</span>
    </time>
  );
}

/** How long ago something was, kept current. */
export function Ago({ at }: { at: string }) {
  const now = useNow();
  const seconds = now === null ? null : now - new Date(at).getTime() / 1000;
  return <span className="whitespace-nowrap tabular-nums">{seconds === null ? "" : formatAgo(seconds)}</span>;
}

/** The time between two moments; without an end, the time since, kept current. */
export function Elapsed({ from, to }: { from: string; to: string | null }) {
  const now = useNow(to === null ? 1 : 3600);
  const end = to === null ? now : new Date(to).getTime() / 1000;
  const seconds = end === null ? null : end - new Date(from).getTime() / 1000;
  return <span className="whitespace-nowrap tabular-nums">{seconds === null ? "" : formatDuration(seconds)}</span>;
}
