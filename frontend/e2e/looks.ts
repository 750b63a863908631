/** How a page looks, light, dark and on a phone: a picture in `screenshots/`, and what is wrong with it. */
import path from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect } from "./test";

export const LOOKS = {
  light: { colorScheme: "light", viewport: { width: 1280, height: 800 } },
  dark: { colorScheme: "dark", viewport: { width: 1280, height: 800 } },
  phone: { colorScheme: "light", viewport: { width: 390, height: 844 } },
} as const;

export type Look = keyof typeof LOOKS;

/** Takes the page's picture; expects that it is accessible, and that nothing of it is cut off. */
export async function lookAt(page: Page, name: string, look: Look): Promise<void> {
  const { viewport } = LOOKS[look];
  await everyPicture(page);
  // As high as the page is, so that what stands at the end of the window hides nothing.
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ ...viewport, height });
  await page.screenshot({ path: path.join(import.meta.dirname, "screenshots", look, `${name}.png`), animations: "disabled" });
  await page.setViewportSize(viewport);
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  expect.soft(grave.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]), `${name}, ${look}`).toEqual([]);
  expect.soft(await tooWide(page), `${name}, ${look}: wider than its place`).toEqual([]);
}

/** Pictures that wait until somebody scrolls to them are wanted now. */
async function everyPicture(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (const image of document.images) image.loading = "eager";
    await Promise.all([...document.images].map((image) => image.decode()));
    await document.fonts.ready;
    window.scrollTo(0, 0);
  });
}

/** What is wider than the screen, or than a frame that neither scrolls nor ends it with an ellipsis. */
function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll<HTMLElement>("body *")]
      .filter((element) => {
        const { overflowX, textOverflow } = getComputedStyle(element);
        const isCut = element === document.documentElement || overflowX === "hidden" || overflowX === "clip";
        // Words for screen readers alone have no width.
        return isCut && textOverflow !== "ellipsis" && element.clientWidth > 1 && element.scrollWidth > element.clientWidth;
      })
      .map((element) => `${element.tagName} ${element.className}: ${element.scrollWidth} in ${element.clientWidth} px`),
  );
}
