import { execFileSync } from "node:child_process";
import path from "node:path";
import { defineConfig } from "@playwright/test";
import type { Settings } from "./e2e/studio";

const executablePath = execFileSync(path.join(import.meta.dirname, "e2e/chromium.sh"), { encoding: "utf8" }).trim();
const isRoot = process.getuid?.() === 0;

export default defineConfig<object, { settings: Settings }>({
  testDir: "e2e",
  // The specs share one studio, which works as fast as the machine does.
  workers: 1,
  // Long enough for a busy machine: nothing waits for the end of it but a failure.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  forbidOnly: true,
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    // As root Chromium has no sandbox to offer.
    launchOptions: { executablePath, chromiumSandbox: !isRoot },
    locale: "en-GB",
    // Another zone than the server's: what depends on it must not differ between the two.
    timezoneId: "Asia/Tokyo",
    viewport: { width: 1280, height: 800 },
    permissions: ["clipboard-read", "clipboard-write"],
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
  },
  projects: [
    { name: "page", grepInvert: /@speed/ },
    { name: "speed", grep: /@speed/ },
  ],
});
