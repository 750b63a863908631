/** Lighthouse on the two pages that are looked at most. Its figure for speed depends on the machine: `npm run lighthouse`. */
import { chromium } from "@playwright/test";
import lighthouse, { desktopConfig } from "lighthouse";
import { freePort } from "./studio";
import { expect, test } from "./test";

const LEAST = 95;

async function score(address: string, categories: string[]): Promise<Record<string, number>> {
  const port = await freePort();
  const browser = await chromium.launch({ ...test.info().project.use.launchOptions, args: [`--remote-debugging-port=${port}`] });
  try {
    const result = await lighthouse(address, { port, onlyCategories: categories, logLevel: "error" }, desktopConfig);
    const scores = Object.entries(result?.lhr.categories ?? {}).map(([name, { score }]) => [name, Math.round((score ?? 0) * 100)]);
    const found = Object.values(result?.lhr.audits ?? {}).filter(({ score }) => score !== null && score < 0.9);
    console.log(address, JSON.stringify(scores), found.map(({ id, displayValue }) => `${id} ${displayValue ?? ""}`).join("; "));
    return Object.fromEntries(scores) as Record<string, number>;
  } finally {
    await browser.close();
  }
}

for (const [tag, categories] of [
  ["", ["accessibility", "best-practices"]],
  ["@speed", ["performance", "accessibility", "best-practices"]],
] as const) {
  test(`the jobs and the album are fit for Lighthouse ${tag}`, async ({ studio, album }) => {
    for (const address of ["/jobs", `/jobs/${album.id}`]) {
      const scores = await score(studio.address + address, [...categories]);
      for (const category of categories) expect.soft(scores[category], `${category} of ${address}`).toBeGreaterThanOrEqual(LEAST);
    }
  });
}
