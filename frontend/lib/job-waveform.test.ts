import { describe, expect, it } from "vitest";
import { wavePath } from "./job-waveform";

describe("wavePath", () => {
  it("is as high as the box where the sound is loudest, above and below the middle", () => {
    expect(wavePath([0.25, 0.5])).toBe("M250.0,25.0L750.0,0.0L750.0,100.0L250.0,75.0Z");
  });

  it("draws silence as a line", () => {
    expect(wavePath([0])).toBe("M500.0,49.0L500.0,51.0Z");
  });

  it("gathers many peaks, the loudest of each column", () => {
    const peaks = Array.from({ length: 2500 }, (_, index) => (index === 1234 ? 1 : 0.5));
    expect(wavePath(peaks).split("L")).toHaveLength(500);
    expect(wavePath(peaks)).toContain("494.0,0.0");
  });

  it("draws nothing of nothing", () => {
    expect(wavePath([])).toBe("");
  });
});
