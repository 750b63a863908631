import { describe, expect, it } from "vitest";
import * as format from "./format";

const SECONDS_OF_A_DAY = 24 * 3600;

describe("numbers", () => {
  it("groups thousands and knows one from many", () => {
    expect(format.formatCount(10_000)).toBe("10,000");
    expect(format.formatMany(1, "track")).toBe("1 track");
    expect(format.formatMany(20, "track")).toBe("20 tracks");
    expect(format.formatMany(2, "job waits", "jobs wait")).toBe("2 jobs wait");
  });

  it("never says 100 % before the end", () => {
    expect(format.formatPercent(0.62)).toBe("62 %");
    expect(format.formatPercent(0.999)).toBe("99 %");
    expect(format.formatPercent(1)).toBe("100 %");
    expect(format.formatPercent(-1)).toBe("0 %");
  });

  it.each([
    [0, "0 bytes"],
    [999, "999 bytes"],
    [4_300_000_000, "4.3 GB"],
    [61_200_000_000, "61.2 GB"],
    [999_999, "1.0 MB"],
    [250_000_000, "250 MB"],
  ])("writes %d bytes as %s", (bytes, words) => expect(format.formatBytes(bytes)).toBe(words));

  it("writes money with its currency", () => {
    expect(format.formatMoney(3.6)).toBe("3.60 USD");
    expect(format.formatMoney(0)).toBe("0.00 USD");
    expect(format.formatMoney(0.004)).toBe("0.004 USD");
  });
});

describe("lengths", () => {
  it.each([
    [214, "3:34"],
    [4205, "1:10:05"],
    [59.6, "1:00"],
    [0, "0:00"],
  ])("shows %d s as %s on a clock", (seconds, words) => expect(format.formatClock(seconds)).toBe(words));

  it.each([
    [0.4, "0 s"],
    [59.7, "1 min"],
    [240, "4 min"],
    [3599, "1 h"],
    [4320, "1 h 12 min"],
    [SECONDS_OF_A_DAY, "1 d"],
    [SECONDS_OF_A_DAY * 3 + 4 * 3600, "3 d 4 h"],
  ])("says %d s as %s", (seconds, words) => expect(format.formatDuration(seconds)).toBe(words));

  it("takes the future for now", () => {
    expect(format.formatAgo(-5)).toBe("just now");
    expect(format.formatAgo(3)).toBe("3 s ago");
  });
});

describe("moments", () => {
  const now = new Date("2026-11-22T18:00:00Z");

  it("is in the zone of the person", () => {
    const moment = new Date("2026-11-22T23:30:00Z");
    expect(format.formatMoment(moment, "UTC", now)).toBe("22 Nov, 23:30");
    expect(format.formatMoment(moment, "Europe/Berlin", now)).toBe("23 Nov, 00:30");
  });

  it("names another year", () => {
    expect(format.formatMoment(new Date("2025-02-01T09:05:00Z"), "UTC", now)).toBe("1 Feb 2025, 09:05");
  });

  it("goes through an input for local times and back", () => {
    const moment = new Date("2026-11-22T18:30:00Z");
    expect(format.fromLocalInput(format.toLocalInput(moment))).toBe("2026-11-22T18:30:00.000Z");
    expect(format.fromLocalInput("")).toBeNull();
    expect(format.fromLocalInput("soon")).toBeNull();
  });
});

describe("formatList", () => {
  it("names things as one says them", () => {
    expect(format.formatList(["prompts"])).toBe("prompts");
    expect(format.formatList(["film", "tracks", "visuals"])).toBe("film, tracks and visuals");
  });
});
