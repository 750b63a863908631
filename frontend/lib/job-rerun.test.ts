import { describe, expect, it } from "vitest";
import { describeRerun, rerunObstacle } from "./job-rerun";
import { job, provider, stages } from "./job.fixture";

const PROVIDERS = [provider(), provider({ name: "painter", kind: "visual", label: "Painter", price_per_item_usd: 0.1 })];
const PROMPTS = { album_title: "An Album", introduction: "", tags: [], items: [] };

describe("what a re-run says", () => {
  it("names the price of all tracks", () => {
    const words = describeRerun(job({ track_count: 20 }), { stage: "tracks", mode: "regenerate" }, PROVIDERS);
    expect(words.spent).toBe("About 1.60 USD: 20 tracks from Mubert.");
    expect(words.kept).toContain("earlier takes");
  });

  it("adds both kinds up for new prompts", () => {
    const words = describeRerun(job({ track_count: 2 }), { stage: "prompts", mode: "regenerate" }, PROVIDERS);
    expect(words.spent).toBe("About 0.36 USD: 2 tracks from Mubert and 2 visuals from Painter.");
  });

  it("speaks of one piece", () => {
    const words = describeRerun(job(), { stage: "visuals", mode: "regenerate", item: 7 }, PROVIDERS);
    expect(words.title).toBe("Re-make visual 7?");
    expect(words.spent).toBe("About 0.10 USD: 1 visual from Painter.");
  });

  it("does not guess a price that it does not know", () => {
    const words = describeRerun(job(), { stage: "tracks", mode: "regenerate", item: 1 }, undefined);
    expect(words.spent).toBe("What the providers charge for 1 track from mubert.");
  });

  it("says that own files cost nothing", () => {
    const free = [provider({ price_per_item_usd: 0 })];
    expect(describeRerun(job(), { stage: "tracks", mode: "regenerate", item: 1 }, free).spent).toMatch(/^Nothing/);
  });

  it("costs nothing to render or to write the metadata", () => {
    expect(describeRerun(job(), { stage: "render", mode: "regenerate" }, PROVIDERS).spent).toContain("this machine only");
    expect(describeRerun(job(), { stage: "metadata", mode: "regenerate" }, PROVIDERS).spent).toBe("Nothing.");
  });
});

describe("what stands in the way", () => {
  it("is a live run, and what comes first", () => {
    expect(rerunObstacle(job({ run_state: "running" }), "prompts")).toBe("Cancel the run first.");
    expect(rerunObstacle(job(), "prompts")).toBeNull();
    expect(rerunObstacle(job(), "tracks")).toBe("The prompts come first.");
    expect(rerunObstacle(job({ prompts: PROMPTS }), "tracks")).toBeNull();
    expect(rerunObstacle(job({ prompts: PROMPTS }), "render")).toBe("All tracks and visuals come first.");
    const whole = stages({ prompts: "done", tracks: "done", visuals: "done" });
    expect(rerunObstacle(job({ prompts: PROMPTS, stages: whole }), "render")).toBeNull();
    expect(rerunObstacle(job({ prompts: PROMPTS, stages: whole }), "metadata")).toBe("The film comes first.");
  });
});
