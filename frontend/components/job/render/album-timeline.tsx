"use client";

import { useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { useId, type MouseEvent } from "react";
import { Loaded } from "@/components/ui/loaded";
import { Picture } from "@/components/ui/picture";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import type { JobDetail, TimelineView } from "@/lib/api/types";
import { formatClock, formatMany } from "@/lib/format";
import { visualThumbnail } from "@/lib/job-links";
import { timelineQuery } from "@/lib/job-queries";
import { crossfades, loudnessPoints, loudnessShare, stretch } from "@/lib/job-timeline";
import { Section } from "@/components/ui/section";

interface AlbumTimelineProps {
  job: JobDetail;
  /** Left out, the timeline is for looking only. */
  onSeek?: (seconds: number) => void;
}

/** The album to scale: loudness above, visuals below, crossfades hatched, chapters as ticks. */
export function AlbumTimeline({ job, onSeek }: AlbumTimelineProps) {
  const query = useQuery(timelineQuery(job));
  const skeleton = (
    <Loading label="Loading the timeline">
      <Skeleton className="mb-2 h-8 w-24" />
      <Skeleton className="h-52 w-full" />
    </Loading>
  );
  return (
    <Loaded query={query} problem="The timeline could not be drawn" skeleton={skeleton}>
      {(timeline) => timeline.entries.length > 0 && <Shown job={job} timeline={timeline} onSeek={onSeek} />}
    </Loaded>
  );
}

function Shown({ job, timeline, onSeek }: AlbumTimelineProps & { timeline: TimelineView }) {
  const missing = job.track_count - timeline.entries.length;
  return (
    <Section
      title="Timeline"
      aside={
        <span className="text-muted text-sm tabular-nums">
          {formatClock(timeline.duration_seconds)}
          {missing > 0 && `, ${formatMany(missing, "track")} to come`}
        </span>
      }
    >
      <Drawing jobId={job.id} timeline={timeline} onSeek={onSeek} />
    </Section>
  );
}

const TARGET_LUFS = -14;

function Drawing({ jobId, timeline, onSeek }: { jobId: number; timeline: TimelineView; onSeek?: (seconds: number) => void }) {
  const hatch = useId();
  const whole = timeline.duration_seconds;
  const levels = timeline.loudness_each_second;

  function seek(event: MouseEvent<HTMLDivElement>): void {
    const box = event.currentTarget.getBoundingClientRect();
    onSeek?.(((event.clientX - box.left) / box.width) * whole);
  }

  return (
    <div className="panel overflow-x-auto p-3" role="region" aria-label="Timeline, to scale" tabIndex={0}>
      {/* The chapters beside the film say and do the same by keyboard. */}
      <div
        role="img"
        aria-label={`${formatMany(timeline.entries.length, "track")} in ${formatClock(whole)}`}
        className={clsx("relative min-w-[48rem]", onSeek && "cursor-pointer")}
        onClick={onSeek && seek}
      >
        <svg viewBox="0 0 1000 100" preserveAspectRatio="none" className="text-accent block h-20 w-full">
          <line
            x1="0"
            x2="1000"
            y1={(1 - loudnessShare(TARGET_LUFS)) * 100}
            y2={(1 - loudnessShare(TARGET_LUFS)) * 100}
            className="stroke-edge"
            strokeDasharray="4 4"
            vectorEffect="non-scaling-stroke"
          />
          {levels && (
            <polyline
              points={loudnessPoints(levels)}
              fill="none"
              stroke="currentColor"
              strokeWidth="1.5"
              vectorEffect="non-scaling-stroke"
            />
          )}
        </svg>
        {!levels && (
          <p className="text-muted absolute inset-x-0 top-0 flex h-20 items-center justify-center text-xs">
            The loudness is drawn once the film is inspected.
          </p>
        )}
        <div className="relative h-20">
          {timeline.entries.map((entry) => {
            const place = stretch(entry.start_seconds, entry.end_seconds, whole);
            return (
              <div
                key={entry.number}
                title={`${entry.number} ${entry.title}, from ${formatClock(entry.start_seconds)}`}
                className="absolute inset-y-0 overflow-hidden rounded-xs"
                style={{ left: `${place.left}%`, width: `${place.width}%` }}
              >
                {entry.visual_take_id === null ? (
                  <span className="bg-raised block size-full" />
                ) : (
                  <Picture src={visualThumbnail(jobId, entry.visual_take_id)} alt="" className="size-full" />
                )}
              </div>
            );
          })}
          <svg className="pointer-events-none absolute inset-0 size-full">
            <defs>
              <pattern id={hatch} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                <rect width="6" height="6" className="fill-surface" opacity="0.55" />
                <line x1="0" x2="0" y1="0" y2="6" className="stroke-ink" strokeWidth="2" />
              </pattern>
            </defs>
            {crossfades(timeline).map((fade) => (
              <rect
                key={fade.number}
                x={`${fade.left}%`}
                width={`${Math.max(fade.width, 0.15)}%`}
                height="100%"
                fill={`url(#${hatch})`}
              >
                <title>{`Crossfade of ${fade.seconds.toFixed(1)} s`}</title>
              </rect>
            ))}
          </svg>
        </div>
        <div className="text-muted relative h-6 text-xs tabular-nums">
          {timeline.entries.map((entry) => (
            <span
              key={entry.number}
              className="border-edge absolute top-0 border-l pl-1 leading-6"
              style={{ left: `${stretch(0, entry.start_seconds, whole).width}%` }}
            >
              {entry.number}
            </span>
          ))}
        </div>
      </div>
    </div>
  );
}
