import { describe, expect, it } from "vitest";
import { giveWay, placeOver, scrollStep } from "./job-drag";

const ROWS = [0, 100, 200, 300].map((top) => ({ top, height: 100 }));

describe("placeOver", () => {
  it("stays until the middle of a neighbour is passed", () => {
    expect(placeOver(ROWS, 1, 50)).toBe(1);
    expect(placeOver(ROWS, 1, 51)).toBe(2);
    expect(placeOver(ROWS, 1, -50)).toBe(1);
    expect(placeOver(ROWS, 1, -51)).toBe(0);
  });

  it("goes as far as it is dragged, and no further than the list", () => {
    expect(placeOver(ROWS, 0, 260)).toBe(3);
    expect(placeOver(ROWS, 3, -9999)).toBe(0);
    expect(placeOver(ROWS, 0, 9999)).toBe(3);
  });

  it("minds rows of other heights", () => {
    const rows = [{ top: 0, height: 100 }, { top: 100, height: 300 }, { top: 400, height: 100 }];
    expect(placeOver(rows, 0, 140)).toBe(0);
    expect(placeOver(rows, 0, 160)).toBe(1);
  });
});

describe("giveWay", () => {
  it("lets the rows between move towards the place that became free", () => {
    expect([0, 1, 2, 3].map((place) => giveWay(place, 0, 2))).toEqual([0, -1, -1, 0]);
    expect([0, 1, 2, 3].map((place) => giveWay(place, 3, 1))).toEqual([0, 1, 1, 0]);
  });
});

describe("scrollStep", () => {
  it("scrolls near the edges only, and never faster than it can be followed", () => {
    expect(scrollStep(400, 800)).toBe(0);
    expect(scrollStep(48, 800)).toBe(-8);
    expect(scrollStep(752, 800)).toBe(8);
    expect(scrollStep(-500, 800)).toBe(-16);
  });
});
