import { expect, it } from "vitest";
import type { EventView } from "./api/types";
import { filterLog, logText } from "./job-log";

function event(change: Partial<EventView>): EventView {
  return {
    id: 1,
    run_no: 1,
    stage: null,
    number: null,
    level: "info",
    code: "c",
    message: "m",
    data: null,
    created_at: "2026-01-01T00:00:00Z",
    ...change,
  };
}

const EVENTS = [
  event({ id: 1 }),
  event({ id: 2, stage: "tracks", number: 3, level: "warning", message: "Trying again." }),
  event({ id: 3, stage: "render", level: "error" }),
];

it("filters by stage, and by level upwards", () => {
  const ids = (stage: "tracks" | null, level: "info" | "warning" | "error") =>
    filterLog(EVENTS, { stage, level }).map((each) => each.id);
  expect(ids(null, "info")).toEqual([1, 2, 3]);
  expect(ids(null, "warning")).toEqual([2, 3]);
  expect(ids(null, "error")).toEqual([3]);
  expect(ids("tracks", "info")).toEqual([2]);
});

it("writes one line for each event", () => {
  expect(logText(EVENTS.slice(0, 2)).split("\n")).toEqual([
    "2026-01-01T00:00:00Z  INFO     run 1  job  m",
    "2026-01-01T00:00:00Z  WARNING  run 1  tracks 3  Trying again.",
  ]);
});
