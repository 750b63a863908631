import { expect, it } from "vitest";
import { ApiError, UNREACHABLE } from "./api/problem";
import type { ServiceView, SystemView } from "./api/types";
import { judgeHealth } from "./health";

function system(...services: Partial<ServiceView>[]): SystemView {
  return {
    version: "1",
    services: services.map((each) => ({ name: "database", healthy: true, found: "", remedy: null, ...each })),
    queues: [],
    providers: [],
    disk_free_bytes: 0,
    disk_total_bytes: 0,
    studio_bytes: 0,
    jobs_running: 0,
  };
}

it("is well, worth a look, ill or unknown", () => {
  expect(judgeHealth(system({}), null)).toMatchObject({ tone: "good", isReachable: true });
  expect(judgeHealth(system({ name: "disk", remedy: "Free some." }), null)).toMatchObject({ tone: "waiting" });
  expect(judgeHealth(system({ name: "ffmpeg", healthy: false }, { remedy: "x" }), null)).toMatchObject({
    tone: "bad",
    label: "Not well: FFmpeg",
  });
  expect(judgeHealth(undefined, null)).toMatchObject({ tone: "neutral", isReachable: true });
});

it("tells an API that is away from one that refuses", () => {
  expect(judgeHealth(system({}), new ApiError("", UNREACHABLE, 0)).isReachable).toBe(false);
  expect(judgeHealth(undefined, new ApiError("", "not_signed_in", 401)).isReachable).toBe(true);
});
