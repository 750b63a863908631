import { describe, expect, it } from "vitest";
import { initialValues, suggestedStart, toJobDraft } from "./album-form";
import { albumSchema, type AlbumValues } from "./album-schema";
import type { ChannelView, DefaultsView, JobDetail, ProviderView } from "./api/types";
import { toEstimateDraft } from "./estimate-draft";
import { provider as anyProvider } from "./job.fixture";

const defaults: DefaultsView = {
  target_duration_minutes: 70,
  fewest_advised_minutes: 60,
  most_advised_minutes: 80,
  track_count: 20,
  music_provider: "dummy",
  visual_provider: "dummy",
  crossfade_seconds: 2,
  visual_kind: "still",
  motion: "drift",
  visual_join: "crossfade",
  clip_loop: "crossfade",
  trim_silence: true,
  title_cards: false,
  film_grain: false,
  vignette: false,
  until_stage: "metadata",
  priority: 0,
  output_root: "/srv/output",
  library_root: null,
};

function provider(kind: "music" | "visual", name: string, changes: Partial<ProviderView> = {}): ProviderView {
  return anyProvider({ kind, name, is_default: false, ...changes });
}

const providers = [
  provider("music", "dummy", { is_default: true }),
  provider("music", "library", { uses_own_files: true }),
  provider("visual", "dummy", { problem: "Set a key." }),
  provider("visual", "library", { uses_own_files: true }),
];

const channel = (id: number, isActive = true) => ({ id, name: `Channel ${id}`, is_active: isActive }) as ChannelView;

function values(changes: Partial<AlbumValues> = {}): AlbumValues {
  const initial = initialValues({ defaults, channels: [channel(3)], providers });
  return { ...initial, niche_label: "rainy window study", ...changes };
}

describe("the form as it opens", () => {
  it("takes the settings' values, the only channel, and providers that can be used", () => {
    expect(values()).toMatchObject({
      channel_id: "3",
      target_duration_minutes: 70,
      music_provider: "dummy",
      visual_provider: "library",
    });
  });

  it("does not choose between channels, but takes the one that was asked for", () => {
    const both = [channel(1), channel(2), channel(4, false)];
    expect(initialValues({ defaults, channels: both, providers }).channel_id).toBe("");
    expect(initialValues({ defaults, channels: both, providers, channelId: 2 }).channel_id).toBe("2");
    expect(initialValues({ defaults, channels: [channel(1), channel(4, false)], providers }).channel_id).toBe("1");
  });

  it("repeats a job, but for its folder and its seed", () => {
    const model = {
      channel_id: 3,
      niche_label: "slow trams",
      mood_keywords: ["rain"],
      target_duration_minutes: 65,
      track_count: 18,
      until_stage: "prompts",
      options: { ...defaults, crossfade_seconds: 4, visual_kind: "loop", second_visual_provider: "painter", music_provider: "library", own_tracks: "/own", seed: 7, budget_usd: 2.5 },
    } as unknown as JobDetail;
    expect(initialValues({ defaults, channels: [channel(3), channel(4)], providers, model })).toMatchObject({
      channel_id: "3",
      niche_label: "slow trams",
      target_duration_minutes: 65,
      track_count: 18,
      review: true,
      crossfade_seconds: 4,
      visual_kind: "loop",
      second_visual_provider: "painter",
      second_music_provider: "",
      music_provider: "library",
      own_tracks: "/own",
      output_directory: "",
      seed: "",
      budget_usd: "2.5",
    });
  });
});

describe("what is wrong with it", () => {
  it.each([
    [{ channel_id: "" }, "channel_id"],
    [{ niche_label: "  " }, "niche_label"],
    [{ target_duration_minutes: Number.NaN }, "target_duration_minutes"],
    [{ target_duration_minutes: 181 }, "target_duration_minutes"],
    [{ track_count: 2.5 }, "track_count"],
    [{ crossfade_seconds: 11 }, "crossfade_seconds"],
    [{ output_directory: "../elsewhere" }, "output_directory"],
    [{ output_directory: "/etc" }, "output_directory"],
    [{ output_directory: "ü".repeat(128) }, "output_directory"],
    [{ seed: "2147483648" }, "seed"],
    [{ budget_usd: "a lot" }, "budget_usd"],
    [{ begin: "at", start_at: "" }, "start_at"],
  ] as [Partial<AlbumValues>, string][])("%o", (changes, field) => {
    const problems = albumSchema.safeParse(values(changes)).error?.issues.map((issue) => issue.path.join("."));
    expect(problems).toEqual([field]);
  });

  it("is nothing where it is filled in", () => {
    expect(albumSchema.safeParse(values({ begin: "at", start_at: "2026-12-01T06:00", seed: "7" })).success).toBe(true);
  });
});

describe("what is sent", () => {
  it("leaves out what is empty, and own folders that nobody would read", () => {
    expect(toJobDraft(values({ own_tracks: "mine", own_visuals: "mine" }), providers)).toMatchObject({
      channel_id: 3,
      own_tracks: null,
      own_visuals: "mine",
      output_directory: null,
      seed: null,
      budget_usd: null,
      start_at: null,
      start: true,
      until_stage: "metadata",
    });
  });

  it("names a second provider only where it can take over", () => {
    const all = [...providers, provider("music", "composer"), provider("music", "mubert", { problem: "Set a key." })];
    const second = (first: string, name: string) =>
      toJobDraft(values({ music_provider: first, second_music_provider: name }), all).second_music_provider;
    expect(second("dummy", "composer")).toBe("composer");
    expect(second("dummy", "")).toBeNull();
    expect(second("dummy", "dummy")).toBeNull();
    expect(second("dummy", "library")).toBeNull();
    expect(second("dummy", "mubert")).toBeNull();
    expect(second("library", "composer")).toBeNull();
  });

  it("keeps the wish for loops, whoever makes the pictures", () => {
    expect(toJobDraft(values(), providers).visual_kind).toBe("still");
    expect(toJobDraft(values({ visual_kind: "loop" }), providers).visual_kind).toBe("loop");
  });

  it("starts at once, at a time, or when somebody says so", () => {
    const at = toJobDraft(values({ begin: "at", start_at: "2026-12-01T06:00" }), providers);
    expect(new Date(at.start_at ?? "").getTime()).toBe(new Date("2026-12-01T06:00").getTime());
    expect(at.start).toBe(true);
    expect(toJobDraft(values({ begin: "later" }), providers)).toMatchObject({ start: false, start_at: null });
    expect(toJobDraft(values({ review: true }), providers).until_stage).toBe("prompts");
  });

  it("can be estimated before the album has a name, but not while a number is wrong", () => {
    expect(toEstimateDraft(values({ niche_label: "" }), providers)).not.toBeNull();
    expect(toEstimateDraft(values({ track_count: 0 }), providers)).toBeNull();
    expect(toEstimateDraft(values({ channel_id: "" }), providers)).toBeNull();
  });
});

describe("the start", () => {
  it("suggests a full hour to start at", () => {
    expect(suggestedStart(new Date(2026, 10, 22, 22, 40))).toBe("2026-11-23T00:00");
  });
});
