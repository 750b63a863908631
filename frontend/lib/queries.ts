/** What the page reads, each under one key: server components load it first, event streams keep it fresh. */
import { queryOptions, skipToken } from "@tanstack/react-query";
import { browserApi, type Api } from "./api/client";
import { read } from "./api/problem";
import type { EventView, JobDraft } from "./api/types";
import { PAGE_SIZE, type JobListState } from "./job-list";

/** A safety net below the streams: nothing on a page is older than this. */
export const SLOW_POLL_MS = 60_000;
/** While a stream is interrupted. */
export const FAST_POLL_MS = 5_000;

/** The first word of the key under which the shell looks at the studio. */
export const HEALTH = "health";

const EVENTS_A_PAGE = 1000;

export const channelsQuery = (api: Api = browserApi) =>
  queryOptions({
    queryKey: ["channels"],
    queryFn: ({ signal }) => read(api.GET("/api/channels", { signal })),
  });

export const channelQuery = (id: number, api: Api = browserApi) =>
  queryOptions({
    queryKey: ["channels", id],
    queryFn: ({ signal }) => read(api.GET("/api/channels/{channel_id}", { params: { path: { channel_id: id } }, signal })),
  });

export const jobsQuery = (state: JobListState, api: Api = browserApi) =>
  queryOptions({
    queryKey: ["jobs", state],
    queryFn: ({ signal }) =>
      read(
        api.GET("/api/jobs", {
          params: {
            query: {
              standing: state.standing,
              channel_id: state.channel,
              search: state.search || undefined,
              sort: state.sort,
              order: state.order,
              limit: PAGE_SIZE,
              offset: (state.page - 1) * PAGE_SIZE,
            },
          },
          signal,
        }),
      ),
  });

/** How many jobs of a channel have not begun, whatever they wait for. */
export const plannedCountQuery = (channelId: number, api: Api = browserApi) =>
  queryOptions({
    queryKey: ["jobs", "planned", channelId],
    queryFn: async ({ signal }) => {
      const query = { status: "planned", channel_id: channelId, limit: 1 } as const;
      return (await read(api.GET("/api/jobs", { params: { query }, signal }))).total;
    },
  });

export const jobQuery = (id: number, api: Api = browserApi) =>
  queryOptions({
    queryKey: ["job", id],
    queryFn: ({ signal }) => read(api.GET("/api/jobs/{job_id}", { params: { path: { job_id: id } }, signal })),
  });

/** All events of a job, oldest first. The job's stream appends to it. */
export const eventsQuery = (id: number, api: Api = browserApi) =>
  queryOptions({
    queryKey: ["job", id, "events"],
    queryFn: async ({ signal }) => {
      const all: EventView[] = [];
      for (;;) {
        const page = await read(
          api.GET("/api/jobs/{job_id}/events", {
            params: { path: { job_id: id }, query: { after: all.at(-1)?.id ?? 0, limit: EVENTS_A_PAGE } },
            signal,
          }),
        );
        all.push(...page);
        if (page.length < EVENTS_A_PAGE) return all;
      }
    },
  });

/** What a draft would take; while there is none, nothing is asked. */
export const estimateQuery = (draft: JobDraft | null, api: Api = browserApi) =>
  queryOptions({
    queryKey: ["estimate", draft],
    queryFn: draft ? ({ signal }) => read(api.POST("/api/jobs/estimate", { body: draft, signal })) : skipToken,
  });

export const defaultsQuery = (api: Api = browserApi) =>
  queryOptions({
    queryKey: ["defaults"],
    queryFn: ({ signal }) => read(api.GET("/api/settings/defaults", { signal })),
  });

/** `jobs` of the largest are named. */
export const storageQuery = (jobs: number, api: Api = browserApi) =>
  queryOptions({
    queryKey: ["storage", jobs],
    queryFn: ({ signal }) => read(api.GET("/api/storage", { params: { query: { limit: jobs } }, signal })),
    refetchInterval: SLOW_POLL_MS,
  });

export const systemQuery = (api: Api = browserApi) =>
  queryOptions({
    queryKey: ["system"],
    queryFn: ({ signal }) => read(api.GET("/api/system", { signal })),
  });

/**
 * The same for what stands round every page. It has a key of its own: were it the page's, the shell could change what
 * a page that is still coming to life has been sent with.
 */
export const healthQuery = () => queryOptions({ ...systemQuery(), queryKey: [HEALTH] });
