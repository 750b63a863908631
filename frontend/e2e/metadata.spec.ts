/** What is pasted at YouTube, and the steps of the upload. */
import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import type { Page } from "@playwright/test";
import { expect, test } from "./test";

const pasted = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

test("the texts are copied as they are shown, also after the title was edited", async ({ page, studio }) => {
  test.slow();
  const job = await studio.make({ niche_label: "words to paste" });
  await page.goto(`/jobs/${job.id}?tab=metadata`);
  const title = page.getByRole("region", { name: "Title" });
  const description = page.getByRole("region", { name: "Description" });
  await description.getByRole("button", { name: "Copy" }).click();
  await expect.poll(() => pasted(page)).toBe(job.metadata?.description);
  expect(await pasted(page)).toContain("00:00");

  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByRole("textbox", { name: /^Title/ }).fill("Evening Ferry: An Album for Slow Water");
  await page.getByRole("button", { name: "Save metadata" }).click();
  await expect(title).toContainText("Evening Ferry: An Album for Slow Water");
  await title.getByRole("button", { name: "Copy" }).click();
  await expect.poll(() => pasted(page)).toBe("Evening Ferry: An Album for Slow Water");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Evening Ferry: An Album for Slow Water");

  const checklist = page.getByRole("region", { name: "Upload checklist" });
  await expect(checklist).toContainText("0 of 8");
  await checklist.getByLabel("Tick “Altered or synthetic content”").check();
  await checklist.getByLabel("Paste the title").check();
  await expect(checklist).toContainText("2 of 8");
  await page.reload();
  await expect(checklist.getByLabel("Tick “Altered or synthetic content”")).toBeChecked();
  await expect(checklist.getByLabel("Paste the title")).toBeChecked();
  await expect(checklist.getByLabel("Upload the film")).not.toBeChecked();

  await page.getByLabel("Address of the final video").fill("https://example.org/film");
  await page.getByRole("button", { name: "Close job" }).click();
  await expect(page.getByText("Paste the film's address from YouTube")).toBeVisible();
  await expect(page.getByLabel("Address of the final video")).toHaveValue("https://example.org/film");
  await page.getByLabel("Address of the final video").fill("https://youtu.be/dQw4w9WgXcQ");
  await page.getByRole("button", { name: "Close job" }).click();
  const published = page.getByRole("region", { name: "Published film" });
  await expect(published).toContainText("Closed");
  await expect(published.getByRole("link", { name: "https://youtu.be/dQw4w9WgXcQ" })).toBeVisible();
  await published.getByRole("button", { name: "Take the address out" }).click();
  await expect(page.getByLabel("Address of the final video")).toBeVisible();
});

test("the files of the upload are at hand, and one that is gone is written again", async ({ page, studio }) => {
  test.slow();
  const job = await studio.make({ niche_label: "beside the film" });
  const folder = path.join(studio.folder, "output", job.output_directory);
  await page.goto(`/jobs/${job.id}?tab=metadata`);
  const files = page.getByRole("region", { name: "Files for the upload" });
  for (const name of [job.metadata?.video_file ?? "", "metadata.txt", "upload.txt", "upload.json", "licences.html"]) {
    const href = await files.getByRole("link", { name, exact: true }).getAttribute("href");
    expect((await page.request.head(href ?? "")).status(), name).toBe(200);
  }
  await files.getByRole("button", { name: "Copy the path of upload.txt" }).click();
  await expect.poll(() => pasted(page)).toBe(path.join(folder, "upload.txt"));

  rmSync(path.join(folder, "licences.json"));
  await page.reload();
  await expect(page.getByText("licences.json is not in the album's folder.")).toBeVisible();
  await page.getByRole("button", { name: "Write again" }).click();
  await expect(files.getByRole("link", { name: "licences.json", exact: true })).toBeVisible();
  await expect(page.getByText("is not in the album's folder")).toBeHidden();
  expect(existsSync(path.join(folder, "licences.json"))).toBe(true);
});
