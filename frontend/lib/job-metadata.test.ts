import { describe, expect, it } from "vitest";
import type { AlbumMetadata } from "./api/types";
import {
  addressProblem,
  chapterProblem,
  countBytes,
  countCharacters,
  countTagCharacters,
  descriptionBytes,
  meter,
  parseTags,
  titleAdvice,
  toggled,
  uploadSteps,
} from "./job-metadata";

function metadata(starts: number[], duration = 600): AlbumMetadata {
  return {
    title: "An Album",
    description: "Warm rain.\n\n00:00 - One",
    tags: [],
    chapters: starts.map((start) => ({ start_seconds: start, timestamp: "", title: "" })),
    synthetic_content_reminder: "",
    is_rehearsal: false,
    video_file: "film.mp4",
    duration_seconds: duration,
  };
}

describe("limits", () => {
  it("warn before they are reached", () => {
    expect(meter(89, 100).tone).toBe("neutral");
    expect(meter(90, 100).tone).toBe("waiting");
    expect(meter(100, 100).tone).toBe("waiting");
    expect(meter(101, 100).tone).toBe("bad");
  });

  it("count as YouTube does", () => {
    expect(countCharacters("rain 🌧")).toBe(6);
    expect(countBytes("é")).toBe(2);
    expect(countTagCharacters([])).toBe(0);
    expect(countTagCharacters(["lofi", "rain music"])).toBe(4 + 12 + 1);
  });

  it("measure the description with another introduction", () => {
    const before = metadata([0]);
    expect(descriptionBytes(before, "Warm rain.", "Warm rain.")).toBe(countBytes(before.description));
    expect(descriptionBytes(before, "Warm rain.", "")).toBe(countBytes(before.description) - 10);
  });
});

describe("tags", () => {
  it("stand between commas or on lines, each once", () => {
    expect(parseTags(" lofi, Rain  music\nlofi,LOFI,, ")).toEqual(["lofi", "Rain music"]);
  });
});

describe("advice", () => {
  it("says what will be changed of a title", () => {
    expect(titleAdvice("Rainy Loops Album")).toContain("loop");
    expect(titleAdvice("Rainy Window")).toContain("Album");
    expect(titleAdvice("Rainy Window: A Mix")).toBeUndefined();
    expect(titleAdvice("")).toBeUndefined();
  });

  it("says why YouTube would show no chapters", () => {
    expect(chapterProblem(metadata([0, 200]))).toContain("this album has 2");
    expect(chapterProblem(metadata([0, 9.5, 200]))).toContain("lasts 9 s");
    expect(chapterProblem(metadata([0, 200, 400]))).toBeNull();
    expect(chapterProblem(metadata([0, 200, 400], 405))).toContain("lasts 5 s");
  });
});

describe("the film's address", () => {
  it.each([
    "https://youtu.be/dQw4w9WgXcQ",
    "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=3s",
    " https://youtube.com/live/dQw4w9WgXcQ ",
  ])("may be %s", (address) => expect(addressProblem(address)).toBeUndefined());

  it.each(["", "http://youtu.be/dQw4w9WgXcQ", "https://example.com/watch?v=dQw4w9WgXcQ", "https://youtu.be/short"])(
    "may not be %s",
    (address) => expect(addressProblem(address)).toBeDefined(),
  );
});

describe("the upload checklist", () => {
  it("holds the step that YouTube asks for", () => {
    const steps = uploadSteps(metadata([0]));
    expect(steps.some((step) => step.label.includes("Altered or synthetic content"))).toBe(true);
    expect(new Set(steps.map((step) => step.name)).size).toBe(steps.length);
  });

  it("ticks and unticks", () => {
    expect(toggled(["film"], "title")).toEqual(["film", "title"]);
    expect(toggled(["film", "title"], "film")).toEqual(["title"]);
  });
});
