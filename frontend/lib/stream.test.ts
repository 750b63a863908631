import { expect, it } from "vitest";
import type { EventView } from "./api/types";
import { appendEvents } from "./stream";

const event = (id: number) => ({ id }) as EventView;

it("keeps each event once, and the list itself where nothing is new", () => {
  const known = [event(1), event(2)];
  expect(appendEvents(known, [event(2), event(3)]).map(({ id }) => id)).toEqual([1, 2, 3]);
  expect(appendEvents(known, [event(1)])).toBe(known);
});
