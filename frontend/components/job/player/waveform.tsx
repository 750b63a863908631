"use client";

import { useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { useEffect, useRef, useState, type MouseEvent } from "react";
import type WaveSurfer from "wavesurfer.js";
import { peaksQuery } from "@/lib/job-queries";
import { useSeen } from "@/lib/seen";

interface WaveformProps {
  jobId: number;
  takeId: number;
  /** Seconds that were heard; null where it does not play. */
  position: number | null;
  onSeek: (seconds: number) => void;
  className?: string;
}

/**
 * A track's waveform, read and drawn once it is seen. A click plays from there; the keyboard has the player's slider.
 * It draws only: what sounds is the page's one player.
 */
export function Waveform({ jobId, takeId, position, onSeek, className }: WaveformProps) {
  const [box, setBox] = useState<HTMLDivElement | null>(null);
  const isSeen = useSeen(box);
  const { data, isError } = useQuery({ ...peaksQuery(jobId, takeId), enabled: isSeen });
  const wave = useRef<WaveSurfer>(null);
  const shown = useRef(0);

  useEffect(() => {
    if (!data || !box) return;
    let isGone = false;
    void import("wavesurfer.js").then(({ default: Surfer }) => {
      if (isGone) return;
      wave.current = Surfer.create({
        container: box,
        height: "auto",
        peaks: [data.peaks],
        duration: data.duration_seconds,
        normalize: true,
        interact: false,
        cursorWidth: 0,
        barWidth: 2,
        barGap: 1,
        barRadius: 1,
        ...colours(box),
      });
      wave.current.on("ready", () => wave.current?.setTime(shown.current));
    });
    const stop = watchTheme(() => wave.current?.setOptions(colours(box)));
    return () => {
      isGone = true;
      stop();
      wave.current?.destroy();
      wave.current = null;
    };
  }, [data, box]);

  useEffect(() => {
    shown.current = position ?? 0;
    wave.current?.setTime(shown.current);
  }, [position]);

  function seek(event: MouseEvent<HTMLDivElement>): void {
    const place = event.currentTarget.getBoundingClientRect();
    if (data) onSeek(((event.clientX - place.left) / place.width) * data.duration_seconds);
  }

  return (
    <div
      ref={setBox}
      aria-hidden
      onClick={seek}
      className={clsx("text-faint relative h-8 min-w-0 cursor-pointer overflow-hidden", className)}
    >
      {isError && <span className="text-muted absolute inset-0 content-center text-xs">No waveform</span>}
      <span className="text-accent hidden" data-played />
    </div>
  );
}

/** A canvas knows no classes: the colours are read from elements that have them. */
function colours(box: HTMLElement): { waveColor: string; progressColor: string } {
  const played = box.querySelector("[data-played]") ?? box;
  return { waveColor: getComputedStyle(box).color, progressColor: getComputedStyle(played).color };
}

function watchTheme(changed: () => void): () => void {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const chosen = new MutationObserver(changed);
  system.addEventListener("change", changed);
  chosen.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  return () => {
    system.removeEventListener("change", changed);
    chosen.disconnect();
  };
}
