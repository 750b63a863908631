/** What there is to say of a piece of an album besides itself: that it is being made, failed, or was left out. Pure. */
import type { ItemView, JobDetail } from "./api/types";
import { failureOf, isIdle, PIECE_NAMES, sayWorking, stageOf, type Pair, type Piece } from "./job";
import type { Tone } from "./words";

/** The request's answer was lost: to ask again may charge twice, so it is to be a re-make, which says what it costs. */
const SUBMISSION_UNKNOWN = "submission_unknown";

export interface PieceNews {
  tone: Tone;
  words: string;
  /** What can be done about it now. */
  remedy: "retry" | "remake" | "make" | null;
}

export function itemOf(pair: Pair, piece: Piece): ItemView | undefined {
  return piece === "tracks" ? pair.trackItem : pair.visualItem;
}

function takesOf(pair: Pair, piece: Piece): number {
  return (piece === "tracks" ? pair.trackTakes : pair.visualTakes).length;
}

/** Null where all is well. */
export function newsOf(job: JobDetail, pair: Pair, piece: Piece): PieceNews | null {
  const item = itemOf(pair, piece);
  if (item?.state === "working") return { tone: "working", words: sayMaking(item, piece), remedy: null };
  const failure = failureOf(item);
  if (failure !== null) {
    const remedy = item?.error_code === SUBMISSION_UNKNOWN ? "remake" : "retry";
    return { tone: "bad", words: failure, remedy: isIdle(job) ? remedy : null };
  }
  const isThere = (piece === "tracks" ? pair.track : pair.visual) !== undefined;
  if (isThere || !isIdle(job) || !hasBegun(job, piece)) return null;
  const words = `The ${PIECE_NAMES[piece]} is not made yet. Go on with the run, or bring your own file.`;
  return { tone: "neutral", words, remedy: "make" };
}

/** Before anything of a kind was tried, nothing of it is missing. */
function hasBegun(job: JobDetail, piece: Piece): boolean {
  const stage = stageOf(job, piece);
  return stage !== undefined && stage.done + stage.failed > 0;
}

function sayMaking(item: ItemView, piece: Piece): string {
  const doing = item.progress_note ?? `Making the ${PIECE_NAMES[piece]}`;
  return item.progress > 0 ? `${doing}, ${sayWorking(item.progress)}` : doing;
}

/** What was never made, or tried, cannot be made anew. */
export function isRemakable(pair: Pair, piece: Piece): boolean {
  return takesOf(pair, piece) > 0 || itemOf(pair, piece)?.state === "failed";
}
