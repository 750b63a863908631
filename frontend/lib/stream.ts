"use client";

/** The live streams as hooks: they feed the query cache, and say whether they are interrupted. */
import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { EventView, JobSummary } from "./api/types";
import { connectLive } from "./live";
import { eventsQuery, FAST_POLL_MS, jobQuery, SLOW_POLL_MS } from "./queries";
import { throttle } from "./throttle";

/** Between two readings of what a stream says has changed. */
const REFRESH_PAUSE_MS = 1_000;
/** Messages of this long are put into the cache together. */
const GATHER_MS = 100;

export interface LiveState {
  /** True after three seconds without the stream; the page says so and polls meanwhile. */
  isInterrupted: boolean;
  /** What to give a query as its `refetchInterval`. */
  pollMs: number;
}

function liveState(isInterrupted: boolean): LiveState {
  return { isInterrupted, pollMs: isInterrupted ? FAST_POLL_MS : SLOW_POLL_MS };
}

/** Keeps every list of jobs in the cache fresh. */
export function useJobListStream(): LiveState {
  const client = useQueryClient();
  const [isInterrupted, setInterrupted] = useState(false);

  useEffect(() => {
    const refresh = throttle(() => void client.invalidateQueries({ queryKey: ["jobs"] }), REFRESH_PAUSE_MS);
    const disconnect = connectLive({
      address: () => "/api/jobs/stream",
      names: ["jobs"],
      onMessage: refresh,
      onInterrupted: (interrupted) => {
        setInterrupted(interrupted);
        // Whether it is the stream alone, or nobody answers at all, shows at once.
        if (interrupted) refresh();
      },
      onResumed: refresh,
    });
    return () => {
      disconnect();
      refresh.cancel();
    };
  }, [client]);

  return liveState(isInterrupted);
}

/** Keeps one job in the cache fresh: its summary at once, its details soon after, its events as they come. */
export function useJobStream(jobId: number): LiveState {
  const client = useQueryClient();
  const [isInterrupted, setInterrupted] = useState(false);

  useEffect(() => {
    const details = jobQuery(jobId).queryKey;
    const refresh = throttle(
      () => void client.invalidateQueries({ queryKey: details, exact: true }),
      REFRESH_PAUSE_MS,
    );
    let gathered: EventView[] = [];
    const keep = throttle(() => {
      const news = gathered;
      gathered = [];
      client.setQueryData(eventsQuery(jobId).queryKey, (known) => appendEvents(known ?? [], news));
    }, GATHER_MS);

    const disconnect = connectLive({
      address: () => `/api/jobs/${jobId}/stream?after=${gathered.at(-1)?.id ?? lastEventId(client, jobId)}`,
      names: ["job", "event"],
      onMessage: (name, data) => {
        if (name === "job") {
          const summary = JSON.parse(data) as JobSummary;
          client.setQueryData(details, (known) => known && { ...known, ...summary });
        } else {
          gathered.push(JSON.parse(data) as EventView);
          keep();
        }
        refresh();
      },
      onInterrupted: setInterrupted,
      onResumed: refresh,
    });
    return () => {
      disconnect();
      refresh.cancel();
      keep.cancel();
    };
  }, [client, jobId]);

  return liveState(isInterrupted);
}

function lastEventId(client: QueryClient, jobId: number): number {
  return client.getQueryData(eventsQuery(jobId).queryKey)?.at(-1)?.id ?? 0;
}

/** Both lists in the order of their numbers, each event once. */
export function appendEvents(known: EventView[], news: EventView[]): EventView[] {
  const last = known.at(-1)?.id ?? 0;
  const unknown = news.filter((event) => event.id > last);
  return unknown.length > 0 ? [...known, ...unknown] : known;
}
