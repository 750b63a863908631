"use client";

/** Asks before a page is left: by a link, back and forward, reloading and closing. */
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { addressAway } from "./leaving";

/** What is used here of the browser's Navigation API, which TypeScript does not know yet. */
interface WithNavigation {
  navigation?: EventTarget & { traverseTo: (key: string) => void };
}
interface NavigateEvent extends Event {
  navigationType: "push" | "replace" | "reload" | "traverse";
  destination: { key: string; url: string };
}

export interface Leaving {
  /** Goes where the person wanted to go. */
  leave: () => void;
  stay: () => void;
}

/** While `isActive` a wish to leave is held up and told; null while there is none. */
export function useLeaveGuard(isActive: boolean): Leaving | null {
  const router = useRouter();
  const [wish, setWish] = useState<(() => void) | null>(null);
  const isAllowed = useRef(false);

  useEffect(() => {
    if (!isActive) return;
    isAllowed.current = false;
    const listening = new AbortController();
    const { signal } = listening;

    window.addEventListener(
      "beforeunload",
      (event) => {
        if (!isAllowed.current) event.preventDefault();
      },
      { signal },
    );
    document.addEventListener(
      "click",
      (event) => {
        const link = event.target instanceof Element ? event.target.closest("a") : null;
        const opensElsewhere = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
        const address = link && !opensElsewhere ? addressAway(link, window.location) : null;
        if (address === null || isAllowed.current) return;
        event.preventDefault();
        event.stopPropagation();
        setWish(() => () => router.push(address));
      },
      { signal, capture: true },
    );
    // Browsers without this interface go back without a question.
    const { navigation } = window as unknown as WithNavigation;
    navigation?.addEventListener(
      "navigate",
      (event) => {
        const { navigationType, destination } = event as NavigateEvent;
        const isElsewhere = new URL(destination.url).pathname !== window.location.pathname;
        if (navigationType !== "traverse" || !event.cancelable || !isElsewhere || isAllowed.current) return;
        event.preventDefault();
        setWish(() => () => navigation.traverseTo(destination.key));
      },
      { signal },
    );
    return () => listening.abort();
  }, [isActive, router]);

  if (wish === null) return null;
  return {
    leave: () => {
      isAllowed.current = true;
      setWish(null);
      wish();
    },
    stay: () => setWish(null),
  };
}
