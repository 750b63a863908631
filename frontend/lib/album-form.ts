/** How the form of a new album is filled beforehand, and what it sends. Pure. */
import type { AlbumValues } from "./album-schema";
import type { ChannelView, DefaultsView, JobDetail, JobDraft, ProviderView } from "./api/types";
import { ownBudget, parseBudget } from "./cost";
import { fromLocalInput, toLocalInput } from "./format";
import { standIns, usable } from "./providers";

/** Fields whose names the API knows, so that what it refuses is shown beside them. */
export const SENT_FIELDS = [
  "channel_id",
  "niche_label",
  "mood_keywords",
  "target_duration_minutes",
  "output_directory",
  "music_provider",
  "visual_provider",
  "second_music_provider",
  "second_visual_provider",
  "own_tracks",
  "own_visuals",
  "visual_kind",
  "start_at",
  "track_count",
  "crossfade_seconds",
  "motion",
  "visual_join",
  "clip_loop",
  "seed",
  "budget_usd",
  "priority",
] as const satisfies readonly (keyof AlbumValues)[];

/** Fields that stand under Advanced, which opens where one of them is wrong. */
export const ADVANCED_FIELDS = [
  "output_directory",
  "track_count",
  "crossfade_seconds",
  "motion",
  "visual_join",
  "clip_loop",
  "seed",
  "budget_usd",
  "priority",
] as const satisfies readonly (keyof AlbumValues)[];

interface Given {
  defaults: DefaultsView;
  channels: readonly ChannelView[];
  providers: readonly ProviderView[];
  /** The channel that was asked for. */
  channelId?: number;
  /** The job to repeat. */
  model?: JobDetail;
}

/** The form as it opens: the settings' own values, or those of the job that is to be repeated. */
export function initialValues({ defaults, channels, providers, channelId, model }: Given): AlbumValues {
  const active = channels.filter((channel) => channel.is_active);
  const chosen = channelId ?? model?.channel_id ?? (active.length === 1 ? active[0]?.id : undefined);
  const options = model?.options;
  const music = usable(providers, "music");
  const visual = usable(providers, "visual");
  return {
    channel_id: chosen ? String(chosen) : "",
    niche_label: model?.niche_label ?? "",
    mood_keywords: model?.mood_keywords ?? [],
    target_duration_minutes: model?.target_duration_minutes ?? defaults.target_duration_minutes,
    output_directory: "",
    music_provider: pick(music, options?.music_provider, defaults.music_provider),
    visual_provider: pick(visual, options?.visual_provider, defaults.visual_provider),
    second_music_provider: options?.second_music_provider ?? "",
    second_visual_provider: options?.second_visual_provider ?? "",
    own_tracks: options?.own_tracks ?? "",
    own_visuals: options?.own_visuals ?? "",
    visual_kind: options?.visual_kind ?? defaults.visual_kind,
    begin: "now",
    start_at: "",
    review: model ? model.until_stage === "prompts" : defaults.until_stage === "prompts",
    track_count: model?.track_count ?? defaults.track_count,
    crossfade_seconds: options?.crossfade_seconds ?? defaults.crossfade_seconds,
    motion: options?.motion ?? defaults.motion,
    visual_join: options?.visual_join ?? defaults.visual_join,
    clip_loop: options?.clip_loop ?? defaults.clip_loop,
    trim_silence: options?.trim_silence ?? defaults.trim_silence,
    title_cards: options?.title_cards ?? defaults.title_cards,
    film_grain: options?.film_grain ?? defaults.film_grain,
    vignette: options?.vignette ?? defaults.vignette,
    seed: "",
    budget_usd: ownBudget(options),
    priority: defaults.priority,
  };
}

function pick(choices: readonly ProviderView[], ...wanted: (string | undefined)[]): string {
  for (const name of wanted) {
    if (choices.some((provider) => provider.name === name)) return name ?? "";
  }
  return choices[0]?.name ?? "";
}

/** The full hour after next, as a start time to begin with. */
export function suggestedStart(now: Date): string {
  const start = new Date(now);
  start.setMinutes(0, 0, 0);
  start.setHours(start.getHours() + 2);
  return toLocalInput(start);
}

/** What is sent. Own folders go only with providers that take them, and a second provider where it can take over. */
export function toJobDraft(values: AlbumValues, providers: readonly ProviderView[]): JobDraft {
  const takesFiles = (name: string, kind: string) =>
    providers.some((provider) => provider.name === name && provider.kind === kind && provider.uses_own_files);
  const standIn = (kind: "music" | "visual", first: string, second: string) =>
    standIns(providers, kind, first).some((provider) => provider.name === second) ? second : null;
  return {
    channel_id: Number(values.channel_id),
    niche_label: values.niche_label,
    mood_keywords: values.mood_keywords,
    target_duration_minutes: values.target_duration_minutes,
    track_count: values.track_count,
    output_directory: values.output_directory || null,
    music_provider: values.music_provider,
    visual_provider: values.visual_provider,
    second_music_provider: standIn("music", values.music_provider, values.second_music_provider),
    second_visual_provider: standIn("visual", values.visual_provider, values.second_visual_provider),
    own_tracks: (takesFiles(values.music_provider, "music") && values.own_tracks) || null,
    own_visuals: (takesFiles(values.visual_provider, "visual") && values.own_visuals) || null,
    visual_kind: values.visual_kind,
    crossfade_seconds: values.crossfade_seconds,
    motion: values.motion,
    visual_join: values.visual_join,
    clip_loop: values.clip_loop,
    trim_silence: values.trim_silence,
    title_cards: values.title_cards,
    film_grain: values.film_grain,
    vignette: values.vignette,
    seed: values.seed === "" ? null : Number(values.seed),
    budget_usd: parseBudget(values.budget_usd) ?? null,
    start_at: values.begin === "at" ? fromLocalInput(values.start_at) : null,
    start: values.begin !== "later",
    until_stage: values.review ? "prompts" : "metadata",
    priority: values.priority,
  };
}
