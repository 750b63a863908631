import { writeFileSync } from "node:fs";
import { chromium } from "@playwright/test";
import lighthouse, { desktopConfig } from "lighthouse";
import { freePort } from "./studio";
import { test } from "./test";
test("measure", async ({ studio, album }) => {
  test.setTimeout(900_000);
  for (const address of ["/jobs", `/jobs/${album.id}`]) for (let round = 0; round < 3; round++) {
    const port = await freePort();
    const browser = await chromium.launch({ ...test.info().project.use.launchOptions, args: [`--remote-debugging-port=${port}`] });
    const result = await lighthouse(studio.address + address, { port, onlyCategories: ["performance"], logLevel: "error" }, desktopConfig);
    await browser.close();
    const { lhr, artifacts } = result!;
    const value = (id: string) => Math.round(1000 * (lhr.audits[id]?.numericValue ?? -1)) / 1000;
    console.log(address, Math.round((lhr.categories.performance?.score ?? 0) * 100), ["first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift", "speed-index", "server-response-time", "mainthread-work-breakdown", "bootup-time"].map((id) => `${id} ${value(id)}`).join(" "));
    const name = address === "/jobs" ? "jobs" : "job";
    writeFileSync(`/tmp/page/lhr-${name}-${round}.json`, JSON.stringify(lhr));
    writeFileSync(`/tmp/page/trace-${name}-${round}.json`, JSON.stringify((artifacts as any).Trace ?? (artifacts as any).traces?.defaultPass));
  }
});
