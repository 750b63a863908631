import { describe, expect, it } from "vitest";
import { addressAway } from "./leaving";

const HERE = { origin: "http://studio", pathname: "/jobs/1" };

function away(href: string, change: { target?: string; download?: string } = {}): string | null {
  return addressAway({ href, target: "", download: "", ...change }, HERE);
}

describe("addressAway", () => {
  it("is the address of another page of the studio", () => {
    expect(away("http://studio/jobs/new?from=1#top")).toBe("/jobs/new?from=1#top");
  });

  it("is nothing where the page stays", () => {
    expect(away("http://studio/jobs/1?tab=log")).toBeNull();
    expect(away("http://elsewhere/jobs/2")).toBeNull();
    expect(away("http://studio/system", { target: "_blank" })).toBeNull();
    expect(away("http://studio/api/jobs/1/video", { download: "film.mp4" })).toBeNull();
    expect(away("")).toBeNull();
  });
});
