import { expect, it } from "vitest";
import { addKeywords } from "./keywords-input";

it("parts words by commas, each once, and no more than the API takes", () => {
  expect(addKeywords(["rain"], " warm ,Rain,, slow  evening ")).toEqual(["rain", "warm", "slow evening"]);
  const many = Array.from({ length: 30 }, (_, index) => `word ${index}`).join(",");
  expect(addKeywords([], many)).toHaveLength(20);
});
