/** A job that has not begun, and what goes with one that is deleted. Pure. */
import type { JobDetail } from "./api/types";
import { formatBytes, formatList, formatMany } from "./format";

/** What a planned job waits for: its channel, a person, its time, or its turn. */
export type Wait = "channel" | "person" | "time" | "turn";

/** Null for a job that was started already. */
export function waitOf(job: Pick<JobDetail, "standing" | "is_channel_active">): Wait | null {
  switch (job.standing) {
    case "planned":
      return "time";
    case "queued":
      return "turn";
    case "held":
      return job.is_channel_active ? "person" : "channel";
    default:
      return null;
  }
}

/** Why a moment cannot be the start; null where it can. */
export function startProblem(moment: string | null, now: Date): string | null {
  if (moment === null) return "Choose a day and a time.";
  return Date.parse(moment) > now.getTime() ? null : "Choose a time that is still to come, or start it now.";
}

/** What lies in the job's folder, such as `the film, 4 tracks and 4 visuals (96 MB)`; null where nothing was made. */
export function madeFiles(job: JobDetail): string | null {
  const film = job.renders.findLast((render) => render.local_video_path === job.local_video_path);
  const parts = [
    job.local_video_path !== null && "the film",
    job.tracks.length > 0 && formatMany(job.tracks.length, "track"),
    job.visuals.length > 0 && formatMany(job.visuals.length, "visual"),
  ].filter((part) => part !== false);
  if (parts.length === 0) return null;
  const takes = [...job.tracks, ...job.visuals].reduce((sum, take) => sum + take.size_bytes, 0);
  const filmBytes = job.local_video_path === null ? 0 : (film?.size_bytes ?? 0);
  return `${formatList(parts)} (${formatBytes(takes + filmBytes)})`;
}
