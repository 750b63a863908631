import { describe, expect, it } from "vitest";
import type { JobSummary, Stage, StageView } from "./api/types";
import { describeStages, overallProgress, STAGES, standingOf, waitsFor } from "./words";

function job(changes: Partial<JobSummary>) {
  return { standing: "planned", stage: null, is_channel_active: true, until_stage: "metadata", ...changes } as JobSummary;
}

function stages(progress: Partial<Record<Stage, number>>, total = 20): StageView[] {
  return STAGES.map((stage) => {
    const share = progress[stage] ?? 0;
    const pieces = stage === "tracks" || stage === "visuals" ? total : 1;
    return {
      stage,
      state: share === 1 ? "done" : share > 0 ? "working" : "waiting",
      done: Math.floor(share * pieces),
      failed: 0,
      total: pieces,
      progress: share,
      note: null,
      seconds_left: null,
    };
  });
}

describe("how a job stands", () => {
  it.each([
    [{}, "Planned"],
    [{ standing: "running", stage: "prompts" }, "Writing prompts"],
    [{ standing: "running", stage: "render" }, "Rendering"],
    [{ standing: "running" }, "Being made"],
    [{ standing: "stopping", stage: "render" }, "Stopping"],
    [{ standing: "review", stage: "prompts" }, "Waiting for review"],
    [{ standing: "completed", stage: "metadata" }, "Complete"],
    [{ standing: "out_of_date", stage: "metadata" }, "Film out of date"],
  ] as [Partial<JobSummary>, string][])("%o is %s", (changes, label) => {
    expect(standingOf(job(changes)).label).toBe(label);
  });

  it.each([
    [{ standing: "planned" }, null],
    [{ standing: "queued" }, "starts in its turn"],
    [{ standing: "held" }, "until you start it"],
    [{ standing: "held", is_channel_active: false }, "until its channel is enabled"],
    [{ standing: "review", until_stage: "prompts" }, "after the prompts"],
    [{ standing: "completed" }, null],
  ] as [Partial<JobSummary>, string | null][])("%o waits for: %s", (changes, words) => {
    expect(waitsFor(job(changes))).toBe(words);
  });
});

describe("progress over the stages", () => {
  it("begins at nothing and ends at all", () => {
    expect(overallProgress(stages({}))).toBe(0);
    expect(overallProgress(stages({ prompts: 1, tracks: 1, visuals: 1, render: 1, metadata: 1 }))).toBe(1);
    expect(overallProgress([])).toBe(0);
  });

  it("names the stage that matters", () => {
    expect(describeStages(stages({}))).toBe("Not begun");
    expect(describeStages(stages({ prompts: 1, tracks: 0.6 }))).toBe("Tracks 12 of 20");
    expect(describeStages(stages({ prompts: 1, tracks: 1, visuals: 1, render: 0.62 }))).toBe("Render 62 %");
    expect(describeStages(stages({ prompts: 1, tracks: 1, visuals: 1 }))).toBe("Render to do");
  });
});
