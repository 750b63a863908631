/** What was typed into the form of a new album, kept for this tab: the way back, or a reload, loses nothing. */
import type { AlbumValues } from "./album-schema";
import type { ChannelView, ProviderView } from "./api/types";
import { usable } from "./providers";

function key(modelId: number | undefined): string {
  return `studio.new-album.${modelId ?? "empty"}`;
}

export function keepDraft(values: AlbumValues, modelId?: number): void {
  // A browser without storage keeps nothing, and the form works all the same.
  try {
    sessionStorage.setItem(key(modelId), JSON.stringify(values));
  } catch {
    return;
  }
}

export function readDraft(modelId?: number): unknown {
  try {
    return JSON.parse(sessionStorage.getItem(key(modelId)) ?? "null");
  } catch {
    return null;
  }
}

export function dropDraft(modelId?: number): void {
  try {
    sessionStorage.removeItem(key(modelId));
  } catch {
    return;
  }
}

interface Choices {
  channels: readonly ChannelView[];
  providers: readonly ProviderView[];
}

/** The form with what was kept, as far as it still fits; null where there is nothing. Pure. */
export function resumeDraft(initial: AlbumValues, kept: unknown, { channels, providers }: Choices): AlbumValues | null {
  if (typeof kept !== "object" || kept === null) return null;
  const known = Object.entries(kept).filter(
    ([name, value]) => name in initial && kindOf(value) === kindOf(initial[name as keyof AlbumValues]),
  );
  const values: AlbumValues = { ...initial, ...Object.fromEntries(known) };
  const isOffered = (name: string, kind: "music" | "visual") => usable(providers, kind).some((each) => each.name === name);
  const isOpen = channels.some((channel) => channel.is_active && String(channel.id) === values.channel_id);
  return {
    ...values,
    channel_id: isOpen ? values.channel_id : initial.channel_id,
    music_provider: isOffered(values.music_provider, "music") ? values.music_provider : initial.music_provider,
    visual_provider: isOffered(values.visual_provider, "visual") ? values.visual_provider : initial.visual_provider,
  };
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? "list" : typeof value;
}
