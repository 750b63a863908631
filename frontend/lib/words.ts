/** What a job's states are called, and how they look. Pure. */
import type { ItemState, JobStatus, JobSummary, Stage, StageView } from "./api/types";
import { formatPercent } from "./format";

/** How something stands: each has a colour and an icon of its own. */
export type Tone = "neutral" | "working" | "waiting" | "good" | "bad";

export const STAGES = ["prompts", "tracks", "visuals", "render", "metadata"] as const satisfies readonly Stage[];

export const STAGE_NAMES: Record<Stage, string> = {
  prompts: "Prompts",
  tracks: "Tracks",
  visuals: "Visuals",
  render: "Render",
  metadata: "Metadata",
};

/** What the studio does during a stage. */
export const STAGE_DOING: Record<Stage, string> = {
  prompts: "Writing prompts",
  tracks: "Making tracks",
  visuals: "Making visuals",
  render: "Rendering",
  metadata: "Writing metadata",
};

export const STATUS_NAMES: Record<JobStatus, string> = {
  planned: "Planned",
  generating_music: "Making tracks",
  generating_image: "Making visuals",
  rendering: "Rendering",
  ready_for_export: "Writing metadata",
  completed: "Complete",
  failed: "Failed",
};

export const ITEM_TONES: Record<ItemState, Tone> = {
  waiting: "neutral",
  working: "working",
  done: "good",
  failed: "bad",
};

const CANCELLED = "cancelled";

export interface Standing {
  label: string;
  tone: Tone;
}

type Judged = Pick<JobSummary, "status" | "run_state" | "stage" | "error_code">;

/** How a job stands, in two or three words. */
export function standingOf(job: Judged): Standing {
  if (job.run_state === "stopping") return { label: "Stopping", tone: "waiting" };
  if (job.run_state === "running") {
    return { label: job.stage ? STAGE_DOING[job.stage] : STATUS_NAMES[job.status], tone: "working" };
  }
  if (job.status === "completed") return { label: "Complete", tone: "good" };
  if (job.status === "planned") return { label: "Planned", tone: "neutral" };
  if (job.status === "failed") {
    return job.error_code === CANCELLED ? { label: "Cancelled", tone: "neutral" } : { label: "Failed", tone: "bad" };
  }
  return { label: "Waiting for review", tone: "waiting" };
}

/** Each stage's share of an album's work, for one figure over all of them. */
const WEIGHTS: Record<Stage, number> = { prompts: 2, tracks: 35, visuals: 25, render: 36, metadata: 2 };

/** 0 to 1 over all stages. */
export function overallProgress(stages: readonly StageView[]): number {
  const done = stages.reduce((sum, each) => sum + WEIGHTS[each.stage] * each.progress, 0);
  const all = stages.reduce((sum, each) => sum + WEIGHTS[each.stage], 0);
  return all > 0 ? done / all : 0;
}

/** `12 of 20`, for a stage of many pieces; nothing for a stage of one. */
export function stageCount(stage: StageView): string | null {
  return stage.total > 1 ? `${stage.done} of ${stage.total}` : null;
}

/** A service of the studio as it is written. */
export function nameService(name: string): string {
  return name === "ffmpeg" ? "FFmpeg" : name.charAt(0).toUpperCase() + name.slice(1);
}

/** Where a job is in its stages, in a few words: `Tracks 12 of 20`, `Render 62 %`. */
export function describeStages(stages: readonly StageView[]): string {
  const current = stages.find((stage) => stage.state !== "done");
  if (!current) return "All stages done";
  if (overallProgress(stages) === 0 && current.state === "waiting") return "Not begun";
  return `${STAGE_NAMES[current.stage]} ${stageCount(current) ?? formatPercent(current.progress)}`;
}
