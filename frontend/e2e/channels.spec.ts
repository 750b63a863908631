/** Channels: what albums are made for. */
import { expect, test } from "./test";

test("a channel is created and edited; what is refused keeps what was typed", async ({ page, studio, troubles }) => {
  await studio.channel("Quiet Corner");
  await page.goto("/channels");
  await page.getByRole("button", { name: "New channel" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Quiet Corner");
  await dialog.getByLabel("Niche").fill("rain on windows");
  await dialog.getByLabel("YouTube channel ID").fill("UCshort");
  await expect(dialog.getByRole("alert")).toContainText("A YouTube channel ID is UC and 22 more");
  await dialog.getByLabel("YouTube channel ID").fill("UCabcdefghijklmnopqrstuv");
  await expect(dialog.getByRole("alert")).toBeHidden();

  troubles.expect(/409/);
  await dialog.getByRole("button", { name: "Create channel" }).click();
  await expect(dialog.getByRole("alert")).toContainText("Quiet Corner");
  await expect(dialog.getByLabel("Niche")).toHaveValue("rain on windows");
  await dialog.getByLabel("Name").fill("Window Seat");
  await dialog.getByRole("button", { name: "Create channel" }).click();
  await expect(page).toHaveURL(/\/channels\/\d+$/);
  await expect(page.getByRole("heading", { level: 1, name: "Window Seat" })).toBeVisible();

  await page.getByRole("button", { name: "Edit" }).click();
  await dialog.getByLabel("Niche").fill("trains at night");
  await dialog.getByRole("button", { name: "Save channel" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("trains at night")).toBeVisible();
  await page.getByRole("link", { name: "Channels" }).first().click();
  const list = page.getByRole("region", { name: "Channels" });
  await expect(list.getByRole("listitem").filter({ hasText: "Window Seat" })).toContainText("trains at night");
});

test("a disabled channel takes no new albums until it is enabled", async ({ page, studio }) => {
  const channel = await studio.channel("Night Shelf");
  await studio.plan({ niche_label: "waits for its time", channel_id: channel.id, start: false });
  await page.goto(`/channels/${channel.id}`);
  await page.getByRole("button", { name: "Disable" }).click();
  const question = page.getByRole("alertdialog", { name: "Disable Night Shelf?" });
  await expect(question).toContainText("1 planned job waits");
  await question.getByRole("button", { name: "Disable channel" }).click();
  await expect(page.getByText("This channel is disabled and takes no new albums.")).toBeVisible();
  await expect(page.getByRole("link", { name: "New album" })).toBeHidden();

  await page.goto("/jobs/new");
  const choice = page.getByRole("combobox", { name: "Channel" });
  await expect(choice).toBeVisible();
  await expect(choice.getByRole("option", { name: "Night Shelf" })).toHaveCount(0);

  await page.goto(`/channels/${channel.id}`);
  await page.getByRole("button", { name: "Enable channel" }).click();
  await expect(page.getByText("Enabled", { exact: true })).toBeVisible();
  await page.getByRole("link", { name: "New album" }).click();
  await expect(page.getByRole("combobox", { name: "Channel" }).locator("option:checked")).toHaveText("Night Shelf");
});
