"use client";

import { Clapperboard } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { Picture } from "@/components/ui/picture";
import { ToneIcon } from "@/components/ui/status";
import type { Pair } from "@/lib/job";
import { visualPicture, visualThumbnail } from "@/lib/job-links";
import type { PieceNews } from "@/lib/job-news";

const VisualDialog = dynamic(() => import("./visual-dialog").then((module) => module.VisualDialog), { ssr: false });

interface PairVisualProps {
  jobId: number;
  pair: Pair;
  /** What there is to say of it besides itself. */
  news: PieceNews | null;
  tabIndex: number;
}

/** The picture, or the clip, which moves while one points at it; a click shows it large. */
export function PairVisual({ jobId, pair, news, tabIndex }: PairVisualProps) {
  const { visual, number } = pair;
  const [isMoving, setMoving] = useState(false);
  const [isLarge, setLarge] = useState(false);
  if (!visual) {
    return (
      <span className="bg-raised relative grid aspect-video place-items-center overflow-hidden rounded-sm">
        {news?.tone === "working" ? <Making words={news.words} /> : <ToneIcon tone={news?.tone ?? "neutral"} />}
      </span>
    );
  }
  const isWelcome = () => !matchMedia("(prefers-reduced-motion: reduce)").matches;
  return (
    <>
      <button
        type="button"
        tabIndex={tabIndex}
        aria-label={`Show visual ${number} large`}
        onClick={() => setLarge(true)}
        onPointerEnter={() => setMoving(visual.is_clip && isWelcome())}
        onPointerLeave={() => setMoving(false)}
        className="relative block aspect-video overflow-hidden rounded-sm"
      >
        <Picture src={visualThumbnail(jobId, visual.id)} alt="" isEager={number <= 5} className="size-full" />
        {isMoving && (
          <video
            src={visualPicture(jobId, visual.id)}
            muted
            loop
            autoPlay
            playsInline
            className="absolute inset-0 size-full object-cover"
          />
        )}
        {visual.is_clip && (
          <Clapperboard className="absolute right-1 bottom-1 size-3.5 text-white drop-shadow-sm" aria-label="Clip" />
        )}
        {news?.tone === "working" && <Making words={news.words} />}
      </button>
      {isLarge && <VisualDialog jobId={jobId} pair={pair} visual={visual} onClose={() => setLarge(false)} />}
    </>
  );
}

/** Over the picture's place, or over the picture that another is made instead of. */
function Making({ words }: { words: string }) {
  return (
    <span className="bg-raised/90 text-ink absolute inset-x-0 bottom-0 flex items-center gap-1.5 px-1.5 py-1 text-xs" title={words}>
      <ToneIcon tone="working" className="size-3.5" />
      <span className="truncate tabular-nums">{words}</span>
    </span>
  );
}
