"use client";

import { useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { useMemo, useState, type MouseEvent } from "react";
import { peaksQuery } from "@/lib/job-queries";
import { WAVE_HEIGHT, WAVE_WIDTH, wavePath } from "@/lib/job-waveform";
import { useSeen } from "@/lib/seen";

interface WaveformProps {
  jobId: number;
  takeId: number;
  /** Seconds that were heard; null where it does not play. */
  position: number | null;
  onSeek: (seconds: number) => void;
  className?: string;
}

/** Lets the outline through in bars of the same width, however wide it is. */
const BARS = "mask-[repeating-linear-gradient(to_right,#000_0_2px,transparent_2px_3px)]";

/**
 * A track's waveform, read and drawn once it is seen. A click plays from there; the keyboard has the player's slider.
 * It draws only: what sounds is the page's one player.
 */
export function Waveform({ jobId, takeId, position, onSeek, className }: WaveformProps) {
  const [box, setBox] = useState<HTMLDivElement | null>(null);
  const isSeen = useSeen(box);
  const { data } = useQuery({ ...peaksQuery(jobId, takeId), enabled: isSeen });
  const path = useMemo(() => data && wavePath(data.peaks), [data]);
  const heard = data && position !== null ? position / data.duration_seconds : 0;

  function seek(event: MouseEvent<HTMLDivElement>): void {
    const place = event.currentTarget.getBoundingClientRect();
    if (data) onSeek(((event.clientX - place.left) / place.width) * data.duration_seconds);
  }

  return (
    <div
      ref={setBox}
      aria-hidden
      onClick={seek}
      className={clsx("relative h-8 min-w-0 cursor-pointer overflow-hidden", BARS, className)}
    >
      {path && (
        <>
          <Wave path={path} className="text-faint" />
          {heard > 0 && (
            <Wave path={path} className="text-accent" style={{ clipPath: `inset(0 ${(1 - heard) * 100}% 0 0)` }} />
          )}
        </>
      )}
    </div>
  );
}

function Wave({ path, className, style }: { path: string; className: string; style?: { clipPath: string } }) {
  return (
    <svg
      viewBox={`0 0 ${WAVE_WIDTH} ${WAVE_HEIGHT}`}
      preserveAspectRatio="none"
      style={style}
      className={clsx("absolute inset-0 size-full", className)}
    >
      <path d={path} fill="currentColor" />
    </svg>
  );
}
