import { expect, it } from "vitest";
import { resumeDraft } from "./album-draft";
import type { AlbumValues } from "./album-schema";
import type { ChannelView } from "./api/types";
import { provider } from "./job.fixture";

const initial = {
  channel_id: "",
  niche_label: "",
  mood_keywords: [] as string[],
  target_duration_minutes: 70,
  music_provider: "mubert",
  visual_provider: "painter",
  review: false,
} as AlbumValues;

const choices = {
  channels: [{ id: 1, is_active: true } as ChannelView, { id: 2, is_active: false } as ChannelView],
  providers: [
    provider(),
    provider({ name: "library" }),
    provider({ name: "gone", problem: "Set a key." }),
    provider({ name: "painter", kind: "visual" }),
  ],
};

it("brings back what was typed", () => {
  const kept = { ...initial, channel_id: "1", niche_label: "rain", mood_keywords: ["warm"], music_provider: "library" };
  expect(resumeDraft(initial, kept, choices)).toEqual(kept);
});

it("leaves out what no longer fits", () => {
  const kept = { ...initial, channel_id: "2", music_provider: "gone", target_duration_minutes: null, colour: "red" };
  expect(resumeDraft(initial, kept, choices)).toEqual(initial);
});

it.each([null, undefined, "rain", 3])("has nothing to bring back from %s", (kept) => {
  expect(resumeDraft(initial, kept, choices)).toBeNull();
});
