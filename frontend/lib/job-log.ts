/** The job's events as a log: filtered, and as text to paste. Pure. */
import type { EventView, Stage } from "./api/types";
import type { Tone } from "./words";

export const LEVELS = ["info", "warning", "error"] as const;
export type Level = (typeof LEVELS)[number];

export const LEVEL_NAMES: Record<Level, string> = { info: "Information", warning: "Warning", error: "Error" };

export const LEVEL_TONES: Record<Level, Tone> = { info: "neutral", warning: "waiting", error: "bad" };

export interface LogFilter {
  stage: Stage | null;
  /** This level and those above it. */
  level: Level;
}

export function levelOf(event: EventView): Level {
  return LEVELS.find((level) => level === event.level) ?? "info";
}

export function filterLog(events: readonly EventView[], filter: LogFilter): EventView[] {
  const lowest = LEVELS.indexOf(filter.level);
  return events.filter(
    (event) =>
      (filter.stage === null || event.stage === filter.stage) && LEVELS.indexOf(levelOf(event)) >= lowest,
  );
}

/** One line for each event, with times that mean the same everywhere. */
export function logText(events: readonly EventView[]): string {
  return events
    .map((event) => {
      const place = event.stage ? `${event.stage}${event.number ? ` ${event.number}` : ""}` : "job";
      return `${event.created_at}  ${event.level.toUpperCase().padEnd(7)}  run ${event.run_no}  ${place}  ${event.message}`;
    })
    .join("\n");
}
