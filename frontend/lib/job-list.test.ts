import { describe, expect, it } from "vitest";
import { FIRST_PAGE, isFiltered, jobListHref, parseJobList, sortedBy } from "./job-list";

function parse(query: string) {
  return parseJobList(new URLSearchParams(query));
}

describe("the list of jobs in the address", () => {
  it("is the first page where nothing is said", () => {
    expect(parse("")).toEqual({ ...FIRST_PAGE, standing: undefined, channel: undefined });
    expect(jobListHref(FIRST_PAGE)).toBe("/jobs");
  });

  it.each([
    "/jobs?status=failed&channel=3&search=rain+%26+tea&page=2",
    "/jobs?sort=niche_label&order=desc",
    "/jobs?sort=status",
    "/jobs?order=asc",
    "/jobs?status=out_of_date&sort=duration",
    "/jobs?sort=channel_name&order=desc",
  ])("goes through %s and back", (href) => {
    expect(jobListHref(parse(href.split("?")[1] ?? ""))).toBe(href);
  });

  it.each(["status=lost", "channel=-1", "channel=1e9", "page=0", "page=x", "sort=size", "order=up"])(
    "leaves out what is wrong: %s",
    (query) => expect(jobListHref(parse(query))).toBe("/jobs"),
  );

  it("turns round the column that it is sorted by, and starts others where one looks first", () => {
    const byNiche = sortedBy({ ...FIRST_PAGE, page: 4 }, "niche_label");
    expect(byNiche).toMatchObject({ sort: "niche_label", order: "asc", page: 1 });
    expect(sortedBy(byNiche, "niche_label").order).toBe("desc");
    expect(sortedBy(byNiche, "started_at").order).toBe("desc");
    expect(sortedBy(byNiche, "duration").order).toBe("desc");
  });

  it("knows a filter from an order", () => {
    expect(isFiltered(parse("sort=status&page=2"))).toBe(false);
    expect(isFiltered(parse("search=rain"))).toBe(true);
  });
});
