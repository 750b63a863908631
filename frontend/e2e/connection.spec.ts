/** The API goes away and comes back; nobody reloads a page, and nothing that was typed is lost. */
import { expect, test } from "./test";

const AWAY = [/50[0234]/, /ERR_/, /stream/];

test("the page says that the studio is away, and goes on by itself once it is back", async ({ page, context, studio, troubles }) => {
  const job = await studio.desk("through the tunnel");
  troubles.expect(...AWAY);
  const album = await context.newPage();
  await album.goto(`/jobs/${job.id}`);
  await expect(album.getByRole("list", { name: "Tracks and visuals" })).toBeVisible();
  await page.goto("/jobs/new");
  await page.getByLabel("Niche label").fill("typed before the tunnel");

  const regain = studio.loseApi();
  await page.getByRole("combobox", { name: "Channel" }).selectOption("Quiet Corner");
  await page.getByLabel("Mood keywords").fill("dark,");
  await page.getByRole("button", { name: "Create album" }).click();
  await expect(page.getByText("The studio does not answer.").first()).toBeVisible();
  const banner = page.getByText("What you see may be old; the page goes on by itself as soon as it is back.");
  await expect(banner).toBeVisible({ timeout: 40_000 });
  await expect(album.getByText("Live updates interrupted, trying again")).toBeVisible();

  regain();
  await expect(banner).toBeHidden({ timeout: 40_000 });
  await expect(album.getByText("Live updates interrupted, trying again")).toBeHidden({ timeout: 40_000 });
  await expect(page.getByLabel("Niche label")).toHaveValue("typed before the tunnel");
  await expect(page.getByRole("button", { name: "Remove dark" })).toBeVisible();
  await expect(page.getByRole("region", { name: "What it takes" })).toContainText("3 tracks of about");

  // What happens elsewhere is seen again without a reload.
  await album.bringToFront();
  await studio.api.PUT("/api/jobs/{job_id}/order", { params: { path: { job_id: job.id } }, body: { numbers: [3, 1, 2] } });
  await expect(album.locator('[data-number="1"]')).toHaveAccessibleName(`1: ${job.prompts?.items[2]?.track_title}`);

  await page.bringToFront();
  await page.getByLabel("When I say so").check();
  await page.getByRole("button", { name: "Create album" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "typed before the tunnel" })).toBeVisible();
});
