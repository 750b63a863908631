/** From a wish to a film: the form, and the album that comes about while one watches. */
import { expect, test } from "./test";

test("the form checks as one types, and says what the album takes", async ({ page, studio }) => {
  await studio.channel("Quiet Corner");
  await page.goto("/jobs/new");
  const estimate = page.getByRole("region", { name: "What it takes" });
  await page.getByRole("combobox", { name: "Channel" }).selectOption("Quiet Corner");
  await page.getByLabel("Niche label").fill("harbour morning");
  await page.getByLabel("Target duration").fill("70");
  await expect(estimate).toContainText("3 tracks of about 23:");
  await expect(estimate).toContainText("on disk");
  await expect(estimate).toContainText("0.42 USD");

  await page.getByLabel("Target duration").fill("40");
  await expect(page.getByText("minutes are advised; this one is to last 40."), "said once").toHaveCount(1);
  await page.getByLabel("Target duration").fill("500");
  await expect(page.getByText("A whole number from 1 to 180.")).toBeVisible();
  await page.getByLabel("Target duration").fill("70");
  await expect(page.getByText("A whole number from 1 to 180.")).toBeHidden();

  await page.getByLabel("Mood keywords").fill("salt, slow");
  await page.getByLabel("Mood keywords").press("Enter");
  await expect(page, "Enter among the keywords does not send the form").toHaveURL(/\/jobs\/new$/);
  await page.getByLabel("Mood keywords").pressSequentially("Slow,gulls,");
  await expect(page.getByRole("button", { name: /^Remove / })).toHaveText(["", "", ""]);
  await page.getByRole("button", { name: "Remove gulls" }).click();
  await expect(page.getByRole("button", { name: /^Remove / })).toHaveCount(2);

  await page.getByRole("button", { name: "Advanced" }).click();
  await page.getByLabel("Output directory").fill("../elsewhere");
  await expect(page.getByText("A folder below the studio's own")).toBeVisible();
  await page.getByLabel("Tracks", { exact: true }).fill("6");
  await expect(estimate, "is asked for again once all is right").not.toContainText("6 tracks");
  await page.getByLabel("Output directory").fill("");
  await expect(estimate).toContainText("6 tracks of about 11:");
  await expect(estimate).toContainText("0.84 USD");
});

test("what the studio refuses keeps what was typed", async ({ page, studio, troubles }) => {
  const job = await studio.plan({ niche_label: "late library", start: false });
  await page.goto("/jobs/new");
  await page.getByRole("combobox", { name: "Channel" }).selectOption("Quiet Corner");
  await page.getByRole("button", { name: "Create album" }).click();
  await expect(page.getByLabel("Niche label")).toBeFocused();
  await expect(page.getByText("Say what the album is, such as rainy window study.")).toBeVisible();

  troubles.expect(/409/);
  await page.getByLabel("Niche label").fill("late library, again");
  await page.getByLabel("Mood keywords").fill("dust,");
  await page.getByRole("button", { name: "Advanced" }).click();
  await page.getByLabel("Output directory").fill(job.output_directory);
  await page.getByRole("button", { name: "Create album" }).click();
  await expect(page.getByText(`belongs to job ${job.id}; choose another one.`).first()).toBeVisible();
  await expect(page.getByLabel("Niche label")).toHaveValue("late library, again");
  await expect(page.getByRole("button", { name: "Remove dust" })).toBeVisible();
  await expect(page.getByLabel("Output directory")).toHaveValue(job.output_directory);

  await page.getByLabel("When I say so").check();
  await page.getByLabel("Output directory").fill(`${job.output_directory}-again`);
  await page.getByRole("button", { name: "Create album" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "late library, again" })).toBeVisible();
});

test("an album comes about while one watches", async ({ page, context, studio }) => {
  test.slow();
  await studio.channel("Quiet Corner");
  const list = await context.newPage();
  await list.goto("/jobs");
  const goOn = studio.order("wait");

  await page.goto("/jobs/new");
  await page.getByRole("combobox", { name: "Channel" }).selectOption("Quiet Corner");
  await page.getByLabel("Niche label").fill("night ferry");
  await page.getByRole("button", { name: "Create album" }).click();
  await expect(page).toHaveURL(/\/jobs\/\d+$/);
  await page.evaluate(() => Object.assign(window, { isTheSamePage: true }));

  const doing = page.getByRole("region", { name: "What the job is doing" });
  await expect(doing).toContainText("Making tracks");
  await expect(doing).toContainText("0 of 3");
  await expect(doing).toContainText("sign of life");
  await expect(page.getByRole("button", { name: /^Track 1, working/ })).toBeVisible();
  await expect(page.getByRole("button", { name: /^Visual 3, waiting/ })).toBeVisible();
  const row = list.getByRole("row", { name: /night ferry/ });
  await expect(row).toContainText("Making tracks");

  goOn();
  await expect(page.getByRole("button", { name: /^Track 1, done/ })).toBeVisible();
  await expect(page.getByRole("button", { name: /^Visual 3, done/ })).toBeVisible();
  await expect(doing).toContainText("Rendering");
  await expect(doing).toContainText("Complete", { timeout: 90_000 });
  await expect(doing).toContainText("100 % of the album");
  await expect(row).toContainText("Complete");
  expect(await page.evaluate(() => "isTheSamePage" in window), "was never loaded anew").toBe(true);

  await page.getByRole("tab", { name: "Render" }).click();
  const film = page.locator("video");
  await expect.poll(() => film.evaluate((video: HTMLVideoElement) => video.duration)).toBeCloseTo(60, 0);
  await page.getByRole("list", { name: "Chapters" }).getByRole("button").nth(1).click();
  await expect.poll(() => film.evaluate((video: HTMLVideoElement) => video.currentTime)).toBeGreaterThan(15);
  await page.getByRole("tab", { name: "Log" }).click();
  await expect(page.getByRole("list", { name: "Events, the latest first" })).toContainText("Planned: 3 tracks");
});
