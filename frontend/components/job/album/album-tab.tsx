"use client";

import { useQuery } from "@tanstack/react-query";
import { ListMusic, RefreshCw } from "lucide-react";
import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import type { JobDetail } from "@/lib/api/types";
import { formatMany } from "@/lib/format";
import { isIdle, pairsOf, PIECES, stageOf, type Pair, type Piece } from "@/lib/job";
import { useOrder } from "@/lib/job-actions";
import { rowCommand } from "@/lib/job-keys";
import { isRemakable } from "@/lib/job-news";
import { inOrder, moved, placesOf } from "@/lib/job-order";
import { timelineQuery } from "@/lib/job-queries";
import type { Rerun } from "@/lib/job-rerun";
import { usePlayer } from "../player/player-context";
import { RerunConfirm } from "../rerun/rerun-confirm-lazy";
import type { MenuName } from "./pair-actions";
import { PairRow } from "./pair-row";
import { useRowDrag } from "./row-drag";
import { TakesDialog } from "./takes-dialog-lazy";

/** A row to open. Each wish is an object of its own, so that the same row can be wished for twice. */
export interface WantedRow {
  number: number;
}

/** The review desk: each row pairs a track with its visual. */
export function AlbumTab({ job, wanted }: { job: JobDetail; wanted: WantedRow | null }) {
  const player = usePlayer();
  const order = useOrder(job.id);
  const timeline = useQuery(timelineQuery(job));
  const [focused, setFocused] = useState(1);
  const [openMenu, setOpenMenu] = useState<{ number: number; menu: MenuName } | null>(null);
  const [takesOf, setTakesOf] = useState<number | null>(null);
  const [rerun, setRerun] = useState<Rerun | null>(null);
  const [dropped, setDropped] = useState<{ places: string; numbers: readonly number[] } | null>(null);
  const list = useRef<HTMLOListElement>(null);

  useEffect(() => {
    if (wanted) focusRow(list.current, wanted.number);
  }, [wanted]);

  const pairs = pairsOf(job);
  const places = placesOf(pairs);
  // Shown at once, until the studio has answered: another drag takes it back.
  const shown = inOrder(pairs, dropped?.places === places ? dropped.numbers : null);
  const starts = new Map(timeline.data?.entries.map((entry) => [entry.number, entry.start_seconds]));
  const canEdit = isIdle(job) && !order.isPending;
  const gripOf = useRowDrag(list, !canEdit, move);

  function move(from: number, to: number): void {
    const numbers = pairs.map((pair) => pair.number);
    const next = moved(numbers, from, to);
    if (!canEdit || next === numbers) return;
    const row = rowOf(list.current, from + 1);
    setDropped({ places, numbers: next });
    order.mutate(next, {
      onSuccess: () => setFocused(to + 1),
      onError: () => setDropped(null),
      // A row that moves loses the focus.
      onSettled: () => requestAnimationFrame(() => focus(row)),
    });
  }

  function pressed(event: KeyboardEvent<HTMLOListElement>): void {
    const target = event.target as HTMLElement;
    // Menus and windows are children of a row for React, but lie outside of the list.
    if (!event.currentTarget.contains(target) || target.matches("input, textarea, select")) return;
    const command = rowCommand(event);
    const row = target.closest<HTMLElement>("[data-number]");
    const pair = pairs[Number(row?.dataset.number) - 1];
    if (command === null || !row || !pair) return;
    if (command === "play" && target !== row) return; // a button's own key
    event.preventDefault();
    if (command === "next") focusRow(list.current, pair.number + 1);
    else if (command === "previous") focusRow(list.current, pair.number - 1);
    else if (command === "first") focusRow(list.current, 1);
    else if (command === "last") focusRow(list.current, pairs.length);
    else if (command === "move-up") move(pair.number - 1, pair.number - 2);
    else if (command === "move-down") move(pair.number - 1, pair.number);
    else if (command === "takes") setTakesOf(pair.number);
    else if (command === "remake") {
      const isPossible = PIECES.some((piece) => isRemakable(pair, piece));
      if (canEdit && job.prompts && isPossible) setOpenMenu({ number: pair.number, menu: "remake" });
    } else if (pair.track) player.toggle(pair.track.id);
  }

  if (job.tracks.length + job.visuals.length === 0 && !job.prompts) {
    return (
      <div className="panel">
        <EmptyState icon={<ListMusic />} title="Nothing is made yet">
          The tracks and visuals appear here as they are made, once the prompts are written.
        </EmptyState>
      </div>
    );
  }
  const takesPair = pairs.find((pair) => pair.number === takesOf);
  return (
    <>
      <Desk job={job} onRerun={setRerun} />
      <ol ref={list} aria-label="Tracks and visuals" onKeyDown={pressed} className="panel relative overflow-hidden">
        {shown.map((pair, index) => (
          <PairRow
            key={keyOf(pair)}
            job={job}
            pair={pair}
            startSeconds={starts.get(pair.number)}
            isTabStop={focused === pair.number}
            isFirst={index === 0}
            isLast={index === shown.length - 1}
            canEdit={canEdit}
            grip={gripOf(index)}
            openMenu={openMenu?.number === pair.number ? openMenu.menu : null}
            onMenu={(menu) => setOpenMenu(menu && { number: pair.number, menu })}
            onFocus={() => setFocused(pair.number)}
            onRerun={setRerun}
            onTakes={() => setTakesOf(pair.number)}
            onMove={(by) => move(pair.number - 1, pair.number - 1 + by)}
          />
        ))}
      </ol>
      {rerun && <RerunConfirm job={job} rerun={rerun} onClose={() => setRerun(null)} />}
      {takesPair && <TakesDialog job={job} pair={takesPair} onClose={() => setTakesOf(null)} />}
    </>
  );
}

/** A row keeps its identity while it moves: it is its first take, and its number before there is one. */
function keyOf(pair: Pair): string {
  const first = pair.trackTakes.at(-1) ?? pair.visualTakes.at(-1);
  return first ? `take-${first.id}-${pair.trackTakes.length > 0 ? "track" : "visual"}` : `number-${pair.number}`;
}

function rowOf(list: HTMLElement | null, number: number): HTMLElement | null {
  return list?.querySelector<HTMLElement>(`[data-number="${number}"]`) ?? null;
}

function focusRow(list: HTMLElement | null, number: number): void {
  focus(rowOf(list, number));
}

function focus(row: HTMLElement | null): void {
  row?.focus({ preventScroll: true });
  row?.scrollIntoView({ block: "nearest" });
}

/** What can be done to all rows, and what the keys do. */
function Desk({ job, onRerun }: { job: JobDetail; onRerun: (rerun: Rerun) => void }) {
  const isResting = isIdle(job);
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      <p className="text-muted mr-auto text-sm max-sm:w-full">
        {PIECES.map((piece) => sayDone(job, piece)).join(", ")}
        <span className="hidden lg:inline">
          {" "}
          · <kbd>↑</kbd> <kbd>↓</kbd> choose, <kbd>Space</kbd> plays, <kbd>R</kbd> re-makes, <kbd>X</kbd> takes,{" "}
          <kbd>Alt</kbd> <kbd>↑</kbd> <kbd>↓</kbd> moves
        </span>
      </p>
      {PIECES.filter((piece) => stageOf(job, piece)?.done).map((piece) => (
        <Button
          key={piece}
          size="small"
          className="max-sm:grow"
          disabled={!isResting || !job.prompts}
          title={isResting ? undefined : "Cancel the run first"}
          icon={<RefreshCw aria-hidden className="max-sm:hidden" />}
          onClick={() => onRerun({ stage: piece, mode: "regenerate" })}
        >
          Re-make all {piece}
        </Button>
      ))}
    </div>
  );
}

function sayDone(job: JobDetail, piece: Piece): string {
  const stage = stageOf(job, piece);
  const words = formatMany(stage?.total ?? job.track_count, piece === "tracks" ? "track" : "visual");
  return stage && stage.done < stage.total ? `${stage.done} of ${words}` : words;
}
