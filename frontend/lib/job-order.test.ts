import { describe, expect, it } from "vitest";
import { pairsOf } from "./job";
import { inOrder, moved, placesOf } from "./job-order";
import { job, track } from "./job.fixture";

describe("moved", () => {
  it("takes an entry to another place, up or down", () => {
    expect(moved([1, 2, 3, 4], 0, 2)).toEqual([2, 3, 1, 4]);
    expect(moved([1, 2, 3, 4], 3, 0)).toEqual([4, 1, 2, 3]);
  });

  it("is the same list where there is nowhere to go", () => {
    const list = [1, 2];
    for (const [from, to] of [[0, -1], [1, 2], [1, 1], [5, 0]] as const) expect(moved(list, from, to)).toBe(list);
  });
});

describe("inOrder", () => {
  const things = [{ number: 1 }, { number: 2 }, { number: 3 }];

  it("shows the order that is on its way", () => {
    expect(inOrder(things, [3, 1, 2]).map((each) => each.number)).toEqual([3, 1, 2]);
  });

  it("leaves things where the order does not fit them", () => {
    expect(inOrder(things, null)).toEqual(things);
    expect(inOrder(things, [1, 2])).toEqual(things);
    expect(inOrder(things, [1, 2, 9])).toEqual(things);
  });
});

it("tells one order from another, and nothing else", () => {
  const before = job({ tracks: [track({ id: 1, number: 1 }), track({ id: 2, number: 2 })] });
  const after = job({ tracks: [track({ id: 2, number: 1 }), track({ id: 1, number: 2 })] });
  expect(placesOf(pairsOf(after))).not.toBe(placesOf(pairsOf(before)));
  expect(placesOf(pairsOf({ ...before, status: "failed" }))).toBe(placesOf(pairsOf(before)));
});
