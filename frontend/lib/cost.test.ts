import { describe, expect, it } from "vitest";
import { hasCost, ownBudget, parseBudget, sayCharges, sayCost } from "./cost";
import { cost } from "./job.fixture";

describe("what a job costs", () => {
  it("is told where there is something to tell", () => {
    expect(hasCost(cost())).toBe(false);
    expect(hasCost(cost({ estimated_usd: 0.1 }))).toBe(true);
    expect(hasCost(cost({ has_own_budget: true, budget_usd: 5 }))).toBe(true);
  });

  it("keeps the three apart", () => {
    expect(sayCost(cost({ spent_usd: 2, committed_usd: 0.3, estimated_usd: 3.1, budget_usd: 6 }))).toBe(
      "2.00 USD spent, 0.30 USD committed, 3.10 USD estimated, of 6.00 USD",
    );
    expect(sayCost(cost({ spent_usd: 2 }))).toBe("2.00 USD spent");
  });

  it("shows other currencies as they are", () => {
    expect(sayCharges(cost())).toBeNull();
    expect(
      sayCharges({ charges: [{ amount: 0.8, currency: "USD" }, { amount: 24, currency: "credits" }, { amount: 0.30000001, currency: "EUR" }] }),
    ).toBe("0.80 USD, 24 credits and 0.3 EUR");
  });
});

describe("a budget that is typed", () => {
  it.each([
    ["", null],
    [" 12.50 ", 12.5],
    ["12,5", 12.5],
    ["0", 0],
  ])("reads %j", (text, amount) => {
    expect(parseBudget(text)).toBe(amount);
  });

  it.each(["-1", "a lot", "1000001", "1.2.3"])("refuses %j", (text) => {
    expect(parseBudget(text)).toBeUndefined();
  });

  it("begins with the job's own", () => {
    expect(ownBudget({ budget_usd: 2.5 })).toBe("2.5");
    expect(ownBudget({ budget_usd: null })).toBe("");
    expect(ownBudget(undefined)).toBe("");
  });
});
