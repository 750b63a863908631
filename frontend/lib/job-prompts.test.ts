import { describe, expect, it } from "vitest";
import { freedomOf, fromForm, isReordered, isRewritable, toForm } from "./job-prompts";
import { item, job, track, visual } from "./job.fixture";

describe("what can still be changed", () => {
  it("is everything of a pair that nothing was made from", () => {
    const album = job({ items: [item({ state: "waiting" })] });
    expect(freedomOf(album, 1)).toEqual({ music: true, visual: true });
    expect(isRewritable(album, 1)).toBe(true);
  });

  it("is not what was used, or is being used", () => {
    const album = job({ tracks: [track({ number: 1 })], items: [item({ stage: "visuals", state: "working" })] });
    expect(freedomOf(album, 1)).toEqual({ music: false, visual: false });
    expect(freedomOf(album, 2)).toEqual({ music: true, visual: true });
    expect(isRewritable(album, 1)).toBe(false);
  });

  it("is a prompt whose only takes are earlier ones, but not the pair as a whole", () => {
    const album = job({ visuals: [visual({ is_current: false })] });
    expect(freedomOf(album, 1).visual).toBe(true);
    expect(isRewritable(album, 1)).toBe(false);
  });
});

it("is the same after the form as before it", () => {
  const prompts = {
    album_title: "An Album",
    introduction: "Rain.",
    tags: ["lofi", "rain music"],
    items: [{ track_title: "a", music_prompt: "b", visual_prompt: "c" }],
  };
  expect(fromForm(toForm(prompts))).toEqual(prompts);
});

it("knows another order from another text", () => {
  const pair = (track_title: string) => ({ track_title, music_prompt: "m", visual_prompt: "v" });
  const album = (...titles: string[]) => ({ album_title: "", introduction: "", tags: [], items: titles.map(pair) });
  expect(isReordered(album("a", "b"), album("b", "a"))).toBe(true);
  expect(isReordered(album("a", "b"), album("a", "b"))).toBe(false);
  expect(isReordered(album("a", "b"), album("a", "c"))).toBe(false);
});
