"use client";

import clsx from "clsx";
import { useState, type ReactNode } from "react";
import { STAGE_FILLS } from "@/components/jobs/stage-bar";
import { ToneIcon } from "@/components/ui/status";
import type { ItemView, JobDetail, StageView } from "@/lib/api/types";
import { formatClock } from "@/lib/format";
import { failureOf, pairsOf, pieceTone, sayWorking, type Piece } from "@/lib/job";
import { TAB_OF, type TabName } from "@/lib/job-tabs";
import { ITEM_TONES, STAGE_NAMES, type Tone } from "@/lib/words";

interface StageRailProps {
  job: JobDetail;
  onOpenTab: (tab: TabName) => void;
  onOpenRow: (number: number) => void;
}

/** The five stages, and a chip for each track and visual. */
export function StageRail({ job, onOpenTab, onOpenRow }: StageRailProps) {
  const [tip, setTip] = useState<TipPlace | null>(null);
  return (
    <section aria-label="Stages" className="mt-5">
      <ol className="flex flex-wrap gap-x-6 gap-y-1 text-sm md:flex-nowrap md:gap-x-3">
        {job.stages.map((stage, index) => (
          <li key={stage.stage} className="md:flex md:grow md:items-center md:gap-3 md:last:grow-0">
            <StageButton stage={stage} onClick={() => onOpenTab(TAB_OF[stage.stage])} />
            {index < job.stages.length - 1 && <Rail stage={stage} />}
          </li>
        ))}
      </ol>
      <div className="mt-3 space-y-2">
        <Chips job={job} piece="tracks" onOpen={onOpenRow} onTip={setTip} />
        <Chips job={job} piece="visuals" onOpen={onOpenRow} onTip={setTip} />
      </div>
      {tip && <Tip place={tip} />}
    </section>
  );
}

/** The way to the next stage, as far as this one has come. */
function Rail({ stage }: { stage: StageView }) {
  return (
    <span className="bg-line hidden h-0.5 grow overflow-hidden rounded-full md:block" aria-hidden>
      <span
        className={clsx("block h-full transition-[width] duration-500", STAGE_FILLS[stage.state])}
        style={{ width: `${stage.progress * 100}%` }}
      />
    </span>
  );
}

const STATE_WORDS = { waiting: "waiting", working: "working", done: "done", failed: "failed" } as const;

function StageButton({ stage, onClick }: { stage: StageView; onClick: () => void }) {
  const figures =
    stage.total > 1 ? `${stage.done}/${stage.total}` : stage.state === "working" ? sayWorking(stage.progress) : null;
  return (
    <button
      type="button"
      onClick={onClick}
      className="hover:text-ink inline-flex items-center gap-1.5 rounded-sm py-1"
      title={`Open ${STAGE_NAMES[stage.stage]}`}
    >
      <ToneIcon tone={ITEM_TONES[stage.state]} />
      {STAGE_NAMES[stage.stage]}
      <span className="sr-only">{STATE_WORDS[stage.state]}</span>
      {figures && <span className="text-muted tabular-nums">{figures}</span>}
    </button>
  );
}

interface ChipsProps {
  job: JobDetail;
  piece: Piece;
  onOpen: (number: number) => void;
  onTip: (place: TipPlace | null) => void;
}

const CHIP_TONES: Record<Tone, string> = {
  neutral: "border-edge text-muted",
  working: "border-accent text-accent bg-accent-soft",
  waiting: "border-waiting text-waiting bg-waiting-soft",
  good: "border-transparent text-good bg-good-soft",
  bad: "border-bad text-bad bg-bad-soft",
};

const TONE_WORDS: Record<Tone, string> = {
  neutral: "waiting",
  working: "working",
  waiting: "waiting",
  good: "done",
  bad: "failed",
};

function Chips({ job, piece, onOpen, onTip }: ChipsProps) {
  return (
    <div className="flex items-start gap-3">
      <span className="text-muted w-12 shrink-0 pt-1.5 text-xs" aria-hidden>
        {STAGE_NAMES[piece].toLowerCase()}
      </span>
      <div
        role="group"
        aria-label={STAGE_NAMES[piece]}
        className="grid grow grid-cols-[repeat(auto-fill,minmax(2.75rem,1fr))] gap-1"
      >
        {pairsOf(job).map((pair) => {
          const isTrack = piece === "tracks";
          const take = isTrack ? pair.track : pair.visual;
          const item = isTrack ? pair.trackItem : pair.visualItem;
          const tone = pieceTone(item, take !== undefined);
          const length = take?.duration_seconds;
          const words = [
            pair.title,
            take?.provider_label,
            length ? formatClock(length) : null,
            item?.state === "working" ? workingWords(item) : failureOf(item),
          ].filter(Boolean);
          return (
            <button
              key={pair.number}
              type="button"
              aria-label={`${isTrack ? "Track" : "Visual"} ${pair.number}, ${TONE_WORDS[tone]}: ${words.join(", ")}`}
              onClick={() => onOpen(pair.number)}
              onPointerEnter={(event) => onTip(placeOf(event.currentTarget, words))}
              onPointerLeave={() => onTip(null)}
              onFocus={(event) => onTip(placeOf(event.currentTarget, words))}
              onBlur={() => onTip(null)}
              className={clsx(
                "flex h-7 items-center justify-center gap-1 rounded-sm border text-xs tabular-nums",
                CHIP_TONES[tone],
              )}
            >
              {pair.number}
              <ToneIcon tone={tone} className="size-3" />
            </button>
          );
        })}
      </div>
    </div>
  );
}

function workingWords(item: ItemView): string {
  return item.progress_note ?? (item.progress > 0 ? sayWorking(item.progress) : "under way");
}

interface TipPlace {
  left: number;
  top: number;
  words: ReactNode;
}

const TIP_HALF_WIDTH = 136;

function placeOf(chip: HTMLElement, words: (string | null | undefined)[]): TipPlace {
  const box = chip.getBoundingClientRect();
  const middle = box.left + box.width / 2;
  const widest = document.documentElement.clientWidth - TIP_HALF_WIDTH - 8;
  return {
    left: Math.max(TIP_HALF_WIDTH + 8, Math.min(middle, widest)),
    top: box.top - 6,
    words: words.join(" · "),
  };
}

/** One tooltip for all chips; what it says is in their labels too. */
function Tip({ place }: { place: TipPlace }) {
  return (
    <span
      aria-hidden
      style={{ left: place.left, top: place.top }}
      className="bg-ink text-ground pointer-events-none fixed z-40 w-max max-w-68 -translate-x-1/2 -translate-y-full rounded-sm px-2.5 py-1.5 text-xs"
    >
      {place.words}
    </span>
  );
}
