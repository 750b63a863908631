"use client";

import { Clapperboard } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { Picture } from "@/components/ui/picture";
import { ToneIcon } from "@/components/ui/status";
import { pieceTone, type Pair } from "@/lib/job";
import { visualPicture, visualThumbnail } from "@/lib/job-links";

const VisualDialog = dynamic(() => import("./visual-dialog").then((module) => module.VisualDialog), { ssr: false });

/** The picture, or the clip, which moves while one points at it; a click shows it large. */
export function PairVisual({ jobId, pair, tabIndex }: { jobId: number; pair: Pair; tabIndex: number }) {
  const { visual, number } = pair;
  const [isMoving, setMoving] = useState(false);
  const [isLarge, setLarge] = useState(false);
  if (!visual) {
    return (
      <span className="bg-raised grid aspect-video place-items-center rounded-sm">
        <ToneIcon tone={pieceTone(pair.visualItem, false)} />
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
      </button>
      {isLarge && <VisualDialog jobId={jobId} pair={pair} visual={visual} onClose={() => setLarge(false)} />}
    </>
  );
}
