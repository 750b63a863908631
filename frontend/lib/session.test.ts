import { expect, it } from "vitest";
import { isToken, safeReturn } from "./session";

it.each([
  ["/jobs?status=failed", "/jobs?status=failed"],
  ["/channels/3", "/channels/3"],
  ["https://elsewhere.example/", "/jobs"],
  ["//elsewhere.example/", "/jobs"],
  ["/\\elsewhere.example/", "/jobs"],
  ["/sign-in?back=/sign-in", "/jobs"],
  ["", "/jobs"],
  [null, "/jobs"],
])("goes back from the sign-in page to %s only within this site", (path, expected) => {
  expect(safeReturn(path)).toBe(expected);
});

it("takes only tokens that a header can carry", () => {
  expect(isToken("s3cret-token_+/=")).toBe(true);
  expect(isToken("")).toBe(false);
  expect(isToken("two words")).toBe(false);
  expect(isToken("line\nbreak")).toBe(false);
  expect(isToken("schlüssel")).toBe(false);
});
