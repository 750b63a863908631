import { describe, expect, it } from "vitest";
import { provider } from "./job.fixture";
import {
  countUnusable,
  offersLoops,
  pricePerVisual,
  sayAbility,
  sayLimits,
  sayMotionServes,
  sayPrice,
  sayProvider,
  standIns,
  usable,
} from "./providers";

describe("a provider in words", () => {
  it("says what it costs", () => {
    expect(sayPrice(provider())).toBe("0.08 USD a track");
    expect(sayPrice(provider({ price_per_item_usd: 0 }))).toBe("No cost");
    expect(sayPrice(provider({ kind: "visual", price_per_item_usd: 0.004 }))).toBe("0.004 USD a visual");
    const both = provider({ kind: "visual", price_per_item_usd: 0.02, makes_clips: true, price_per_loop_usd: 1 });
    expect(sayPrice(both)).toBe("0.02 USD a still, 1.00 USD a loop");
  });

  it("says what it does", () => {
    expect(sayAbility(provider())).toBe("Makes music from the prompts.");
    expect(sayAbility(provider({ kind: "visual", makes_clips: true }))).toContain("clips");
    expect(sayAbility(provider({ uses_own_files: true }))).toContain("files of your own");
    expect(sayAbility(provider({ kind: "prompts", needs_key: false }))).toContain("word lists");
  });

  it("says its limits, where it has some", () => {
    expect(sayLimits(provider())).toBeNull();
    expect(sayLimits(provider({ concurrency: 2 }))).toBe("2 at a time");
    expect(sayLimits(provider({ shortest_seconds: 5, longest_seconds: 600, concurrency: 4 }))).toBe(
      "Tracks of 5 s to 10 min, 4 at a time",
    );
  });
});

it("says all of it in sentences", () => {
  expect(sayProvider(provider({ concurrency: 2 }))).toBe(
    "Makes music from the prompts. 2 at a time. 0.08 USD a track.",
  );
});

describe("stills or loops", () => {
  const both = provider({ kind: "visual", label: "Leonardo", price_per_item_usd: 0.02, makes_clips: true, price_per_loop_usd: 1 });
  const stills = provider({ kind: "visual", label: "Gemini", price_per_item_usd: 0.07 });

  it("can be chosen where both are made", () => {
    expect(offersLoops(both)).toBe(true);
    expect(offersLoops(stills)).toBe(false);
    expect(offersLoops(provider({ kind: "visual", makes_clips: true, uses_own_files: true }))).toBe(false);
    expect(offersLoops(undefined)).toBe(false);
  });

  it("says what serves instead where only stills are made", () => {
    expect(sayMotionServes(stills, "loop")).toBe(
      "Gemini makes no loops. It makes stills, and the studio's own motion moves them.",
    );
    expect(sayMotionServes(stills, "still")).toBeNull();
    expect(sayMotionServes(both, "loop")).toBeNull();
  });

  it("counts the price of what is made", () => {
    expect(pricePerVisual(both, "loop")).toBe(1);
    expect(pricePerVisual(both, "still")).toBe(0.02);
    expect(pricePerVisual(stills, "loop")).toBe(0.07);
    expect(pricePerVisual({ ...both, price_per_loop_usd: null }, "loop")).toBe(0.02);
  });
});

describe("who can take over", () => {
  const all = [
    provider({ name: "mubert" }),
    provider({ name: "composer", is_default: false }),
    provider({ name: "dummy", is_default: false, makes_placeholders: true }),
    provider({ name: "library", is_default: false, uses_own_files: true }),
    provider({ name: "beatoven", is_default: false, problem: "Set a key." }),
    provider({ name: "painter", kind: "visual" }),
  ];
  const names = (first: string) => standIns(all, "music", first).map((each) => each.name);

  it("is another one that is set up and makes something", () => {
    expect(names("mubert")).toEqual(["composer"]);
    expect(names("composer")).toEqual(["mubert"]);
  });

  it("may be anybody in a rehearsal, and nobody where files are the person's own", () => {
    expect(names("dummy")).toEqual(["mubert", "composer"]);
    expect(names("library")).toEqual([]);
    expect(names("gone")).toEqual([]);
  });
});

describe("the choice of providers", () => {
  const all = [
    provider({ name: "one", is_default: false }),
    provider({ name: "two" }),
    provider({ name: "three", problem: "Set a key." }),
    provider({ name: "four", kind: "visual" }),
  ];

  it("offers those that can be used, the default first", () => {
    expect(usable(all, "music").map((each) => each.name)).toEqual(["two", "one"]);
    expect(countUnusable(all, "music")).toBe(1);
  });
});
