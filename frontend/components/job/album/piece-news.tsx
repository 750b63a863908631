"use client";

import clsx from "clsx";
import { RefreshCw, RotateCcw } from "lucide-react";
import { Button } from "@/components/ui/button";
import { ToneIcon } from "@/components/ui/status";
import { toast } from "@/components/ui/toast";
import { sentence } from "@/lib/api/problem";
import type { JobDetail } from "@/lib/api/types";
import { PIECE_NAMES, type Pair, type Piece } from "@/lib/job";
import { useRerun } from "@/lib/job-actions";
import type { PieceNews as News } from "@/lib/job-news";
import type { Rerun } from "@/lib/job-rerun";

interface PieceNewsProps {
  job: JobDetail;
  pair: Pair;
  piece: Piece;
  news: News;
  onRerun: (rerun: Rerun) => void;
  className?: string;
}

/** How the work on a piece stands, and what to do about it. What goes on keeps to one line, so that nothing jumps. */
export function PieceNews({ job, pair, piece, news, onRerun, className }: PieceNewsProps) {
  const rerun = useRerun(job.id);
  const place = { stage: piece, item: pair.number };
  const goOn = () => rerun.mutate({ ...place, mode: "missing" }, { onError: (error) => toast.error(sentence(error)) });
  return (
    <p className={clsx("flex min-w-0 items-center gap-2 text-sm", className)}>
      <ToneIcon tone={news.tone} />
      <span
        title={news.tone === "working" ? news.words : undefined}
        className={clsx("min-w-0 grow", news.tone === "working" ? "text-muted truncate tabular-nums" : "wrap-anywhere")}
      >
        {news.words}
      </span>
      {news.remedy === "remake" && (
        <Button
          size="small"
          icon={<RefreshCw aria-hidden />}
          onClick={() => onRerun({ ...place, mode: "regenerate" })}
        >
          Re-make {PIECE_NAMES[piece]}
        </Button>
      )}
      {(news.remedy === "retry" || news.remedy === "make") && (
        <Button size="small" isBusy={rerun.isPending} icon={<RotateCcw aria-hidden />} onClick={goOn}>
          {news.remedy === "retry" ? "Retry" : `Make ${PIECE_NAMES[piece]}`}
        </Button>
      )}
    </p>
  );
}
