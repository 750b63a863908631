/** Jobs and their parts for tests: each as the API answers it, with what a test cares about. */
import type { CostView, ItemState, ItemView, JobDetail, ProviderView, Stage, StageView, TrackView, VisualView } from "./api/types";
import { STAGES } from "./words";

const MOMENT = "2026-01-01T00:00:00Z";

export function stages(states: Partial<Record<Stage, ItemState>> = {}): StageView[] {
  return STAGES.map((stage) => {
    const state = states[stage] ?? "waiting";
    return {
      stage,
      state,
      done: state === "done" ? 1 : 0,
      failed: state === "failed" ? 1 : 0,
      total: 1,
      progress: state === "done" ? 1 : 0,
      note: null,
      seconds_left: null,
    };
  });
}

export function item(change: Partial<ItemView> = {}): ItemView {
  return {
    stage: "tracks",
    number: 1,
    state: "done",
    attempts: 1,
    progress: 0,
    progress_note: null,
    error_code: null,
    error_message: null,
    started_at: MOMENT,
    finished_at: MOMENT,
    ...change,
  };
}

const TAKE = {
  id: 1,
  number: 1,
  take: 1,
  is_current: true,
  is_placeholder: false,
  provider: "library",
  provider_label: "Your own files",
  prompt_text: "slow piano",
  local_file_path: "a/01.wav",
  sha256: "0",
  size_bytes: 1,
  license_document_url: null,
  created_at: MOMENT,
};

export function track(change: Partial<TrackView> = {}): TrackView {
  return {
    ...TAKE,
    title: "Slow Tram",
    duration_seconds: 200,
    integrated_lufs: -14,
    true_peak_dbtp: -1,
    provider_track_id: null,
    ...change,
  };
}

export function visual(change: Partial<VisualView> = {}): VisualView {
  return {
    ...TAKE,
    is_clip: false,
    width: 1920,
    height: 1080,
    duration_seconds: null,
    provider_image_id: null,
    ...change,
  };
}

export function provider(change: Partial<ProviderView> = {}): ProviderView {
  return {
    name: "mubert",
    kind: "music",
    label: "Mubert",
    needs_key: true,
    is_default: true,
    makes_placeholders: false,
    uses_own_files: false,
    makes_clips: false,
    shortest_seconds: null,
    longest_seconds: null,
    concurrency: null,
    price_per_item_usd: 0.08,
    price_per_loop_usd: null,
    problem: null,
    closed_reason: null,
    closed_until: null,
    account: null,
    ...change,
  };
}

export function cost(change: Partial<CostView> = {}): CostView {
  return {
    spent_usd: 0,
    committed_usd: 0,
    estimated_usd: 0,
    charges: [],
    budget_usd: null,
    has_own_budget: false,
    ...change,
  };
}

export function job(change: Partial<JobDetail> = {}): JobDetail {
  return {
    id: 1,
    channel_id: 1,
    channel_name: "Quiet Corner",
    status: "completed",
    standing: "completed",
    run_state: "idle",
    stage: null,
    niche_label: "lo-fi",
    mood_keywords: [],
    target_duration_minutes: 70,
    track_count: 2,
    is_rehearsal: false,
    local_video_path: null,
    output_directory: "quiet-corner/0001-lo-fi",
    error_code: null,
    error_message: null,
    start_at: null,
    is_channel_active: true,
    started_at: MOMENT,
    completed_at: null,
    created_at: MOMENT,
    updated_at: MOMENT,
    stages: stages(),
    run_no: 1,
    until_stage: "metadata",
    options: {
      music_provider: "mubert",
      visual_provider: "painter",
      second_music_provider: null,
      second_visual_provider: null,
      crossfade_seconds: 2,
      visual_kind: "still",
      motion: "drift",
      visual_join: "crossfade",
      clip_loop: "crossfade",
      trim_silence: true,
      title_cards: false,
      film_grain: false,
      vignette: false,
      fps: 30,
      seed: 1,
    },
    prompts: null,
    metadata: null,
    items: [],
    tracks: [],
    visuals: [],
    renders: [],
    progress_at: null,
    artwork: [],
    lost_files: [],
    is_film_current: false,
    upload_checklist: [],
    published_url: null,
    published_at: null,
    cost: cost(),
    held_up_by: null,
    ...change,
  };
}
