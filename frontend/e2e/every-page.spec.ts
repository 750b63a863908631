/**
 * Every page and tab, light, dark and on a phone: accessible, and as it looks, in `screenshots/`. The album that is
 * shown has pictures and proper titles; around it lie jobs in every state.
 */
import type { Page } from "@playwright/test";
import { lookAt, LOOKS, type Look } from "./looks";
import { expect, test } from "./test";

interface Sight {
  name: string;
  address: string;
  /** What is there once the page is. */
  shows: (page: Page) => Promise<void>;
}

async function heading(page: Page, name: string | RegExp): Promise<void> {
  await expect(page.getByRole("heading", { name })).toBeVisible();
}

async function waveforms(page: Page): Promise<void> {
  const rows = page.locator("[data-number]").filter({ has: page.getByRole("button", { name: /^Play / }) });
  await expect(rows.first()).toBeVisible();
  for (const row of await rows.all()) {
    await row.scrollIntoViewIfNeeded();
    await expect(row.locator('svg[preserveAspectRatio="none"]').first()).toBeVisible();
  }
}

async function estimate(page: Page): Promise<void> {
  await page.getByLabel("Target duration").fill("70");
  await page.getByRole("button", { name: "Advanced" }).click();
  await page.getByLabel("Tracks", { exact: true }).fill("20");
  await page.getByRole("button", { name: "Advanced" }).click();
  await expect(page.getByText("20 tracks of about 3:")).toBeVisible();
}

async function player(page: Page): Promise<void> {
  await page.locator('[data-number="2"]').getByRole("button", { name: /^Play / }).click();
  await expect(page.getByRole("region", { name: "Player" }).getByText(/0:0[1-9]/)).toBeVisible();
  await page.getByRole("region", { name: "Player" }).getByRole("button", { name: "Pause" }).click();
}

let sights: Sight[];
let letGo: () => Promise<void>;

test.beforeAll(async ({ studio, album }) => {
  const relent = studio.order("refuse", "3");
  const failed = await studio.make({ niche_label: "midnight library", mood_keywords: ["hushed", "lamp light"], until_stage: "visuals" });
  relent();
  const review = await studio.make({ niche_label: "harbour morning", mood_keywords: ["salt", "slow"], until_stage: "prompts" });
  const shelf = await studio.channel("Night Shelf");
  await studio.plan({ niche_label: "slow train north", mood_keywords: ["snow", "steel"], channel_id: shelf.id, start: false });
  const goOn = studio.order("wait", "4");
  const running = await studio.plan({ niche_label: "ferry at dusk", mood_keywords: ["engine", "gulls"], track_count: 8, until_stage: "tracks" });
  letGo = async () => {
    goOn();
    await studio.cancel(running.id);
  };
  await expect.poll(async () => (await studio.job(running.id)).stages.find(({ stage }) => stage === "tracks")?.done).toBe(3);
  const job = `/jobs/${album.id}`;
  sights = [
    { name: "jobs", address: "/jobs", shows: (page) => expect(page.getByRole("row", { name: /rainy window/ })).toBeVisible() },
    { name: "jobs-nothing-found", address: "/jobs?search=nothing", shows: (page) => heading(page, "No job matches") },
    { name: "new-album", address: `/jobs/new?from=${album.id}`, shows: estimate },
    { name: "job-album", address: job, shows: waveforms },
    { name: "job-player", address: job, shows: player },
    { name: "job-prompts", address: `${job}?tab=prompts`, shows: (page) => expect(page.getByLabel("Title of track 1")).toBeVisible() },
    { name: "job-render", address: `${job}?tab=render`, shows: (page) => heading(page, "Inspection") },
    { name: "job-metadata", address: `${job}?tab=metadata`, shows: (page) => heading(page, "Upload checklist") },
    { name: "job-log", address: `${job}?tab=log`, shows: (page) => expect(page.getByText("Planned: 8 tracks")).toBeVisible() },
    { name: "job-running", address: `/jobs/${running.id}`, shows: (page) => expect(page.getByText("sign of life")).toBeVisible() },
    { name: "job-failed", address: `/jobs/${failed.id}`, shows: waveforms },
    { name: "job-review", address: `/jobs/${review.id}`, shows: (page) => expect(page.getByText("wait for your review")).toBeVisible() },
    { name: "channels", address: "/channels", shows: (page) => expect(page.getByRole("link", { name: "Night Shelf" })).toBeVisible() },
    { name: "channel", address: `/channels/${album.channel_id}`, shows: (page) => expect(page.getByRole("row", { name: /rainy window/ })).toBeVisible() },
    { name: "system", address: "/system", shows: (page) => heading(page, "Visual providers") },
    { name: "sign-in", address: "/sign-in", shows: (page) => heading(page, "Sign in to the studio") },
    { name: "not-found", address: "/jobs/424242", shows: (page) => heading(page, "There is no such job") },
  ];
});

test.afterAll(() => letGo());

for (const look of Object.keys(LOOKS) as Look[]) {
  test.describe(look, () => {
    test.use(LOOKS[look]);

    test(`every page is accessible and looks well, ${look}`, async ({ page, troubles }) => {
      test.slow();
      troubles.expect(/404.*\/jobs\/424242/);
      for (const { name, address, shows } of sights) {
        await test.step(name, async () => {
          await page.goto(address);
          await shows(page);
          await lookAt(page, name, look);
        });
      }
    });
  });
}
