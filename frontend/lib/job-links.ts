/** Addresses of an album's files. Takes never change, so theirs are kept; a film's address changes with the film. */
import type { JobDetail } from "./api/types";

export function trackAudio(jobId: number, takeId: number): string {
  return `/api/jobs/${jobId}/tracks/${takeId}/audio`;
}

export function visualPicture(jobId: number, takeId: number): string {
  return `/api/jobs/${jobId}/visuals/${takeId}/picture`;
}

export function visualThumbnail(jobId: number, takeId: number): string {
  return `/api/jobs/${jobId}/visuals/${takeId}/thumbnail`;
}

/** What the film is of, for addresses: its file's name holds a digest of all that is in it. */
function filmVersion(job: Pick<JobDetail, "local_video_path">): string {
  return encodeURIComponent(job.local_video_path?.split("/").at(-1) ?? "");
}

export function filmVideo(job: Pick<JobDetail, "id" | "local_video_path">): string {
  return `/api/jobs/${job.id}/video?film=${filmVersion(job)}`;
}

export function artwork(job: Pick<JobDetail, "id" | "local_video_path">, name: string): string {
  return `/api/jobs/${job.id}/artwork/${name}?film=${filmVersion(job)}`;
}
