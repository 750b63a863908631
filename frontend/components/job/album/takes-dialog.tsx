"use client";

import clsx from "clsx";
import { Check, Pause, Play } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Dialog } from "@/components/ui/dialog";
import { Picture } from "@/components/ui/picture";
import { Moment } from "@/components/ui/time";
import type { JobDetail, TrackView, VisualView } from "@/lib/api/types";
import { formatClock, formatLufs } from "@/lib/format";
import { isIdle, type Pair, type Piece } from "@/lib/job";
import { useChooseTake } from "@/lib/job-actions";
import { visualThumbnail } from "@/lib/job-links";
import { usePath } from "../output-path";
import { usePlayer, useTakePlaying } from "../player/player-context";

interface TakesDialogProps {
  job: JobDetail;
  pair: Pair;
  onClose: () => void;
}

/** Every take of a pair, to hear, to see and to choose from. */
export function TakesDialog({ job, pair, onClose }: TakesDialogProps) {
  return (
    <Dialog
      title={`Takes of ${pair.number}: ${pair.title}`}
      description={
        isIdle(job)
          ? "Choose the one that the album shows and plays. The others stay."
          : "While the run is live nothing can be chosen. Cancel the run first."
      }
      size="wide"
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
    >
      <Takes title="Track" isEmpty={pair.trackTakes.length === 0}>
        {pair.trackTakes.map((take) => (
          <Take key={take.id} job={job} pair={pair} piece="tracks" take={take} words={sayTrack(take)}>
            <PlayTake take={take} />
          </Take>
        ))}
      </Takes>
      <Takes title="Visual" isEmpty={pair.visualTakes.length === 0}>
        {pair.visualTakes.map((take) => (
          <Take key={take.id} job={job} pair={pair} piece="visuals" take={take} words={`${take.width} × ${take.height}`}>
            <Picture src={visualThumbnail(job.id, take.id)} alt="" className="aspect-video w-24 shrink-0 rounded-sm" />
          </Take>
        ))}
      </Takes>
    </Dialog>
  );
}

function Takes({ title, isEmpty, children }: { title: string; isEmpty: boolean; children: ReactNode }) {
  return (
    <section className="mb-5 last:mb-0">
      <h3 className="mb-2 text-sm font-medium">{title}</h3>
      {isEmpty ? <p className="text-muted text-sm">Not made yet.</p> : <ul className="panel">{children}</ul>}
    </section>
  );
}

interface TakeProps {
  job: JobDetail;
  pair: Pair;
  piece: Piece;
  take: TrackView | VisualView;
  words: string;
  children: ReactNode;
}

function Take({ job, pair, piece, take, words, children }: TakeProps) {
  const choose = useChooseTake(job.id);
  const path = usePath(take.local_file_path);
  return (
    <li className={clsx("border-line flex items-center gap-3 border-b px-3 py-2 last:border-b-0", take.is_current && "bg-accent-soft/60")}>
      {children}
      <div className="min-w-0 grow text-sm">
        <p className="truncate">
          Take {take.take} · {take.provider_label} · <span className="tabular-nums">{words}</span>
        </p>
        <p className="text-muted flex items-center gap-1 text-xs">
          <Moment at={take.created_at} />
          <CopyButton text={path} what="the path of this take" />
        </p>
      </div>
      {take.is_current ? (
        <span className="text-good inline-flex items-center gap-1.5 px-2.5 text-sm">
          <Check className="size-4" aria-hidden />
          In the album
        </span>
      ) : (
        <Button
          size="small"
          disabled={!isIdle(job)}
          isBusy={choose.isPending}
          onClick={() => choose.mutate({ piece, number: pair.number, takeId: take.id })}
        >
          Use this take
        </Button>
      )}
    </li>
  );
}

function PlayTake({ take }: { take: TrackView }) {
  const player = usePlayer();
  const { isPlaying } = useTakePlaying(take.id);
  return (
    <Button
      look="quiet"
      size="icon"
      aria-label={isPlaying ? `Pause take ${take.take}` : `Play take ${take.take}`}
      onClick={() => player.toggle(take.id)}
      icon={isPlaying ? <Pause aria-hidden /> : <Play aria-hidden />}
    />
  );
}

function sayTrack(take: TrackView): string {
  const loudness = take.integrated_lufs === null ? "" : ` · ${formatLufs(take.integrated_lufs)}`;
  return formatClock(take.duration_seconds) + loudness;
}
