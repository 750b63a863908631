/** A studio that asks for a token. */
import { expect, test } from "./test";

const TOKEN = "a-quiet-word-4711";

test.use({ settings: { ADMIN_TOKEN: TOKEN } });

test("who has the token comes in, and to where they wanted", async ({ page, troubles }) => {
  troubles.expect(/401/);
  await page.goto("/jobs?status=failed&sort=niche_label");
  await expect(page).toHaveURL(/\/sign-in\?back=/);
  await page.getByLabel("Admin token").fill("a-loud-word");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("This is not the studio's admin token.")).toBeVisible();
  await expect(page.getByLabel("Admin token")).toHaveValue("a-loud-word");

  await page.getByLabel("Admin token").fill(TOKEN);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/jobs\?status=failed&sort=niche_label$/);
  await expect(page.getByRole("heading", { name: "No job matches" })).toBeVisible();

  await page.getByRole("link", { name: "System" }).click();
  await expect(page.getByRole("heading", { name: "Services" })).toBeVisible();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  await page.goto("/system");
  await expect(page).toHaveURL(/\/sign-in\?back=%2Fsystem$/);
});

test("without the token the API tells nothing", async ({ page, request, troubles }) => {
  troubles.expect(/401/);
  expect((await request.get("/api/jobs")).status()).toBe(401);
  await page.goto("/sign-in?back=https://example.org/");
  await page.getByLabel("Admin token").fill(TOKEN);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page, "leads nowhere but into the studio").toHaveURL(/127\.0\.0\.1:\d+\/jobs$/);
});
