"use client";

/** The person's clock and zone. The server knows neither: there, and until the page is alive, they are null. */
import { useSyncExternalStore } from "react";

function never(): () => void {
  return () => undefined;
}

/** The time zone of this browser, such as `Europe/Berlin`. */
export function useZone(): string | null {
  return useSyncExternalStore(
    never,
    () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    () => null,
  );
}

const watchers = new Set<() => void>();
let ticker: ReturnType<typeof setInterval> | undefined;
let currentSecond = 0;

function readSecond(): number {
  return Math.floor(Date.now() / 1000);
}

function watchSeconds(watcher: () => void): () => void {
  watchers.add(watcher);
  if (ticker === undefined) {
    currentSecond = readSecond();
    ticker = setInterval(() => {
      currentSecond = readSecond();
      for (const each of watchers) each();
    }, 1000);
  }
  return () => {
    watchers.delete(watcher);
    if (watchers.size === 0) {
      clearInterval(ticker);
      ticker = undefined;
    }
  };
}

/**
 * Now in whole seconds since 1970, in steps of `stepSeconds`; one clock ticks for the whole page. A component renders
 * again only when its step is over.
 */
export function useNow(stepSeconds = 1): number | null {
  return useSyncExternalStore(
    watchSeconds,
    () => {
      const second = ticker === undefined ? readSecond() : currentSecond;
      return second - (second % stepSeconds);
    },
    () => null,
  );
}
