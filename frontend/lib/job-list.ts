/** Filters, order and page of the list of jobs, as they stand in the address. Pure. */
import type { JobSort, JobStatus } from "./api/types";
import { parseRowId } from "./row-id";

export const PAGE_SIZE = 25;

export const JOB_STATUSES = [
  "planned",
  "generating_music",
  "generating_image",
  "rendering",
  "ready_for_export",
  "completed",
  "failed",
] as const satisfies readonly JobStatus[];

export const JOB_SORTS = ["created_at", "started_at", "niche_label", "status"] as const satisfies readonly JobSort[];

export interface JobListState {
  status?: JobStatus;
  channel?: number;
  search: string;
  sort: JobSort;
  order: "asc" | "desc";
  /** From 1. */
  page: number;
}

export const FIRST_PAGE: JobListState = { search: "", sort: "created_at", order: "desc", page: 1 };

/** The newest jobs of one channel. */
export function jobsOfChannel(channelId: number): JobListState {
  return { ...FIRST_PAGE, channel: channelId };
}

const LONGEST_SEARCH = 200;
const LAST_PAGE = 1_000_000;

function oneOf<T extends string>(choices: readonly T[], text: string | null): T | undefined {
  return choices.find((choice) => choice === text);
}

/** What the address says. What it says wrongly is left out. */
export function parseJobList(parameters: URLSearchParams): JobListState {
  const sort = oneOf(JOB_SORTS, parameters.get("sort")) ?? FIRST_PAGE.sort;
  return {
    status: oneOf(JOB_STATUSES, parameters.get("status")),
    channel: parseRowId(parameters.get("channel") ?? ""),
    search: (parameters.get("search") ?? "").slice(0, LONGEST_SEARCH),
    sort,
    order: oneOf(["asc", "desc"], parameters.get("order")) ?? firstOrder(sort),
    page: Math.min(parseRowId(parameters.get("page") ?? "") ?? 1, LAST_PAGE),
  };
}

/** The address of the list, with only what differs from the first page. */
export function jobListHref(state: JobListState): string {
  const parameters = new URLSearchParams();
  if (state.status) parameters.set("status", state.status);
  if (state.channel) parameters.set("channel", String(state.channel));
  if (state.search) parameters.set("search", state.search);
  if (state.sort !== FIRST_PAGE.sort) parameters.set("sort", state.sort);
  if (state.order !== firstOrder(state.sort)) parameters.set("order", state.order);
  if (state.page > 1) parameters.set("page", String(state.page));
  const query = parameters.toString();
  return query ? `/jobs?${query}` : "/jobs";
}

/** Times start with the latest, words with A. */
export function firstOrder(sort: JobSort): "asc" | "desc" {
  return sort === "created_at" || sort === "started_at" ? "desc" : "asc";
}

/** The list after a click on a column's heading: by that column, or the other way round. */
export function sortedBy(state: JobListState, sort: JobSort): JobListState {
  if (state.sort !== sort) return { ...state, sort, order: firstOrder(sort), page: 1 };
  return { ...state, order: state.order === "asc" ? "desc" : "asc", page: 1 };
}

export function isFiltered(state: JobListState): boolean {
  return Boolean(state.status || state.channel || state.search);
}
