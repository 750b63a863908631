import { describe, expect, it } from "vitest";
import type { JobSummary, Stage, StageView } from "./api/types";
import { describeStages, overallProgress, STAGES, standingOf } from "./words";

function job(changes: Partial<JobSummary>) {
  return { status: "planned", run_state: "idle", stage: null, error_code: null, ...changes } as JobSummary;
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
    [{ run_state: "running", status: "generating_music", stage: "prompts" }, "Writing prompts"],
    [{ run_state: "running", status: "rendering", stage: "render" }, "Rendering"],
    [{ run_state: "stopping", status: "rendering", stage: "render" }, "Stopping"],
    [{ status: "generating_music", stage: "prompts" }, "Waiting for review"],
    [{ status: "completed", stage: "metadata" }, "Complete"],
    [{ status: "failed", error_code: "silent_track" }, "Failed"],
    [{ status: "failed", error_code: "cancelled" }, "Cancelled"],
  ] as [Partial<JobSummary>, string][])("%o is %s", (changes, label) => {
    expect(standingOf(job(changes)).label).toBe(label);
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
  });
});
