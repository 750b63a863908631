"use client";

import clsx from "clsx";
import { RotateCcw, X } from "lucide-react";
import { Button } from "@/components/ui/button";
import { ToneIcon } from "@/components/ui/status";
import { toast } from "@/components/ui/toast";
import { sentence } from "@/lib/api/problem";
import type { ItemView, JobDetail } from "@/lib/api/types";
import { failureOf, isIdle, PIECE_NAMES, PIECES, sayWorking, stageOf, type Pair, type Piece } from "@/lib/job";
import { useRerun } from "@/lib/job-actions";

/** Begins where the row's picture does. */
const BESIDE_PICTURE = "sm:pl-16";

interface PairProblemProps {
  job: JobDetail;
  pair: Pair;
  /** Name of the own file that is on its way. */
  upload: string | null;
  /** Why the own file was refused. */
  refusal: string | null;
  onDismiss: () => void;
}

/** What is under way with a pair, what failed and what to do about it. Nothing where all is well. */
export function PairProblem({ job, pair, upload, refusal, onDismiss }: PairProblemProps) {
  return (
    <>
      {PIECES.map((piece) => (
        <PieceState key={piece} job={job} pair={pair} piece={piece} />
      ))}
      {upload && (
        <p role="status" className="text-muted mt-2 flex items-center gap-2 text-sm">
          <ToneIcon tone="working" />
          {upload} is sent and checked
        </p>
      )}
      {refusal && (
        <p role="alert" className="text-bad mt-2 flex items-start gap-2 text-sm">
          <ToneIcon tone="bad" className="mt-0.5" />
          <span className="min-w-0 grow wrap-anywhere">{refusal}</span>
          <Button look="quiet" size="small-icon" aria-label="Dismiss" icon={<X aria-hidden />} onClick={onDismiss} />
        </p>
      )}
    </>
  );
}

function PieceState({ job, pair, piece }: { job: JobDetail; pair: Pair; piece: Piece }) {
  const rerun = useRerun(job.id);
  const item = piece === "tracks" ? pair.trackItem : pair.visualItem;
  const isThere = (piece === "tracks" ? pair.track : pair.visual) !== undefined;
  const failure = failureOf(item);
  const name = PIECE_NAMES[piece];
  if (item?.state === "working") {
    return (
      <p className={clsx("text-muted mt-2 flex items-center gap-2 text-sm", BESIDE_PICTURE)}>
        <ToneIcon tone="working" />
        Making the {name}
        <span className="tabular-nums">{sayProgress(item)}</span>
      </p>
    );
  }
  const isLeftOut = !isThere && isIdle(job) && hasBegun(job, piece);
  if (failure === null && !isLeftOut) return null;
  return (
    <p className={clsx("mt-2 flex items-center gap-2 text-sm", BESIDE_PICTURE)}>
      <ToneIcon tone={failure ? "bad" : "neutral"} />
      <span className="min-w-0 grow wrap-anywhere">
        {failure ?? `The ${name} is not made yet. Go on with the run, or bring your own file.`}
      </span>
      {isIdle(job) && (
        <Button
          size="small"
          isBusy={rerun.isPending}
          icon={<RotateCcw aria-hidden />}
          onClick={() =>
            rerun.mutate(
              { stage: piece, mode: "missing", item: pair.number },
              { onError: (error) => toast.error(sentence(error)) },
            )
          }
        >
          {failure ? "Retry" : `Make ${name}`}
        </Button>
      )}
    </p>
  );
}

/** Before anything of a kind was tried, nothing of it is missing. */
function hasBegun(job: JobDetail, piece: Piece): boolean {
  const stage = stageOf(job, piece);
  return stage !== undefined && stage.done + stage.failed > 0;
}

function sayProgress(item: ItemView): string {
  return item.progress_note ?? (item.progress > 0 ? sayWorking(item.progress) : "");
}
