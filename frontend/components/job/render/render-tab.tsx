"use client";

import { useQuery } from "@tanstack/react-query";
import { Film as FilmIcon } from "lucide-react";
import { useRef } from "react";
import { EmptyState } from "@/components/ui/empty-state";
import { Notice } from "@/components/ui/notice";
import { Progress } from "@/components/ui/progress";
import type { JobDetail } from "@/lib/api/types";
import { formatDuration } from "@/lib/format";
import { isIdle, renderSpeed, sayWorking, stageOf } from "@/lib/job";
import { timelineQuery } from "@/lib/job-queries";
import { useNow } from "@/lib/time";
import { AlbumTimeline } from "./album-timeline";
import { Artwork } from "./artwork";
import { Film } from "./film";
import { Inspection } from "./inspection";
import { FfmpegCommand, PastRenders } from "./past-renders";

/** The film: how far it is, what it is made of, itself, and what was found in it. */
export function RenderTab({ job }: { job: JobDetail }) {
  const video = useRef<HTMLVideoElement>(null);
  const isRendering = !isIdle(job) && stageOf(job, "render")?.state === "working";
  const hasFilm = job.local_video_path !== null;
  const current = job.renders
    .filter((render) => render.local_video_path === job.local_video_path && render.status === "completed")
    .at(-1);

  function seek(seconds: number): void {
    if (!video.current) return;
    video.current.currentTime = seconds;
    // Where the browser does not let it play yet, the person sees the picture of that moment.
    video.current.play().catch(() => undefined);
  }

  return (
    <div className="space-y-8">
      <RenderProgress job={job} />
      <AlbumTimeline job={job} onSeek={hasFilm ? seek : undefined} />
      {hasFilm ? (
        <Film job={job} video={video} onSeek={seek} />
      ) : (
        !isRendering && (
          <div className="panel">
            <EmptyState icon={<FilmIcon />} title="There is no film yet">
              It is rendered once all tracks and visuals are there.
            </EmptyState>
          </div>
        )
      )}
      {current?.inspection && <Inspection job={job} checks={current.inspection} />}
      {hasFilm && <Artwork job={job} />}
      {job.renders.length > 0 && <PastRenders job={job} />}
      {current?.ffmpeg_command && <FfmpegCommand command={current.ffmpeg_command} />}
    </div>
  );
}

function RenderProgress({ job }: { job: JobDetail }) {
  const { data: timeline } = useQuery(timelineQuery(job));
  const now = useNow();
  const speed = timeline && now !== null ? renderSpeed(job, timeline.duration_seconds, now) : null;
  const stage = stageOf(job, "render");
  const failed = job.items.find((item) => item.stage === "render" && item.state === "failed");
  if (failed?.error_message) return <Notice tone="bad">{failed.error_message}</Notice>;
  if (!stage || stage.state !== "working" || isIdle(job)) return null;
  return (
    <section aria-label="Progress of the render" className="panel p-4">
      <div className="mb-2 flex flex-wrap items-baseline justify-between gap-x-6 text-sm tabular-nums">
        <span className="font-medium">Rendering {sayWorking(stage.progress)}</span>
        <span className="text-muted">{stage.note}</span>
        <span className="text-muted">
          {speed !== null && `${speed.toFixed(1)}× real time, `}
          {stage.seconds_left === null ? "estimating" : `about ${formatDuration(Math.max(1, stage.seconds_left))} left`}
        </span>
      </div>
      <Progress value={stage.progress} label="Render" />
    </section>
  );
}
