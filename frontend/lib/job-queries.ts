/** What the page of one job reads besides the job itself. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { browserApi, type Api } from "./api/client";
import { read } from "./api/problem";
import type { JobDetail } from "./api/types";
import { albumVersion } from "./job";

/** Read anew when the album changes; meanwhile the earlier one is shown. */
export const timelineQuery = (job: JobDetail, api: Api = browserApi) =>
  queryOptions({
    queryKey: ["job", job.id, "timeline", albumVersion(job)],
    queryFn: ({ signal }) =>
      read(api.GET("/api/jobs/{job_id}/timeline", { params: { path: { job_id: job.id } }, signal })),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });

/** A take never changes, so its waveform does not either. */
export const peaksQuery = (jobId: number, takeId: number) =>
  queryOptions({
    queryKey: ["job", jobId, "peaks", takeId],
    queryFn: ({ signal }) =>
      read(
        browserApi.GET("/api/jobs/{job_id}/tracks/{take_id}/peaks", {
          params: { path: { job_id: jobId, take_id: takeId } },
          signal,
        }),
      ),
    staleTime: Infinity,
  });
