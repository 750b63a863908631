/** What the specs start from: a running studio, a finished album, and an eye on what goes wrong in the browser. */
import { test as base, type BrowserContext, type Page } from "@playwright/test";
import type { JobDetail } from "../lib/api/types";
import { ALBUM_MS, START_MS, Studio, type Settings } from "./studio";

export { expect } from "@playwright/test";

/** Notes what a person does not see: errors on the console, exceptions, and requests that failed. */
export class Troubles {
  readonly #found: string[] = [];
  readonly #expected: RegExp[] = [];

  watch(context: BrowserContext): void {
    context.on("console", (message) => {
      if (message.type() === "error") this.#note(`console: ${message.text()} (${message.location().url})`);
    });
    context.on("weberror", (error) => this.#note(`exception: ${error.error().stack ?? error.error().message}`));
    context.on("requestfailed", (request) => {
      const why = request.failure()?.errorText ?? "";
      // A page that is left gives up what it was still loading.
      if (why !== "net::ERR_ABORTED") this.#note(`request: ${request.method()} ${request.url()} ${why}`);
    });
    context.on("response", (response) => {
      if (response.status() >= 400) this.#note(`answer: ${response.status()} ${response.url()}`);
    });
  }

  /** From now on, and until the test ends, this is no surprise. */
  expect(...patterns: RegExp[]): void {
    this.#expected.push(...patterns);
  }

  get unexpected(): string[] {
    return this.#found;
  }

  #note(words: string): void {
    if (!this.#expected.some((pattern) => pattern.test(words))) this.#found.push(words);
  }
}

/** Waits until React has taken over what the server sent: a click before that is lost. */
async function isAlive(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    [...document.querySelectorAll("main button, main input, main select")].every((control) =>
      Object.keys(control).some((key) => key.startsWith("__react")),
    ),
  );
}

interface Fixtures {
  troubles: Troubles;
}

interface WorkerFixtures {
  /** Variables of the studio; specs that set the same ones share it. */
  settings: Settings;
  studio: Studio;
  /** A finished album, for looking at only. */
  album: JobDetail;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  settings: [{}, { option: true, scope: "worker" }],

  studio: [
    async ({ settings }, provide) => {
      const studio = await Studio.start(settings);
      await provide(studio);
      await studio.stop();
    },
    { scope: "worker", timeout: START_MS },
  ],

  album: [
    async ({ studio }, provide) => {
      await provide(
        await studio.make({
          niche_label: "rainy window study",
          mood_keywords: ["rain", "warm", "slow"],
          target_duration_minutes: 3,
          track_count: 8,
        }),
      );
    },
    { scope: "worker", timeout: ALBUM_MS },
  ],

  baseURL: async ({ studio }, provide) => provide(studio.address),

  page: async ({ page }, provide) => {
    const goto = page.goto.bind(page);
    const reload = page.reload.bind(page);
    page.goto = async (...given) => {
      const answer = await goto(...given);
      await isAlive(page);
      return answer;
    };
    page.reload = async (...given) => {
      const answer = await reload(...given);
      await isAlive(page);
      return answer;
    };
    await provide(page);
  },

  troubles: [
    async ({ context }, provide) => {
      const troubles = new Troubles();
      troubles.watch(context);
      await provide(troubles);
      if (troubles.unexpected.length > 0) throw new Error(`Unexpected:\n${troubles.unexpected.join("\n")}`);
    },
    { auto: true },
  ],
});
