"use client";

import clsx from "clsx";
import { GripVertical, Pause, Play } from "lucide-react";
import { useRef } from "react";
import { Button } from "@/components/ui/button";
import { Badge } from "@/components/ui/status";
import { sentence } from "@/lib/api/problem";
import type { JobDetail } from "@/lib/api/types";
import { formatClock, formatLufs } from "@/lib/format";
import type { Pair, Piece } from "@/lib/job";
import { useReplace } from "@/lib/job-actions";
import { isRemakable, newsOf } from "@/lib/job-news";
import type { Rerun } from "@/lib/job-rerun";
import { usePath } from "../output-path";
import { usePlayer, useTakePlaying } from "../player/player-context";
import { Waveform } from "../player/waveform";
import { LicenceLink } from "./licence-link";
import { PairActions, type MenuName } from "./pair-actions";
import { OwnFileNews } from "./own-file-news";
import { PairVisual } from "./pair-visual";
import { PieceNews } from "./piece-news";
import type { RowGrip } from "./row-drag";

/** What the browser offers of a person's files; what can be used is judged by the studio. */
const ACCEPTED: Record<Piece, string> = { tracks: "audio/*", visuals: "image/*,video/*" };

interface PairRowProps {
  job: JobDetail;
  pair: Pair;
  /** In the album; unknown until the tracks before it are there. */
  startSeconds: number | undefined;
  isTabStop: boolean;
  isFirst: boolean;
  isLast: boolean;
  canEdit: boolean;
  grip: RowGrip;
  openMenu: MenuName | null;
  onMenu: (menu: MenuName | null) => void;
  onFocus: () => void;
  onRerun: (rerun: Rerun) => void;
  onTakes: () => void;
  onMove: (by: 1 | -1) => void;
}

export function PairRow({
  job,
  pair,
  startSeconds,
  isTabStop,
  isFirst,
  isLast,
  canEdit,
  grip,
  openMenu,
  onMenu,
  onFocus,
  onRerun,
  onTakes,
  onMove,
}: PairRowProps) {
  const { number, track, visual } = pair;
  const player = usePlayer();
  const { isPlaying, position } = useTakePlaying(track?.id);
  const replace = useReplace(job.id);
  const input = useRef<HTMLInputElement>(null);
  const replaced = useRef<Piece>("tracks");
  const trackPath = usePath(track?.local_file_path ?? "");
  const visualPath = usePath(visual?.local_file_path ?? "");
  const trackNews = newsOf(job, pair, "tracks");
  const visualNews = newsOf(job, pair, "visuals");
  // What went wrong takes more words than a phone has room for beside the buttons.
  const isTrackRefused = trackNews !== null && trackNews.tone !== "working";

  // One row at a time is in the way of the tab key; the arrows lead to the others.
  const tabIndex = isTabStop ? 0 : -1;

  function chooseFile(piece: Piece): void {
    if (!input.current) return;
    replaced.current = piece;
    input.current.accept = ACCEPTED[piece];
    input.current.value = "";
    input.current.click();
  }

  return (
    <li
      style={grip.style}
      tabIndex={tabIndex}
      data-number={number}
      aria-label={`${number}: ${pair.title}`}
      aria-keyshortcuts="ArrowUp ArrowDown Space R X Alt+ArrowUp Alt+ArrowDown"
      onFocus={onFocus}
      className={clsx(
        "border-line relative scroll-mt-4 scroll-mb-24 border-b px-2 py-2.5 -outline-offset-2 last:border-b-0 sm:px-3",
        position === null ? "bg-surface" : "bg-accent-soft",
      )}
    >
      <div className="grid grid-cols-[auto_1.5rem_7rem_minmax(0,1fr)] items-center gap-x-2 gap-y-2 sm:gap-x-3 lg:grid-cols-[auto_1.5rem_8rem_minmax(0,1fr)_minmax(0,1.2fr)_auto]">
        <span
          onPointerDown={grip.onPointerDown}
          aria-hidden
          title={canEdit ? "Drag to another place" : undefined}
          className={clsx(
            "text-faint flex h-10 w-4 touch-none items-center justify-center",
            canEdit ? "hover:text-ink cursor-grab active:cursor-grabbing" : "opacity-0",
          )}
        >
          <GripVertical className="size-4 shrink-0" aria-hidden />
        </span>
        <span className="text-muted text-sm tabular-nums">{String(number).padStart(2, "0")}</span>
        <PairVisual jobId={job.id} pair={pair} news={visualNews} tabIndex={tabIndex} />
        {/* As high as it is with all its lines, so that nothing jumps when a piece is there. */}
        <div className="flex min-h-18.5 min-w-0 flex-col justify-center">
          <p className="truncate text-sm font-medium" title={pair.title}>
            {pair.title}
          </p>
          <p className="text-muted mt-0.5 flex flex-wrap items-center gap-x-2 text-xs tabular-nums sm:gap-x-3">
            {track && <span>{formatClock(track.duration_seconds)}</span>}
            {track?.integrated_lufs != null && <span>{formatLufs(track.integrated_lufs)}</span>}
            {startSeconds !== undefined && (
              <span title="Start in the album">at {formatClock(startSeconds)}</span>
            )}
            {(track?.is_placeholder || visual?.is_placeholder) && <Badge className="py-0">Placeholder</Badge>}
          </p>
          <Origin pair={pair} trackPath={trackPath} />
        </div>
        <div className="col-span-full flex flex-wrap items-center justify-end gap-2 lg:contents">
          <div
            className={clsx("min-w-0 grow basis-0", isTrackRefused && "max-lg:order-last max-lg:basis-full")}
          >
            {track && (
              <div className="flex items-center gap-2">
                <Button
                  look="quiet"
                  size="small-icon"
                  tabIndex={tabIndex}
                  aria-label={isPlaying ? `Pause ${pair.title}` : `Play ${pair.title}`}
                  onClick={() => player.toggle(track.id)}
                  icon={isPlaying ? <Pause aria-hidden /> : <Play aria-hidden />}
                />
                <Waveform
                  key={track.id}
                  jobId={job.id}
                  takeId={track.id}
                  position={position}
                  onSeek={(seconds) => player.play(track.id, seconds)}
                  className="grow"
                />
              </div>
            )}
            {trackNews && <PieceNews job={job} pair={pair} piece="tracks" news={trackNews} onRerun={onRerun} />}
          </div>
          <PairActions
            number={number}
            tabIndex={tabIndex}
            canEdit={canEdit && !replace.isPending}
            hasPrompts={job.prompts !== null}
            isRemakable={{ tracks: isRemakable(pair, "tracks"), visuals: isRemakable(pair, "visuals") }}
            isFirst={isFirst}
            isLast={isLast}
            paths={{ tracks: track && trackPath, visuals: visual && visualPath }}
            openMenu={openMenu}
            onMenu={onMenu}
            onRemake={(piece) => onRerun({ stage: piece, mode: "regenerate", item: number })}
            onReplace={chooseFile}
            onTakes={onTakes}
            onMove={onMove}
          />
        </div>
      </div>
      {visualNews && visualNews.tone !== "working" && (
        <PieceNews job={job} pair={pair} piece="visuals" news={visualNews} onRerun={onRerun} className="mt-2 sm:pl-16" />
      )}
      <OwnFileNews
        upload={replace.isPending ? replace.variables.file.name : null}
        refusal={replace.error ? sentence(replace.error) : null}
        onDismiss={replace.reset}
      />
      <input
        ref={input}
        type="file"
        hidden
        aria-label={`Own file for number ${number}`}
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) replace.mutate({ piece: replaced.current, number, file });
        }}
      />
    </li>
  );
}

/** The terms of both pieces as address and words; the same ones once. */
function licencesOf(track: string | null = null, visual: string | null = null): [string, string][] {
  if (track === null || visual === null || track === visual) {
    const url = track ?? visual;
    return url === null ? [] : [[url, "licence"]];
  }
  return [
    [track, "music licence"],
    [visual, "picture licence"],
  ];
}

/** Where the pair came from: providers, licences and the track's file. */
function Origin({ pair, trackPath }: { pair: Pair; trackPath: string }) {
  const { track, visual } = pair;
  const licences = licencesOf(track?.license_document_url, visual?.license_document_url);
  const providers = [...new Set([track?.provider_label, visual?.provider_label].filter(Boolean))].join(" · ");
  return (
    <div className="text-muted mt-0.5 text-xs">
      <p className={clsx("flex min-w-0 gap-x-3", licences.length > 1 && "max-sm:flex-wrap")}>
        {providers && (
          <span className="min-w-0 truncate" title={providers}>
            {providers}
          </span>
        )}
        {licences.map(([url, words]) => (
          <LicenceLink key={url} href={url}>
            {words}
          </LicenceLink>
        ))}
      </p>
      {track && (
        <code className="mt-0.5 hidden truncate xl:block" title={trackPath}>
          {track.local_file_path.split("/").at(-1)}
        </code>
      )}
    </div>
  );
}
