/** The album's timeline as shares of its length, for drawing. Pure. */
import type { TimelineView } from "./api/types";

/** Quietest and loudest that the curve shows, in LUFS. */
export const QUIETEST = -40;
export const LOUDEST = -5;
const POINTS = 600;

/** `left` and `width` in per cent of the whole. */
export interface Stretch {
  left: number;
  width: number;
}

export function stretch(from: number, to: number, whole: number): Stretch {
  if (whole <= 0) return { left: 0, width: 0 };
  return { left: (from / whole) * 100, width: (Math.max(0, to - from) / whole) * 100 };
}

/** Where two tracks sound at once. */
export function crossfades(timeline: TimelineView): (Stretch & { number: number; seconds: number })[] {
  return timeline.entries.flatMap((entry, index) => {
    const next = timeline.entries[index + 1];
    if (!next || entry.end_seconds <= next.start_seconds) return [];
    const place = stretch(next.start_seconds, entry.end_seconds, timeline.duration_seconds);
    return [{ ...place, number: entry.number, seconds: entry.end_seconds - next.start_seconds }];
  });
}

/** 0 at the quietest to 1 at the loudest that is shown. */
export function loudnessShare(lufs: number): number {
  return Math.min(1, Math.max(0, (lufs - QUIETEST) / (LOUDEST - QUIETEST)));
}

/**
 * The loudness as the points of an SVG polyline in a box of 1000 by 100. A long film is gathered into 600 points, of
 * which each is the mean of its stretch.
 */
export function loudnessPoints(levels: readonly number[]): string {
  const count = Math.min(POINTS, levels.length);
  return Array.from({ length: count }, (_, point) => {
    const from = Math.floor((point * levels.length) / count);
    const to = Math.max(from + 1, Math.floor(((point + 1) * levels.length) / count));
    const mean = levels.slice(from, to).reduce((sum, level) => sum + level, 0) / (to - from);
    const x = count > 1 ? (point / (count - 1)) * 1000 : 0;
    return `${x.toFixed(1)},${((1 - loudnessShare(mean)) * 100).toFixed(1)}`;
  }).join(" ");
}

/** The entry that is heard, or the later of two. */
export function entryAt<T extends { start_seconds: number }>(entries: readonly T[], seconds: number): T | undefined {
  return entries.findLast((entry) => entry.start_seconds <= seconds) ?? entries[0];
}
