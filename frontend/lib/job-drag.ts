/** Where a row that is dragged would come to stand. Pure. */

export interface RowBox {
  /** Pixels from the top of the list. */
  top: number;
  height: number;
}

/** The place that the row of place `from` takes when it is dragged by `offset` pixels: whose middle it has passed. */
export function placeOver(rows: readonly RowBox[], from: number, offset: number): number {
  const row = rows[from];
  if (!row) return from;
  const [top, bottom] = [row.top + offset, row.top + row.height + offset];
  const middle = (other: RowBox) => other.top + other.height / 2;
  const above = rows.findIndex((other, place) => place < from && top < middle(other));
  if (above >= 0) return above;
  const below = rows.findLastIndex((other, place) => place > from && bottom > middle(other));
  return below >= 0 ? below : from;
}

/** How far the row of a place gives way, as a multiple of the dragged row's height. */
export function giveWay(place: number, from: number, to: number): -1 | 0 | 1 {
  if (place > from && place <= to) return -1;
  return place < from && place >= to ? 1 : 0;
}

/** Within this distance of the window's edge the page scrolls along. */
const EDGE = 96;
const FASTEST = 16;

/** Pixels to scroll in a frame for a pointer at `y`: the nearer to the edge, the faster. */
export function scrollStep(y: number, windowHeight: number): number {
  const beyond = y < EDGE ? y - EDGE : Math.max(0, y - (windowHeight - EDGE));
  return Math.round(Math.max(-1, Math.min(1, beyond / EDGE)) * FASTEST);
}
