import clsx from "clsx";
import type { ItemState, StageView } from "@/lib/api/types";
import { describeStages } from "@/lib/words";

export const STAGE_FILLS: Record<ItemState, string> = {
  waiting: "bg-faint",
  working: "bg-accent",
  done: "bg-good",
  failed: "bg-bad",
};

/** The five stages as five short bars, and the one that matters in words. */
export function StageBar({ stages }: { stages: readonly StageView[] }) {
  const words = describeStages(stages);
  return (
    <div className="w-36 max-w-full">
      <div className="flex gap-1" role="img" aria-label={`Progress: ${words}`}>
        {stages.map((stage) => (
          <span key={stage.stage} className="bg-raised h-1.5 grow overflow-hidden rounded-full">
            <span
              className={clsx("block h-full rounded-full transition-[width] duration-500", STAGE_FILLS[stage.state])}
              style={{ width: `${stage.state === "failed" ? 100 : stage.progress * 100}%` }}
            />
          </span>
        ))}
      </div>
      <p className="text-muted mt-1 truncate text-xs tabular-nums" aria-hidden>
        {words}
      </p>
    </div>
  );
}
