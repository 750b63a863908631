/** An album as its page shows it: pairs of track and visual, what the job does, and what can be done now. Pure. */
import type {
  ItemView,
  JobDetail,
  JobSummary,
  Stage,
  StageView,
  TrackView,
  VisualView,
} from "./api/types";
import { formatCount, formatPercent } from "./format";
import type { Tone } from "./words";

export const CANCELLED = "cancelled";

/** The two stages that make one piece for each number. */
export const PIECES = ["tracks", "visuals"] as const;
export type Piece = (typeof PIECES)[number];

export const PIECE_NAMES: Record<Piece, string> = { tracks: "track", visuals: "visual" };

/** One number of the album: a track and the visual that is shown with it. */
export interface Pair {
  number: number;
  title: string;
  track: TrackView | undefined;
  visual: VisualView | undefined;
  /** All takes, the current one too, the newest first. */
  trackTakes: TrackView[];
  visualTakes: VisualView[];
  trackItem: ItemView | undefined;
  visualItem: ItemView | undefined;
}

function byNumber<T extends { number: number }>(all: readonly T[]): Map<number, T[]> {
  const found = new Map<number, T[]>();
  for (const each of all) found.set(each.number, [...(found.get(each.number) ?? []), each]);
  return found;
}

function newestFirst<T extends { take: number }>(takes: readonly T[] | undefined): T[] {
  return [...(takes ?? [])].sort((one, other) => other.take - one.take);
}

export function pairsOf(job: JobDetail): Pair[] {
  const tracks = byNumber(job.tracks);
  const visuals = byNumber(job.visuals);
  const trackItems = byNumber(job.items.filter((item) => item.stage === "tracks"));
  const visualItems = byNumber(job.items.filter((item) => item.stage === "visuals"));
  return Array.from({ length: job.track_count }, (_, index) => {
    const number = index + 1;
    const trackTakes = newestFirst(tracks.get(number));
    const visualTakes = newestFirst(visuals.get(number));
    const track = trackTakes.find((take) => take.is_current);
    return {
      number,
      title: track?.title ?? job.prompts?.items[index]?.track_title ?? `Track ${number}`,
      track,
      visual: visualTakes.find((take) => take.is_current),
      trackTakes,
      visualTakes,
      trackItem: trackItems.get(number)?.[0],
      visualItem: visualItems.get(number)?.[0],
    };
  });
}

export function titleOf(job: JobDetail): string {
  return job.prompts?.album_title ?? job.niche_label;
}

export function isIdle(job: Pick<JobSummary, "run_state">): boolean {
  return job.run_state === "idle";
}

export function stageOf(job: Pick<JobSummary, "stages">, stage: Stage): StageView | undefined {
  return job.stages.find((each) => each.stage === stage);
}

/** Changes whenever the timeline may: other takes, another order, another film. */
export function albumVersion(job: JobDetail): string {
  const current = [...job.tracks, ...job.visuals].filter((take) => take.is_current);
  const takes = current.map((take) => `${take.number}:${take.id}`).sort();
  const titles = job.tracks.filter((take) => take.is_current).map((take) => take.title);
  return [...takes, ...titles, job.local_video_path ?? "", job.is_film_current].join("|");
}

/** The film that is there is not what the album is now. */
export function isFilmOutdated(job: JobDetail): boolean {
  return isIdle(job) && job.local_video_path !== null && !job.is_film_current;
}

/** What was in the album's folder and is not any more, and the verb that brings it back; null where all is there. */
export function lostFiles(job: JobDetail): { words: string; action: string } | null {
  const [first, ...others] = job.lost_files;
  if (!isIdle(job) || first === undefined) return null;
  const names = others.length > 0 ? `${job.lost_files.slice(0, -1).join(", ")} and ${others.at(-1)} are` : `${first} is`;
  const isFilmLost = job.local_video_path !== null && job.local_video_path.endsWith(`/${first}`);
  return { words: `${names} not in the album's folder.`, action: isFilmLost ? "Render again" : "Write again" };
}

/** Where something of the album lies on the studio's machine; relative where the root is not known yet. */
export function pathBelow(root: string | undefined, relative: string): string {
  return root === undefined ? relative : `${root.replace(/\/+$/, "")}/${relative}`;
}

function seconds(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 1000;
}

/**
 * How long the present stage will still take. A stage of one piece says so itself; for one of many it follows from
 * how long its finished pieces took and how many are made at a time. Null while there is nothing to go by.
 */
export function secondsLeft(job: JobDetail): number | null {
  const stage = job.stage ? stageOf(job, job.stage) : undefined;
  if (!stage || stage.state !== "working") return null;
  if (stage.total === 1) return stage.seconds_left;
  const of = job.items.filter((item) => item.stage === stage.stage);
  const spent = of.flatMap((item) =>
    item.state === "done" && item.started_at && item.finished_at ? [seconds(item.started_at, item.finished_at)] : [],
  );
  if (spent.length === 0) return null;
  const mean = spent.reduce((sum, each) => sum + each, 0) / spent.length;
  const working = of.filter((item) => item.state === "working").length;
  const shares = of.reduce((sum, item) => sum + (item.state === "done" ? 0 : 1 - item.progress), 0);
  return (mean * shares) / Math.max(1, working);
}

/**
 * How many seconds of film a second of rendering makes, on average of this render; null before one can tell. `now` in
 * seconds.
 */
export function renderSpeed(job: JobDetail, filmSeconds: number, now: number): number | null {
  const item = job.items.find((each) => each.stage === "render" && each.state === "working");
  if (!item?.started_at || item.progress < 0.02) return null;
  const spent = now - Date.parse(item.started_at) / 1000;
  return spent > 0 ? (filmSeconds * item.progress) / spent : null;
}

/** A share of work that goes on: never the whole. */
export function sayWorking(progress: number): string {
  return formatPercent(Math.min(progress, 0.99));
}

export interface MainAction {
  label: string;
  /** `start` goes on with what is missing. */
  does: "start" | "cancel" | "wait";
}

/** The one button that matters most now; none where nothing is missing. */
export function mainAction(job: JobDetail): MainAction | null {
  if (job.run_state === "stopping") return { label: "Stopping", does: "wait" };
  if (job.run_state === "running") return { label: "Cancel", does: "cancel" };
  if (job.status === "planned") return job.is_channel_active ? { label: "Start now", does: "start" } : null;
  const failed = job.stages.reduce((sum, stage) => sum + stage.failed, 0);
  const missing = job.stages.some((stage) => stage.done < stage.total);
  if (!missing) return null;
  if (failed > 0) return { label: `Retry ${formatCount(failed)} failed`, does: "start" };
  if (job.error_code === CANCELLED || job.status === "failed") return { label: "Resume", does: "start" };
  const isAlbumWhole = PIECES.every((piece) => unfinished(job, piece) === 0);
  if (job.local_video_path !== null && isAlbumWhole) return { label: "Render again", does: "start" };
  return { label: "Go on", does: "start" };
}

/** The item's own words where it failed; null where it did not. */
export function failureOf(item: ItemView | undefined): string | null {
  if (item?.state !== "failed") return null;
  return item.error_message ?? "It failed and left no reason. Try again.";
}

/** How a piece stands, for its chip and row. */
export function pieceTone(item: ItemView | undefined, isThere: boolean): Tone {
  if (item?.state === "working") return "working";
  if (item?.state === "failed") return "bad";
  if (item?.state === "done" || (item === undefined && isThere)) return "good";
  return "neutral";
}

/** Pieces that lack a current take or failed. */
export function unfinished(job: JobDetail, piece: Piece): number {
  const stage = stageOf(job, piece);
  return stage ? stage.total - stage.done : 0;
}
