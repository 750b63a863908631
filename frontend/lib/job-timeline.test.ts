import { describe, expect, it } from "vitest";
import type { TimelineView } from "./api/types";
import { crossfades, entryAt, loudnessPoints, loudnessShare, stretch } from "./job-timeline";

function entry(number: number, start: number, end: number) {
  return {
    number,
    title: "",
    start_seconds: start,
    solo_start_seconds: start,
    solo_end_seconds: end,
    end_seconds: end,
    visual_take_id: null,
  };
}

const TIMELINE: TimelineView = {
  duration_seconds: 100,
  entries: [entry(1, 0, 42), entry(2, 40, 70), entry(3, 70, 100)],
  loudness_each_second: null,
};

describe("places", () => {
  it("are shares of the whole", () => {
    expect(stretch(25, 75, 100)).toEqual({ left: 25, width: 50 });
    expect(stretch(0, 10, 0)).toEqual({ left: 0, width: 0 });
  });

  it("hatch only where two tracks sound at once", () => {
    expect(crossfades(TIMELINE)).toEqual([{ left: 40, width: 2, number: 1, seconds: 2 }]);
  });

  it("find what is heard, the later of two", () => {
    expect(entryAt(TIMELINE.entries, 41)?.number).toBe(2);
    expect(entryAt(TIMELINE.entries, -1)?.number).toBe(1);
    expect(entryAt([], 5)).toBeUndefined();
  });
});

describe("loudness", () => {
  it("stays within what is shown", () => {
    expect(loudnessShare(-70)).toBe(0);
    expect(loudnessShare(-40)).toBe(0);
    expect(loudnessShare(0)).toBe(1);
  });

  it("gathers a long film into 600 points, from edge to edge", () => {
    const points = loudnessPoints(Array.from({ length: 4200 }, () => -40)).split(" ");
    expect(points).toHaveLength(600);
    expect(points[0]).toBe("0.0,100.0");
    expect(points.at(-1)).toBe("1000.0,100.0");
    expect(loudnessPoints([])).toBe("");
    expect(loudnessPoints([-5])).toBe("0.0,0.0");
  });
});
