"use client";

import { useState, type FormEvent } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { toast } from "@/components/ui/toast";
import { sentence } from "@/lib/api/problem";
import type { JobDetail } from "@/lib/api/types";
import { ownBudget, parseBudget, WRONG_BUDGET } from "@/lib/cost";
import { formatMoney } from "@/lib/format";
import { useChangeJob } from "@/lib/job-actions";
import { CostMeaning } from "./cost-meaning";

/** What the job costs, and what it may cost. */
export function BudgetDialog({ job, onClose }: { job: JobDetail; onClose: () => void }) {
  const change = useChangeJob(job.id, { isQuiet: true });
  const [value, setValue] = useState(() => ownBudget(job.options));
  const [problem, setProblem] = useState<string | null>(null);
  const { budget_usd: cap, has_own_budget: isOwn } = job.cost;

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    const budget = parseBudget(value);
    setProblem(budget === undefined ? WRONG_BUDGET : null);
    if (budget === undefined) return;
    try {
      await change.mutateAsync({ budget_usd: budget });
    } catch {
      return; // shown below
    }
    toast.success(budget === null ? "The job has no budget of its own." : `The job may cost ${formatMoney(budget)}.`);
    onClose();
  }

  return (
    <Dialog title="Cost of the job" isOpen onOpenChange={(isOpen) => !isOpen && onClose()}>
      <form onSubmit={(event) => void save(event)} noValidate className="space-y-4">
        <CostMeaning cost={job.cost} />
        <Field
          label="Budget in US dollars"
          hint={`Nothing is asked for that would take spent and committed beyond it. ${sayUnset(isOwn ? null : cap)}`}
          error={problem ?? undefined}
          isOptional
        >
          {(control) => (
            <Input
              {...control}
              inputMode="decimal"
              autoComplete="off"
              value={value}
              onChange={(event) => setValue(event.target.value)}
              className="max-w-40"
            />
          )}
        </Field>
        {change.error && <Notice tone="bad">{sentence(change.error)}</Notice>}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Keep as it is</Button>
          <Button type="submit" look="primary" isBusy={change.isPending}>
            Save budget
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function sayUnset(setting: number | null): string {
  return setting === null ? "Left empty, the settings decide." : `Left empty, the settings say ${formatMoney(setting)}.`;
}
