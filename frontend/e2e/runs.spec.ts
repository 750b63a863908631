/** What can be done to a run: cancel, resume, retry what failed, and look at the prompts before anything is made. */
import { expect, test } from "./test";

test("a run is cancelled, which takes a moment, and resumed", async ({ page, studio }) => {
  const goOn = studio.order("wait");
  const listen = studio.order("deaf");
  const job = await studio.plan({ niche_label: "stop and go", until_stage: "visuals" });
  await page.goto(`/jobs/${job.id}`);
  const doing = page.getByRole("region", { name: "What the job is doing" });
  await expect(doing).toContainText("Making tracks");
  await page.getByRole("button", { name: "Cancel" }).click();
  const question = page.getByRole("alertdialog", { name: "Cancel the run?" });
  await expect(question).toContainText("What is finished is kept");
  await question.getByRole("button", { name: "Cancel run" }).click();
  await expect(doing).toContainText("Stopping");
  await expect(page.getByRole("button", { name: "Stopping" })).toBeDisabled();
  listen();
  await expect(doing).toContainText("Cancelled");
  goOn();
  await page.getByRole("button", { name: "Resume" }).click();
  await expect(page.getByRole("button", { name: /^Track 3, done/ })).toBeVisible();
  await studio.cancel(job.id);
});

test("a track that failed says why, and a retry mends it", async ({ page, studio }) => {
  const relent = studio.order("refuse", "2");
  const job = await studio.make({ niche_label: "one is missing", until_stage: "visuals" });
  await page.goto(`/jobs/${job.id}`);
  await expect(page.getByRole("region", { name: "What the job is doing" })).toContainText("Failed");
  await expect(page.getByRole("button", { name: /^Track 2, failed: .*does not make this track/ })).toBeVisible();
  await expect(page.getByRole("button", { name: "Retry 1 failed" })).toBeVisible();
  const row = page.getByRole("listitem", { name: /^2: / });
  await expect(row).toContainText("Slow hum does not make this track. Change its prompt, or bring your own file.");
  relent();
  await row.getByRole("button", { name: "Retry" }).click();
  await expect(page.getByRole("button", { name: /^Track 2, done/ })).toBeVisible();
  await expect(row.getByRole("button", { name: /^Play / })).toBeVisible();
  await expect(row).not.toContainText("does not make");
  await studio.cancel(job.id);
});

test("what an album costs is told, and its budget stops it and lets it go on", async ({ page, studio }) => {
  const job = await studio.plan({ niche_label: "on a budget", until_stage: "visuals", start: false });
  await page.goto(`/jobs/${job.id}`);
  const cost = page.getByRole("button", { name: /^Cost: / });
  const dialog = page.getByRole("dialog", { name: "Cost of the job" });
  const allow = async (usd: string) => {
    await cost.click();
    await dialog.getByLabel("Budget in US dollars").fill(usd);
    await dialog.getByRole("button", { name: "Save budget" }).click();
  };
  await expect(cost).toHaveText("Cost: 0.00 USD spent, 0.42 USD estimated");
  await cost.hover();
  await expect(page.getByRole("tooltip")).toContainText("still being made");
  await allow("a lot");
  await expect(dialog).toContainText("Dollars from 0 to 1,000,000");
  await page.keyboard.press("Escape");
  await allow("0.25");
  await expect(cost).toHaveText("Cost: 0.00 USD spent, 0.42 USD estimated, of 0.25 USD");

  await page.getByRole("button", { name: "Start now" }).click();
  await expect(page.getByText(/This job may cost 0.25 USD; .* 1 track waits for it; 2 kept\./)).toBeVisible();
  await allow("5");
  await page.getByRole("button", { name: "Resume" }).click();
  await expect(cost).toHaveText("Cost: 0.30 USD spent, 0.12 USD estimated, of 5.00 USD");
  await studio.cancel(job.id);
});

test("with a review nothing is made before the prompts are approved", async ({ page, studio }) => {
  await studio.channel("Quiet Corner");
  await page.goto("/jobs/new");
  await page.getByRole("combobox", { name: "Channel" }).selectOption("Quiet Corner");
  await page.getByLabel("Niche label").fill("to be read first");
  await page.getByLabel("Review before generating").check();
  await page.getByRole("button", { name: "Create album" }).click();
  await expect(page.getByText("The prompts are written and wait for your review.")).toBeVisible();

  await page.getByRole("tab", { name: "Prompts" }).click();
  await page.getByLabel("Title of track 1").fill("Kettle Song");
  await page.getByLabel("Music prompt").first().fill("A kettle that hums in B flat");
  await expect(page.getByText("Not saved yet")).toBeVisible();
  await page.getByLabel("Title of track 2").fill("");
  await page.getByRole("button", { name: "Save prompts" }).click();
  await expect(page.getByText("Write something here.")).toBeVisible();
  await expect(page.getByLabel("Title of track 1")).toHaveValue("Kettle Song");
  await page.getByLabel("Title of track 2").fill("Rain Check");
  await page.getByRole("button", { name: "Save prompts" }).click();
  await expect(page.getByText("Not saved yet")).toBeHidden();

  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByRole("tab", { name: "Album" }).click();
  await expect(page.getByRole("listitem", { name: "1: Kettle Song" }).getByRole("button", { name: "Play Kettle Song" })).toBeVisible();
  await page.getByRole("tab", { name: "Prompts" }).click();
  await expect(page.getByLabel("Music prompt").first()).toHaveValue("A kettle that hums in B flat");
  await studio.cancel(Number(page.url().match(/\d+(?=\?|$)/)?.[0]));
});
