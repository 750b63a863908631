/** The list of jobs, from a studio in which nothing is to one in which ten thousand albums were made. */
import { lookAt, LOOKS, type Look } from "./looks";
import { expect, test } from "./test";

test.use({ settings: { STACK_IO_THREADS: "2" } });

test("an empty studio looks well", async ({ page }) => {
  for (const look of Object.keys(LOOKS) as Look[]) {
    await page.emulateMedia({ colorScheme: LOOKS[look].colorScheme });
    await page.setViewportSize(LOOKS[look].viewport);
    await page.goto("/jobs");
    await expect(page.getByRole("heading", { name: "No album yet" })).toBeVisible();
    await lookAt(page, "empty-jobs", look);
    await page.goto("/channels");
    await expect(page.getByRole("heading", { name: "No channel yet" })).toBeVisible();
    await lookAt(page, "empty-channels", look);
    await page.goto("/jobs/new");
    await expect(page.getByText("There is none yet; create the first.")).toBeVisible();
    await expect(page.getByText("Choose a channel to see time, disk and cost.")).toBeVisible();
    await lookAt(page, "empty-new-album", look);
  }
});

test("an empty studio leads to the first album", async ({ page }) => {
  await page.goto("/");
  await expect(page).toHaveURL(/\/jobs$/);
  await expect(page.getByRole("heading", { name: "No album yet" })).toBeVisible();
  await expect(page.getByRole("search")).toBeHidden();

  await page.getByRole("link", { name: "Channels" }).click();
  await expect(page.getByRole("heading", { name: "No channel yet" })).toBeVisible();

  await page.getByRole("link", { name: "Jobs" }).click();
  await page.getByRole("link", { name: "Create the first album" }).click();
  await expect(page.getByText("There is none yet; create the first.")).toBeVisible();
  await page.getByRole("button", { name: "New channel" }).click();
  const dialog = page.getByRole("dialog", { name: "New channel" });
  await dialog.getByLabel("Name").fill("Quiet Corner");
  await dialog.getByRole("button", { name: "Create channel" }).click();
  await expect(page.getByRole("combobox", { name: "Channel" }).locator("option:checked")).toHaveText("Quiet Corner");

  await page.getByLabel("Niche label").fill("first light");
  await page.getByLabel("When I say so").check();
  await page.getByRole("button", { name: "Create album" }).click();
  await expect(page).toHaveURL(/\/jobs\/\d+$/);
  await expect(page.getByRole("heading", { level: 1, name: "first light" })).toBeVisible();
  await expect(page.getByRole("region", { name: "What the job is doing" })).toContainText("Held");

  await page.getByRole("link", { name: "Jobs" }).first().click();
  await expect(page.getByRole("row", { name: /first light/ })).toContainText("until you start it");
});

test.describe("ten thousand jobs", () => {
  test.beforeAll(async ({ studio }) => {
    await studio.plan({ niche_label: "first light", start: false });
    studio.run("tests.e2e.many_jobs");
  });

  test("are paged, and the address says which page", async ({ page }) => {
    await page.goto("/jobs");
    const pages = page.getByRole("navigation", { name: "Pages" });
    await expect(pages).toContainText(/1–25 of 10,00\d/);
    await expect(page.locator("tbody tr")).toHaveCount(25);
    await pages.getByRole("link", { name: "Next page" }).click();
    await expect(page).toHaveURL(/page=2/);
    await expect(pages).toContainText("26–50 of");
    await page.reload();
    await expect(pages).toContainText("26–50 of");
    await page.goBack();
    await expect(pages).toContainText("1–25 of");

    await page.goto("/jobs?page=401");
    await expect(pages).toContainText("Page 401 of 401");
    await expect(page.getByRole("link", { name: "Next page" })).toBeHidden();
    await page.goto("/jobs?page=900");
    await expect(page.getByRole("heading", { name: "This page is past the end of the list" })).toBeVisible();
    await page.getByRole("link", { name: "First page" }).click();
    await expect(pages).toContainText("1–25 of");
  });

  test("are filtered and searched as one types", async ({ page }) => {
    await page.goto("/jobs");
    const pages = page.getByRole("navigation", { name: "Pages" });
    await page.getByLabel("Status", { exact: true }).selectOption("Failed");
    await expect(page).toHaveURL(/status=failed/);
    await expect(pages).toContainText("of 1,000");
    await page.getByRole("searchbox").fill("HARBOUR");
    await expect(page).toHaveURL(/search=HARBOUR/);
    await expect(page.locator("tbody tr")).toHaveCount(0);
    await expect(page.getByRole("heading", { name: "No job matches" })).toBeVisible();
    await page.getByRole("searchbox").fill("rainy window 0998");
    await expect(page.locator("tbody tr")).toHaveCount(1);
    await expect(page.getByRole("row", { name: /rainy window 09980/ })).toContainText("Failed");

    await page.reload();
    await expect(page.getByRole("searchbox")).toHaveValue("rainy window 0998");
    await expect(page.getByLabel("Status", { exact: true })).toHaveValue("failed");
    await expect(page.locator("tbody tr")).toHaveCount(1);
    await page.getByRole("button", { name: "Clear" }).click();
    await expect(page).toHaveURL(/\/jobs$/);
    await expect(pages).toContainText(/of 10,00\d/);
  });

  test("are sorted by a click on a heading", async ({ page }) => {
    await page.goto("/jobs?search=slow+train");
    const niche = page.getByRole("columnheader", { name: "Niche" });
    const first = page.locator("tbody tr").first();
    await niche.getByRole("link").click();
    await expect(niche).toHaveAttribute("aria-sort", "ascending");
    await expect(first).toContainText("slow train 00003");
    await niche.getByRole("link").click();
    await expect(niche).toHaveAttribute("aria-sort", "descending");
    await expect(page).toHaveURL(/search=slow\+train&sort=niche_label&order=desc/);
    await expect(first).toContainText("slow train 09999");
  });
});
