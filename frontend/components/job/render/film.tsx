"use client";

import clsx from "clsx";
import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useState, type RefObject } from "react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import type { JobDetail } from "@/lib/api/types";
import { formatClock } from "@/lib/format";
import { artwork, filmVideo } from "@/lib/job-links";
import { timelineQuery } from "@/lib/job-queries";
import { entryAt } from "@/lib/job-timeline";
import { usePath } from "../output-path";
import { usePlayer } from "../player/player-context";
import { Section } from "@/components/ui/section";

interface FilmProps {
  job: JobDetail;
  video: RefObject<HTMLVideoElement | null>;
  onSeek: (seconds: number) => void;
}

interface ChapterOfFilm {
  number: number;
  title: string;
  start_seconds: number;
}

/** The film itself, with its chapters. */
export function Film({ job, video, onSeek }: FilmProps) {
  const player = usePlayer();
  const { data: timeline } = useQuery(timelineQuery(job));
  const [position, setPosition] = useState(0);
  const path = usePath(job.local_video_path ?? "");
  // The film keeps the chapters that it was made with, also when the album has changed since.
  const chapters: ChapterOfFilm[] =
    job.metadata?.chapters.map((chapter, index) => ({ ...chapter, number: index + 1 })) ?? timeline?.entries ?? [];
  const heard = entryAt(chapters, position)?.number;
  const poster = job.artwork.find((name) => name.startsWith("thumbnail-"));
  return (
    <Section
      title="Film"
      aside={
        <div className="flex min-w-0 items-center gap-1">
          <CopyButton text={path} what="the film's path">
            Path
          </CopyButton>
          <Button asChild look="quiet" size="small">
            <a href={filmVideo(job)} download={job.local_video_path?.split("/").at(-1)}>
              <Download aria-hidden />
              Download
            </a>
          </Button>
        </div>
      }
    >
      <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <video
          key={job.local_video_path}
          ref={video}
          src={filmVideo(job)}
          poster={poster && artwork(job, poster)}
          controls
          playsInline
          preload="metadata"
          onPlay={() => player.pause()}
          onTimeUpdate={(event) => setPosition(event.currentTarget.currentTime)}
          className="border-line aspect-video w-full rounded-md border bg-black"
        />
        <ol aria-label="Chapters" className="panel max-h-64 overflow-y-auto p-1 lg:max-h-none lg:h-0 lg:min-h-full">
          {chapters.map((chapter) => (
            <li key={chapter.number}>
              <button
                type="button"
                aria-current={chapter.number === heard ? "true" : undefined}
                onClick={() => onSeek(chapter.start_seconds)}
                className={clsx(
                  "hover:bg-raised flex w-full gap-3 rounded-sm px-2.5 py-1.5 text-left text-sm -outline-offset-2",
                  chapter.number === heard && "bg-accent-soft text-accent",
                )}
              >
                <span className="text-muted w-14 shrink-0 tabular-nums">{formatClock(chapter.start_seconds)}</span>
                <span className="min-w-0 truncate">{chapter.title}</span>
              </button>
            </li>
          ))}
        </ol>
      </div>
    </Section>
  );
}
