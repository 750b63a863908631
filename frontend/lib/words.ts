/** What a job's states are called, and how they look. Pure. */
import type { ItemState, JobStanding, JobSummary, Stage, StageView } from "./api/types";
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

export const STANDING_NAMES: Record<JobStanding, string> = {
  planned: "Planned",
  queued: "Queued",
  held: "Held",
  review: "Waiting for review",
  running: "Being made",
  stopping: "Stopping",
  out_of_date: "Film out of date",
  completed: "Complete",
  cancelled: "Cancelled",
  failed: "Failed",
};

const STANDING_TONES: Record<JobStanding, Tone> = {
  planned: "neutral",
  queued: "neutral",
  held: "waiting",
  review: "waiting",
  running: "working",
  stopping: "waiting",
  out_of_date: "waiting",
  completed: "good",
  cancelled: "neutral",
  failed: "bad",
};

export const ITEM_TONES: Record<ItemState, Tone> = {
  waiting: "neutral",
  working: "working",
  done: "good",
  failed: "bad",
};

export interface Standing {
  label: string;
  tone: Tone;
}

/** How a job stands, in two or three words. */
export function standingOf(job: Pick<JobSummary, "standing" | "stage">): Standing {
  const label = job.standing === "running" && job.stage ? STAGE_DOING[job.stage] : STANDING_NAMES[job.standing];
  return { label, tone: STANDING_TONES[job.standing] };
}

/** What a job at rest waits for, to stand below its standing. When a planned one starts is a matter of clocks. */
export function waitsFor(job: Pick<JobSummary, "standing" | "is_channel_active" | "until_stage">): string | null {
  switch (job.standing) {
    case "queued":
      return "starts in its turn";
    case "held":
      return job.is_channel_active ? "until you start it" : "until its channel is enabled";
    case "review":
      return `after the ${job.until_stage}`;
    case "out_of_date":
      return "render it again";
    default:
      return null;
  }
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
  const far = stageCount(current) ?? (current.state === "waiting" ? "to do" : formatPercent(current.progress));
  return `${STAGE_NAMES[current.stage]} ${far}`;
}
