import { expect, it } from "vitest";
import { rowCommand } from "./job-keys";

const PLAIN = { altKey: false, ctrlKey: false, metaKey: false, shiftKey: false };

it.each([
  ["ArrowDown", "next"],
  ["ArrowUp", "previous"],
  [" ", "play"],
  ["r", "remake"],
  ["x", "takes"],
  ["q", null],
])("%s means %s", (key, command) => {
  expect(rowCommand({ ...PLAIN, key })).toBe(command);
});

it("moves with alt, and leaves the browser its own shortcuts", () => {
  expect(rowCommand({ ...PLAIN, key: "ArrowUp", altKey: true })).toBe("move-up");
  expect(rowCommand({ ...PLAIN, key: "ArrowDown", altKey: true })).toBe("move-down");
  expect(rowCommand({ ...PLAIN, key: "r", ctrlKey: true })).toBeNull();
  expect(rowCommand({ ...PLAIN, key: "r", metaKey: true })).toBeNull();
  expect(rowCommand({ ...PLAIN, key: "r", altKey: true })).toBeNull();
});
