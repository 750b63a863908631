/** The review desk: hear, look, re-make, replace and reorder, by mouse and by keyboard. */
import type { Page } from "@playwright/test";
import { expect, test } from "./test";

const titles = (page: Page) =>
  page
    .getByRole("list", { name: "Tracks and visuals" })
    .getByRole("listitem")
    .evaluateAll((rows) => rows.map((row) => row.getAttribute("aria-label")?.replace(/^\d+: /, "")));

const row = (page: Page, number: number) => page.locator(`[data-number="${number}"]`);

test("a track plays on while one looks at other tabs", async ({ page, album }) => {
  await page.addInitScript(() => {
    const play = HTMLMediaElement.prototype.play;
    HTMLMediaElement.prototype.play = function () {
      Object.assign(window, { sounding: this });
      return play.call(this);
    };
  });
  const position = () => page.evaluate(() => (window as unknown as { sounding: HTMLAudioElement }).sounding.currentTime);
  await page.goto(`/jobs/${album.id}`);
  await row(page, 1).getByRole("button", { name: /^Play / }).click();
  const player = page.getByRole("region", { name: "Player" });
  await expect(player.getByRole("button", { name: "Pause" })).toBeVisible();
  await expect.poll(position).toBeGreaterThan(0.5);

  await page.getByRole("tab", { name: "Metadata" }).click();
  await expect(page.getByRole("region", { name: "Description" })).toBeVisible();
  const before = await position();
  await expect.poll(position).toBeGreaterThan(before + 0.5);
  await page.getByRole("tab", { name: "Render" }).click();
  await expect(player.getByRole("button", { name: "Pause" })).toBeVisible();

  await player.getByRole("button", { name: "Next track" }).click();
  await expect(player).toContainText(album.tracks.find((track) => track.number === 2)?.title ?? "");
  await player.getByRole("slider", { name: "Position" }).fill("10");
  await expect.poll(position).toBeGreaterThan(10);
  await player.getByRole("button", { name: "Pause" }).click();
  await player.getByRole("button", { name: "Close the player" }).click();
  await expect(player).toBeHidden();
});

test("one visual is made anew, and the earlier take can be had back", async ({ page, studio }) => {
  const job = await studio.desk("another picture");
  await page.goto(`/jobs/${job.id}`);
  const picture = row(page, 2).getByRole("img").or(row(page, 2).locator("img"));
  const before = await picture.getAttribute("src");
  await row(page, 2).getByRole("button", { name: "Re-make" }).click();
  await page.getByRole("menuitem", { name: "Re-make visual 2" }).click();
  const question = page.getByRole("alertdialog", { name: "Re-make visual 2?" });
  await expect(question).toContainText("About 0.04 USD: 1 visual from Slow paint.");
  await question.getByRole("button", { name: "Re-make visual" }).click();
  await expect(question).toBeHidden();
  await expect(picture).not.toHaveAttribute("src", before ?? "");
  await studio.cancel(job.id);
  await expect(row(page, 2).getByRole("button", { name: "Re-make" })).toBeEnabled();

  await row(page, 2).focus();
  await page.keyboard.press("x");
  const takes = page.getByRole("dialog", { name: /^Takes of 2: / });
  await takes.getByRole("listitem").filter({ hasText: "Take 1 · Slow paint" }).getByRole("button", { name: "Use this take" }).click();
  await expect(takes.getByRole("listitem").filter({ hasText: "Take 1 · Slow paint" })).toContainText("In the album");
  await page.keyboard.press("Escape");
  await expect(takes).toBeHidden();
  await expect(picture).toHaveAttribute("src", before ?? "");
});

test("everything is done by keyboard", async ({ page, studio }) => {
  const job = await studio.desk("ten fingers");
  await page.goto(`/jobs/${job.id}`);
  const [one, two, three] = await titles(page);
  await row(page, 1).focus();
  await page.keyboard.press("ArrowDown");
  await expect(row(page, 2)).toBeFocused();
  await page.keyboard.press("End");
  await expect(row(page, 3)).toBeFocused();
  await page.keyboard.press("Home");
  await expect(row(page, 1)).toBeFocused();

  const player = page.getByRole("region", { name: "Player" });
  await page.keyboard.press("Space");
  await expect(player).toContainText(one ?? "");
  await expect(player.getByRole("button", { name: "Pause" })).toBeVisible();
  await page.keyboard.press("Space");
  await expect(player.getByRole("button", { name: "Play", exact: true })).toBeVisible();

  await page.keyboard.press("r");
  await expect(page.getByRole("menuitem", { name: "Re-make track 1" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("menu")).toBeHidden();

  await row(page, 1).focus();
  await page.keyboard.press("x");
  await expect(page.getByRole("dialog", { name: /^Takes of 1: / })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(row(page, 1)).toBeFocused();

  await page.keyboard.press("Alt+ArrowDown");
  await expect.poll(() => titles(page)).toEqual([two, one, three]);
  await expect(row(page, 2)).toBeFocused();
  await page.keyboard.press("Alt+ArrowDown");
  await expect.poll(() => titles(page)).toEqual([two, three, one]);
  await expect(row(page, 3)).toBeFocused();
  await page.keyboard.press("Alt+ArrowUp");
  await expect.poll(() => titles(page)).toEqual([two, one, three]);
  await page.reload();
  await expect.poll(() => titles(page)).toEqual([two, one, three]);
});

test("a row is dragged to another place", async ({ page, studio }) => {
  const job = await studio.desk("by hand");
  await page.goto(`/jobs/${job.id}`);
  const [one, two, three] = await titles(page);
  await row(page, 3).getByTitle("Drag to another place").hover();
  await page.mouse.down();
  const target = await row(page, 1).boundingBox();
  if (!target) throw new Error("The first row is not there.");
  await page.mouse.move(target.x + 20, target.y + target.height, { steps: 5 });
  await page.mouse.move(target.x + 20, target.y + 10, { steps: 5 });
  await page.mouse.up();
  await expect.poll(() => titles(page)).toEqual([three, one, two]);
  await expect.poll(async () => (await studio.job(job.id)).prompts?.items.map((item) => item.track_title)).toEqual([three, one, two]);
});

test("own files take the place of what was made; what cannot be used is refused by name", async ({ page, studio, troubles }) => {
  const job = await studio.desk("own voice");
  await page.goto(`/jobs/${job.id}`);
  const choose = page.waitForEvent("filechooser");
  await row(page, 1).getByRole("button", { name: "More for number 1" }).click();
  await page.getByRole("menuitem", { name: "Replace visual by own file" }).click();
  await (await choose).setFiles({ name: "sky.png", mimeType: "image/png", buffer: await paint(page) });
  await expect(row(page, 1)).toContainText("Slow hum · Your own pictures and clips");

  troubles.expect(/422/);
  const again = page.waitForEvent("filechooser");
  await row(page, 1).getByRole("button", { name: "More for number 1" }).click();
  await page.getByRole("menuitem", { name: "Replace track by own file" }).click();
  await (await again).setFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("not music") });
  await expect(row(page, 1).getByRole("alert")).toContainText("notes.txt");
  await row(page, 1).getByRole("button", { name: "Dismiss" }).click();
  await expect(row(page, 1).getByRole("alert")).toBeHidden();
});

/** A picture as a person would bring it, drawn by the browser. */
async function paint(page: Page): Promise<Buffer> {
  const address = await page.evaluate(() => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 1920, height: 1080 });
    const pen = canvas.getContext("2d");
    if (!pen) throw new Error("no pen");
    const sky = pen.createLinearGradient(0, 0, 0, 1080);
    sky.addColorStop(0, "#123");
    sky.addColorStop(1, "#fc9");
    pen.fillStyle = sky;
    pen.fillRect(0, 0, 1920, 1080);
    return canvas.toDataURL("image/png");
  });
  return Buffer.from(address.split(",")[1] ?? "", "base64");
}
