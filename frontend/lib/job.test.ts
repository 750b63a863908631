import { describe, expect, it } from "vitest";
import {
  albumVersion,
  failureOf,
  isFilmOutdated,
  mainAction,
  pairsOf,
  pathBelow,
  pieceTone,
  renderSpeed,
  sayWorking,
  secondsLeft,
} from "./job";
import { item, job, stages, track, visual } from "./job.fixture";

describe("pairs", () => {
  it("puts the current takes of a number together, and all takes newest first", () => {
    const album = job({
      track_count: 2,
      tracks: [track({ id: 1, take: 1, is_current: false }), track({ id: 2, take: 2 }), track({ id: 3, number: 2 })],
      visuals: [visual({ id: 9, number: 2 })],
      items: [item({ stage: "tracks", number: 1 }), item({ stage: "visuals", number: 1, state: "failed" })],
    });
    const [first, second] = pairsOf(album);
    expect(first?.track?.id).toBe(2);
    expect(first?.trackTakes.map((take) => take.id)).toEqual([2, 1]);
    expect(first?.visual).toBeUndefined();
    expect(first?.visualItem?.state).toBe("failed");
    expect(second?.visual?.id).toBe(9);
  });

  it("names a pair by its track, by its prompt, or by its number", () => {
    const prompts = {
      album_title: "An Album",
      introduction: "",
      tags: [],
      items: [{ track_title: "Slow Tram", music_prompt: "m", visual_prompt: "v" }],
    };
    expect(pairsOf(job({ tracks: [track({ title: "Own File" })], prompts }))[0]?.title).toBe("Own File");
    expect(pairsOf(job({ prompts }))[0]?.title).toBe("Slow Tram");
    expect(pairsOf(job({}))[0]?.title).toBe("Track 1");
  });
});

describe("the main action", () => {
  const whole = stages({ prompts: "done", tracks: "done", visuals: "done", render: "done", metadata: "done" });

  it("cancels what runs, and waits for what stops", () => {
    expect(mainAction(job({ run_state: "running" }))?.does).toBe("cancel");
    expect(mainAction(job({ run_state: "stopping" }))).toEqual({ label: "Stopping", does: "wait" });
  });

  it("says what starting means", () => {
    expect(mainAction(job({ status: "planned" }))?.label).toBe("Start now");
    expect(mainAction(job({ status: "failed", error_code: "cancelled" }))?.label).toBe("Resume");
    expect(mainAction(job({ status: "failed", stages: stages({ tracks: "failed" }) }))?.label).toBe("Retry 1 failed");
    expect(mainAction(job({ status: "generating_music", stages: stages({ prompts: "done" }) }))?.label).toBe("Go on");
    expect(
      mainAction(
        job({
          status: "completed",
          local_video_path: "a/film.mp4",
          stages: stages({ prompts: "done", tracks: "done", visuals: "done" }),
        }),
      )?.label,
    ).toBe("Render again");
  });

  it("is none where nothing is missing", () => {
    expect(mainAction(job({ status: "completed", stages: whole }))).toBeNull();
  });
});

describe("the time left", () => {
  const done = { state: "done", started_at: "2026-01-01T00:00:00Z", finished_at: "2026-01-01T00:00:10Z" } as const;

  it("is the stage's own where it has one piece", () => {
    const render = stages({ render: "working" }).map((each) => ({ ...each, seconds_left: 72 }));
    expect(secondsLeft(job({ stage: "render", stages: render }))).toBe(72);
  });

  it("follows from the finished pieces and how many are made at a time", () => {
    const working = stages({ tracks: "working" }).map((each) => ({ ...each, total: 4 }));
    const items = [
      item({ stage: "tracks", number: 1, ...done }),
      item({ stage: "tracks", number: 2, state: "working", progress: 0.5 }),
      item({ stage: "tracks", number: 3, state: "working", progress: 0.5 }),
      item({ stage: "tracks", number: 4, state: "waiting", finished_at: null }),
    ];
    expect(secondsLeft(job({ stage: "tracks", stages: working, items }))).toBe(10);
    expect(secondsLeft(job({ stage: "tracks", stages: working, items: items.slice(1) }))).toBeNull();
  });
});

describe("small judgements", () => {
  it("knows when the film is out of date", () => {
    expect(isFilmOutdated(job({ local_video_path: "a.mp4", is_film_current: false }))).toBe(true);
    expect(isFilmOutdated(job({ local_video_path: "a.mp4", is_film_current: true }))).toBe(false);
    expect(isFilmOutdated(job({ local_video_path: null }))).toBe(false);
    expect(isFilmOutdated(job({ local_video_path: "a.mp4", run_state: "running" }))).toBe(false);
  });

  it("sees another album in another order", () => {
    const before = job({ tracks: [track({ id: 1, number: 1 }), track({ id: 2, number: 2 })] });
    const after = job({ tracks: [track({ id: 2, number: 1 }), track({ id: 1, number: 2 })] });
    expect(albumVersion(before)).not.toBe(albumVersion(after));
    expect(albumVersion(before)).toBe(albumVersion({ ...before, progress_at: "2026-01-01T00:00:00Z" }));
  });

  it("speaks of failures in the item's own words", () => {
    expect(failureOf(undefined)).toBeNull();
    expect(failureOf(item({ state: "failed", error_message: "Mubert: quota used up. Add quota." }))).toContain("quota");
    expect(failureOf(item({ state: "failed", error_message: null }))).toContain("Try again");
  });

  it("shows how a piece stands", () => {
    expect(pieceTone(undefined, true)).toBe("good");
    expect(pieceTone(undefined, false)).toBe("neutral");
    expect(pieceTone(item({ state: "working" }), true)).toBe("working");
    expect(pieceTone(item({ state: "failed" }), true)).toBe("bad");
  });

  it("never calls work that goes on finished", () => {
    expect(sayWorking(1)).toBe("99 %");
    expect(sayWorking(0.621)).toBe("62 %");
  });

  it("makes whole paths", () => {
    expect(pathBelow("/home/me/output/", "a/b.mp4")).toBe("/home/me/output/a/b.mp4");
    expect(pathBelow(undefined, "a/b.mp4")).toBe("a/b.mp4");
  });
});

describe("renderSpeed", () => {
  const rendering = (progress: number) =>
    job({ items: [item({ stage: "render", state: "working", progress, started_at: "2026-01-01T00:00:00Z" })] });
  const after = (seconds: number) => Date.parse("2026-01-01T00:00:00Z") / 1000 + seconds;

  it("is the film's seconds that were made in a second", () => {
    expect(renderSpeed(rendering(0.5), 4200, after(350))).toBe(6);
  });

  it("says nothing before one can tell", () => {
    expect(renderSpeed(rendering(0.01), 4200, after(3))).toBeNull();
    expect(renderSpeed(rendering(0.5), 4200, after(0))).toBeNull();
    expect(renderSpeed(job(), 4200, after(9))).toBeNull();
  });
});
