/** What a job costs, in words. Pure. */
import type { CostView, JobDetail } from "./api/types";
import { formatList, formatMoney } from "./format";

/** Without a paid provider and a budget there is nothing to tell. */
export function hasCost({ spent_usd, committed_usd, estimated_usd, has_own_budget }: CostView): boolean {
  return spent_usd > 0 || committed_usd > 0 || estimated_usd > 0 || has_own_budget;
}

/** `2.00 USD spent, 0.30 USD committed, 3.10 USD estimated, of 5.00 USD`; what is nothing is left out. */
export function sayCost(cost: CostView): string {
  const parts = [
    `${formatMoney(cost.spent_usd)} spent`,
    cost.committed_usd > 0 && `${formatMoney(cost.committed_usd)} committed`,
    cost.estimated_usd > 0 && `${formatMoney(cost.estimated_usd)} estimated`,
    cost.budget_usd !== null && `of ${formatMoney(cost.budget_usd)}`,
  ];
  return parts.filter((part) => part !== false).join(", ");
}

/** `0.80 USD and 24 credits`, as the vendors say; null where none has said anything. */
export function sayCharges({ charges }: Pick<CostView, "charges">): string | null {
  if (charges.length === 0) return null;
  const said = charges.map(({ amount, currency }) =>
    currency === "USD" ? formatMoney(amount) : `${Number(amount.toPrecision(6))} ${currency}`,
  );
  return formatList(said);
}

export const WRONG_BUDGET = "Dollars from 0 to 1,000,000, such as 12.50.";

/** The amount that was typed; null for none, undefined for what is no amount. */
export function parseBudget(text: string): number | null | undefined {
  const words = text.trim().replace(",", ".");
  if (words === "") return null;
  const amount = /^\d{1,7}(\.\d{1,6})?$/.test(words) ? Number(words) : undefined;
  return amount !== undefined && amount <= 1_000_000 ? amount : undefined;
}

/** The job's own budget, as it is typed; empty where it has none. */
export function ownBudget(options: Pick<JobDetail["options"], "budget_usd"> | undefined): string {
  return options?.budget_usd === null || options?.budget_usd === undefined ? "" : String(options.budget_usd);
}
