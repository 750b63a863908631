import { describe, expect, it } from "vitest";
import type { ItemView, JobDetail } from "./api/types";
import { pairsOf, type Pair } from "./job";
import { isRemakable, newsOf } from "./job-news";
import { item, job, stages, track } from "./job.fixture";

function album(change: Partial<ItemView>, tracks: JobDetail["tracks"] = []): [JobDetail, Pair] {
  const found = job({
    track_count: 1,
    tracks,
    items: [item({ state: "waiting", ...change })],
    stages: stages({ tracks: change.state ?? "failed" }),
    run_state: change.state === "working" ? "running" : "idle",
  });
  return [found, pairsOf(found)[0] as Pair];
}

describe("what is said of a piece", () => {
  it("is nothing where it is there", () => {
    const [found, pair] = album({ state: "done" }, [track()]);
    expect(newsOf(found, pair, "tracks")).toBeNull();
  });

  it("is how far it is while it is being made, in the provider's words where there are some", () => {
    expect(newsOf(...album({ state: "working" }), "tracks")?.words).toBe("Making the track");
    expect(newsOf(...album({ state: "working", progress: 1, progress_note: "Composing" }), "tracks")).toEqual({
      tone: "working",
      words: "Composing, 99 %",
      remedy: null,
    });
  });

  it("is why it failed, with a retry, or a re-make where a retry could be charged twice", () => {
    const failed = { state: "failed", error_message: "Quota used up." } as const;
    expect(newsOf(...album(failed), "tracks")).toEqual({ tone: "bad", words: "Quota used up.", remedy: "retry" });
    expect(newsOf(...album({ ...failed, error_code: "submission_unknown" }), "tracks")?.remedy).toBe("remake");
  });

  it("is that it is missing only once others of its kind were tried", () => {
    expect(newsOf(...album({}), "tracks")?.remedy).toBe("make");
    expect(newsOf(...album({}), "visuals")).toBeNull();
  });
});

describe("a re-make", () => {
  it("needs a take or a failure", () => {
    expect(isRemakable(album({ state: "waiting" })[1], "tracks")).toBe(false);
    expect(isRemakable(album({ state: "failed" })[1], "tracks")).toBe(true);
    expect(isRemakable(album({ state: "done" }, [track()])[1], "tracks")).toBe(true);
  });
});
