"use client";

import { useEffect, useRef, useState, type CSSProperties, type PointerEvent, type RefObject } from "react";
import { giveWay, placeOver, scrollStep, type RowBox } from "@/lib/job-drag";

interface Drag {
  from: number;
  to: number;
  offset: number;
  height: number;
}

/** What moves a row by hand: the style that lets it move, and what its handle listens to. */
export interface RowGrip {
  style: CSSProperties | undefined;
  onPointerDown: (event: PointerEvent<HTMLElement>) => void;
}

/** Rows that are dragged by their handles; the page scrolls along at the window's edges, and Escape takes it back. */
export function useRowDrag(
  list: RefObject<HTMLElement | null>,
  isDisabled: boolean,
  onMove: (from: number, to: number) => void,
): (place: number) => RowGrip {
  const [drag, setDrag] = useState<Drag | null>(null);
  const stop = useRef<() => void>(undefined);

  useEffect(() => () => stop.current?.(), []);

  function grip(from: number, event: PointerEvent<HTMLElement>): void {
    if (isDisabled || event.button !== 0 || !list.current) return;
    event.preventDefault();
    const rows: RowBox[] = [...list.current.children].map((row) => ({
      top: (row as HTMLElement).offsetTop,
      height: (row as HTMLElement).offsetHeight,
    }));
    const startY = event.clientY + window.scrollY;
    let pointerY = event.clientY;
    let to = from;
    let frame = requestAnimationFrame(follow);
    const listening = new AbortController();

    function follow(): void {
      window.scrollBy(0, scrollStep(pointerY, window.innerHeight));
      const offset = pointerY + window.scrollY - startY;
      to = placeOver(rows, from, offset);
      setDrag({ from, to, offset, height: rows[from]?.height ?? 0 });
      frame = requestAnimationFrame(follow);
    }

    function end(): void {
      cancelAnimationFrame(frame);
      listening.abort();
      setDrag(null);
    }

    const options = { signal: listening.signal };
    window.addEventListener("pointermove", (moved) => (pointerY = moved.clientY), options);
    window.addEventListener("pointercancel", end, options);
    window.addEventListener("keydown", (pressed) => pressed.key === "Escape" && end(), options);
    window.addEventListener(
      "pointerup",
      () => {
        end();
        if (to !== from) onMove(from, to);
      },
      options,
    );
    stop.current = end;
  }

  return (place) => ({ style: drag ? styleOf(place, drag) : undefined, onPointerDown: (event) => grip(place, event) });
}

function styleOf(place: number, { from, to, offset, height }: Drag): CSSProperties {
  if (place === from) return { transform: `translateY(${offset}px)`, zIndex: 10 };
  return { transform: `translateY(${giveWay(place, from, to) * height}px)`, transition: "transform 150ms" };
}
