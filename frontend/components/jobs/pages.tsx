import clsx from "clsx";
import { ChevronLeft, ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { formatCount } from "@/lib/format";
import { PAGE_SIZE, type JobListState } from "@/lib/job-list";
import { ListLink } from "./list-link";

/** Which rows are shown, and the way to the others. */
export function Pages({ state, total }: { state: JobListState; total: number }) {
  const last = Math.max(1, Math.ceil(total / PAGE_SIZE));
  const from = (state.page - 1) * PAGE_SIZE + 1;
  const to = Math.min(total, state.page * PAGE_SIZE);
  return (
    <nav aria-label="Pages" className="text-muted mt-4 flex items-center justify-between gap-4 text-sm">
      <p className="tabular-nums">
        {formatCount(from)}–{formatCount(to)} of {formatCount(total)}
      </p>
      {last > 1 && (
        <div className="flex items-center gap-2">
          <Step state={state} page={state.page - 1} last={last} label="Previous page">
            <ChevronLeft className="size-4" aria-hidden />
          </Step>
          <span className="tabular-nums">
            Page {formatCount(state.page)} of {formatCount(last)}
          </span>
          <Step state={state} page={state.page + 1} last={last} label="Next page">
            <ChevronRight className="size-4" aria-hidden />
          </Step>
        </div>
      )}
    </nav>
  );
}

interface StepProps {
  state: JobListState;
  page: number;
  last: number;
  label: string;
  children: ReactNode;
}

function Step({ state, page, last, label, children }: StepProps) {
  const classes = "border-edge grid size-9 place-items-center rounded-md border";
  if (page < 1 || page > last) {
    return (
      <span className={clsx(classes, "opacity-40")} aria-hidden>
        {children}
      </span>
    );
  }
  return (
    <ListLink
      state={state}
      change={(current) => ({ ...current, page })}
      aria-label={label}
      className={clsx(classes, "hover:bg-raised")}
    >
      {children}
    </ListLink>
  );
}
