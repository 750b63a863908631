"use client";

import { Pause, Play, SkipBack, SkipForward, X } from "lucide-react";
import { Button } from "@/components/ui/button";
import type { JobDetail } from "@/lib/api/types";
import { formatClock } from "@/lib/format";
import { pairsOf } from "@/lib/job";
import { usePlayer, usePlaying } from "./player-context";
import { Waveform } from "./waveform";

/** The player at the bottom of the page, as long as something is loaded. */
export function PlayerBar({ job }: { job: JobDetail }) {
  const player = usePlayer();
  const { takeId, isPlaying, position, problem } = usePlaying();
  const take = job.tracks.find((track) => track.id === takeId);
  if (takeId === null || !take) return null;

  const current = pairsOf(job).flatMap((pair) => pair.track?.id ?? []);
  const index = current.indexOf(takeId);
  const before = current[index - 1];
  const after = index < 0 ? undefined : current[index + 1];
  return (
    <>
      <div className="h-16" aria-hidden />
      <section
        aria-label="Player"
        data-player
        className="bg-surface border-line fixed inset-x-0 bottom-[calc(3.5rem+env(safe-area-inset-bottom))] z-20 border-t sm:bottom-0"
      >
        <div className="column flex h-16 items-center gap-3">
          <div className="flex items-center">
            <Button
              look="quiet"
              size="icon"
              aria-label="Previous track"
              disabled={before === undefined}
              onClick={() => before !== undefined && player.play(before, 0)}
              icon={<SkipBack aria-hidden />}
              className="max-sm:hidden"
            />
            <Button
              look="primary"
              size="icon"
              aria-label={isPlaying ? "Pause" : "Play"}
              onClick={() => player.toggle(takeId)}
              icon={isPlaying ? <Pause aria-hidden /> : <Play aria-hidden />}
            />
            <Button
              look="quiet"
              size="icon"
              aria-label="Next track"
              disabled={after === undefined}
              onClick={() => after !== undefined && player.play(after, 0)}
              icon={<SkipForward aria-hidden />}
            />
          </div>
          <div className="w-28 min-w-0 shrink-0 sm:w-56">
            <p className="truncate text-sm font-medium">
              <span className="text-muted tabular-nums">{take.number}</span> {take.title}
            </p>
            {problem ? (
              <p role="alert" className="text-bad truncate text-xs" title={problem}>
                {problem}
              </p>
            ) : (
              <p className="text-muted text-xs tabular-nums">
                {formatClock(position)} / {formatClock(take.duration_seconds)}
                {!take.is_current && " · earlier take"}
              </p>
            )}
          </div>
          <div className="has-focus-visible:outline-accent relative min-w-0 grow rounded-sm has-focus-visible:outline-2 has-focus-visible:outline-offset-4">
            <Waveform
              key={takeId}
              jobId={job.id}
              takeId={takeId}
              position={position}
              onSeek={(seconds) => player.seek(seconds)}
              className="h-10"
            />
            <input
              type="range"
              aria-label="Position"
              aria-valuetext={`${formatClock(position)} of ${formatClock(take.duration_seconds)}`}
              min={0}
              max={Math.max(1, Math.floor(take.duration_seconds))}
              step={1}
              value={position}
              onChange={(event) => player.seek(Number(event.target.value))}
              className="absolute inset-0 w-full cursor-pointer opacity-0"
            />
          </div>
          <Button look="quiet" size="icon" aria-label="Close the player" onClick={() => player.close()} icon={<X aria-hidden />} />
        </div>
      </section>
    </>
  );
}
