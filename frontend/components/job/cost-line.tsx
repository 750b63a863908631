"use client";

import dynamic from "next/dynamic";
import { useId, useState } from "react";
import type { JobDetail } from "@/lib/api/types";
import { hasCost, sayCost } from "@/lib/cost";
import { CostMeaning } from "./cost-meaning";

const BudgetDialog = dynamic(() => import("./budget-dialog").then((module) => module.BudgetDialog), { ssr: false });

/** What the job costs, on one quiet line; its meaning on hover and focus, its budget on a click. */
export function CostLine({ job }: { job: JobDetail }) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  if (!hasCost(job.cost)) return null;
  return (
    <div className="relative mt-2 w-fit max-w-full text-sm">
      <button
        type="button"
        aria-haspopup="dialog"
        aria-describedby={id}
        className="peer text-muted hover:text-ink rounded-sm text-left tabular-nums underline decoration-dotted underline-offset-4"
        onClick={() => setOpen(true)}
      >
        Cost: {sayCost(job.cost)}
      </button>
      <div
        id={id}
        role="tooltip"
        className="panel pointer-events-none invisible absolute top-full left-0 z-20 mt-2 w-80 max-w-[calc(100vw-2rem)] p-4 peer-hover:visible peer-focus-visible:visible"
      >
        <CostMeaning cost={job.cost} />
      </div>
      {isOpen && <BudgetDialog job={job} onClose={() => setOpen(false)} />}
    </div>
  );
}
