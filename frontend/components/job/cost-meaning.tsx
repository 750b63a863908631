import type { CostView } from "@/lib/api/types";
import { sayCharges } from "@/lib/cost";
import { formatMoney } from "@/lib/format";

/** The three figures of a job's cost, each with what it means. */
export function CostMeaning({ cost }: { cost: CostView }) {
  const charges = sayCharges(cost);
  return (
    <dl className="space-y-2 text-sm">
      <Figure value={cost.spent_usd} name="spent" meaning="Was charged, or may have been: whatever a provider once accepted counts." />
      <Figure value={cost.committed_usd} name="committed" meaning="Asked for, and still being made." />
      <Figure value={cost.estimated_usd} name="estimated" meaning="What is still missing, at the providers' prices." />
      {charges && (
        <div>
          <dt className="font-medium tabular-nums">{charges}</dt>
          <dd className="text-muted">What the providers themselves say that they charged.</dd>
        </div>
      )}
    </dl>
  );
}

function Figure({ value, name, meaning }: { value: number; name: string; meaning: string }) {
  return (
    <div>
      <dt className="font-medium tabular-nums">
        {formatMoney(value)} {name}
      </dt>
      <dd className="text-muted">{meaning}</dd>
    </div>
  );
}
