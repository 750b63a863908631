/** What a re-run keeps, makes anew and spends, in words for the person before it is started. Pure. */
import type { JobDetail, ProviderView, Stage } from "./api/types";
import { formatMany, formatMoney } from "./format";
import { PIECE_NAMES, type Piece, unfinished } from "./job";
import { pricePerVisual } from "./providers";

export interface Rerun {
  stage: Stage;
  mode: "missing" | "regenerate";
  /** One track, visual or pair of prompts; left out, the whole stage. */
  item?: number;
}

export interface RerunWords {
  title: string;
  /** The button's verb. */
  action: string;
  kept: string;
  anew: string;
  spent: string;
}

/** The choices of the menu, from the smallest change to the largest. */
export const RERUN_STAGES = ["metadata", "render", "visuals", "tracks", "prompts"] as const satisfies readonly Stage[];

export const RERUN_LABELS: Record<Stage, string> = {
  prompts: "Rewrite all prompts",
  tracks: "Re-make all tracks",
  visuals: "Re-make all visuals",
  render: "Render the film again",
  metadata: "Write the metadata again",
};

/** Why a stage cannot be run again by itself now; null where it can. */
export function rerunObstacle(job: JobDetail, stage: Stage): string | null {
  if (job.run_state !== "idle") return "Cancel the run first.";
  if (stage === "prompts") return null;
  if (job.prompts === null) return "The prompts come first.";
  if (stage === "tracks" || stage === "visuals") return null;
  if (unfinished(job, "tracks") + unfinished(job, "visuals") > 0) return "All tracks and visuals come first.";
  return stage === "metadata" && job.local_video_path === null ? "The film comes first." : null;
}

export function describeRerun(job: JobDetail, rerun: Rerun, providers: readonly ProviderView[] | undefined): RerunWords {
  const { stage, item } = rerun;
  if (stage === "prompts") {
    return item === undefined
      ? {
          title: "Rewrite all prompts?",
          action: "Rewrite all prompts",
          kept: "The tracks and visuals that are there stay as earlier takes.",
          anew: "All prompts, then every track and visual, the film and its metadata.",
          spent: costs(job, providers, { tracks: job.track_count, visuals: job.track_count }),
        }
      : {
          title: `Rewrite pair ${item}?`,
          action: `Rewrite pair ${item}`,
          kept: "All other pairs.",
          anew: `The title and both prompts of pair ${item}. The run then stops, so that you can read it.`,
          spent: "One question to the language model.",
        };
  }
  if (stage === "tracks" || stage === "visuals") return describePieces(job, stage, rerun, providers);
  if (stage === "render") {
    return {
      title: "Render the film again?",
      action: "Render again",
      kept: "All prompts, tracks and visuals, and the parts of the film that did not change.",
      anew: "The film, its inspection, pictures and metadata.",
      spent: "Time on this machine only. An equal film that is already there is used.",
    };
  }
  return {
    title: "Write the metadata again?",
    action: "Write metadata",
    kept: "Everything else.",
    anew: "Title, description, tags and timestamps, from the prompts and the film.",
    spent: "Nothing.",
  };
}

function describePieces(
  job: JobDetail,
  piece: Piece,
  { mode, item }: Rerun,
  providers: readonly ProviderView[] | undefined,
): RerunWords {
  const name = PIECE_NAMES[piece];
  const count = item !== undefined ? 1 : mode === "missing" ? unfinished(job, piece) : job.track_count;
  const spent = costs(job, providers, { [piece]: count });
  const film = "the film and its metadata";
  if (item !== undefined) {
    return {
      title: `Re-make ${name} ${item}?`,
      action: `Re-make ${name}`,
      kept: `Everything else. The present ${name} stays as an earlier take.`,
      anew: `${capital(name)} ${item}, then ${film}.`,
      spent,
    };
  }
  return {
    title: `Re-make all ${piece}?`,
    action: `Re-make ${formatMany(count, name)}`,
    kept: `The prompts and the ${piece === "tracks" ? "visuals" : "tracks"}. The present ${piece} stay as earlier takes.`,
    anew: `${formatMany(count, name)}, then ${film}.`,
    spent,
  };
}

/** `About 1.60 USD: 20 tracks from Mubert.` */
function costs(
  job: JobDetail,
  providers: readonly ProviderView[] | undefined,
  counts: Partial<Record<Piece, number>>,
): string {
  const parts = (Object.entries(counts) as [Piece, number][]).map(([piece, count]) => {
    const kind = piece === "tracks" ? "music" : "visual";
    const name = piece === "tracks" ? job.options.music_provider : job.options.visual_provider;
    const provider = providers?.find((each) => each.kind === kind && each.name === name);
    return {
      words: `${formatMany(count, PIECE_NAMES[piece])} from ${provider?.label ?? name}`,
      usd: provider && pricePerPiece(provider, job) * count,
    };
  });
  const words = parts.map((part) => part.words).join(" and ");
  if (parts.some((part) => part.usd === undefined)) return `What the providers charge for ${words}.`;
  const total = parts.reduce((sum, part) => sum + (part.usd ?? 0), 0);
  return total > 0 ? `About ${formatMoney(total)}: ${words}.` : `Nothing: ${words}.`;
}

function pricePerPiece(provider: ProviderView, job: JobDetail): number {
  return provider.kind === "visual" ? pricePerVisual(provider, job.options.visual_kind) : provider.price_per_item_usd;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
