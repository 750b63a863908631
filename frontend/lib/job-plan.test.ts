import { describe, expect, it } from "vitest";
import { job, track, visual } from "./job.fixture";
import { madeFiles, startProblem, waitOf } from "./job-plan";

const NOW = new Date("2026-01-01T12:00:00Z");

describe("waitOf", () => {
  it.each([
    [{ standing: "planned" }, "time"],
    [{ standing: "queued" }, "turn"],
    [{ standing: "held" }, "person"],
    [{ standing: "held", is_channel_active: false }, "channel"],
    [{ standing: "failed" }, null],
  ] as const)("%o waits for: %s", (change, wait) => {
    expect(waitOf(job(change))).toBe(wait);
  });
});

describe("startProblem", () => {
  it("wants a moment that is still to come", () => {
    expect(startProblem("2026-01-01T12:01:00Z", NOW)).toBeNull();
    expect(startProblem("2026-01-01T11:00:00Z", NOW)).toMatch(/still to come/);
    expect(startProblem(null, NOW)).toMatch(/Choose a day/);
  });
});

describe("madeFiles", () => {
  it("names what lies in the folder and how large it is", () => {
    const made = job({
      local_video_path: "a/film.mp4",
      tracks: [track({ size_bytes: 400_000 }), track({ id: 2, size_bytes: 500_000 })],
      visuals: [visual({ size_bytes: 100_000 })],
    });
    expect(madeFiles(made)).toBe("the film, 2 tracks and 1 visual (1.0 MB)");
  });

  it("is nothing before anything is made", () => {
    expect(madeFiles(job())).toBeNull();
  });
});
