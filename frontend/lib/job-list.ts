/** Filters, order and page of the list of jobs, as they stand in the address. Pure. */
import type { JobSort, JobStanding } from "./api/types";
import { parseRowId } from "./row-id";

export const PAGE_SIZE = 25;

export const JOB_STANDINGS = [
  "planned",
  "queued",
  "held",
  "running",
  "stopping",
  "review",
  "out_of_date",
  "completed",
  "cancelled",
  "failed",
] as const satisfies readonly JobStanding[];

type Order = "asc" | "desc";

interface ListOrder {
  sort: JobSort;
  order: Order;
  name: string;
}

/** Every order of the list, with its name. The first one of each column is where one looks first. */
export const ORDERS: readonly ListOrder[] = [
  { sort: "created_at", order: "desc", name: "Newest first" },
  { sort: "created_at", order: "asc", name: "Oldest first" },
  { sort: "started_at", order: "desc", name: "Latest start first" },
  { sort: "started_at", order: "asc", name: "Earliest start first" },
  { sort: "duration", order: "desc", name: "Longest first" },
  { sort: "duration", order: "asc", name: "Shortest first" },
  { sort: "niche_label", order: "asc", name: "Niche, A to Z" },
  { sort: "niche_label", order: "desc", name: "Niche, Z to A" },
  { sort: "channel_name", order: "asc", name: "Channel, A to Z" },
  { sort: "channel_name", order: "desc", name: "Channel, Z to A" },
  { sort: "status", order: "asc", name: "Status, planned first" },
  { sort: "status", order: "desc", name: "Status, failed first" },
];

const JOB_SORTS = ORDERS.map(({ sort }) => sort);

export interface JobListState {
  standing?: JobStanding;
  channel?: number;
  search: string;
  sort: JobSort;
  order: Order;
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
    standing: oneOf(JOB_STANDINGS, parameters.get("status")),
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
  if (state.standing) parameters.set("status", state.standing);
  if (state.channel) parameters.set("channel", String(state.channel));
  if (state.search) parameters.set("search", state.search);
  if (state.sort !== FIRST_PAGE.sort) parameters.set("sort", state.sort);
  if (state.order !== firstOrder(state.sort)) parameters.set("order", state.order);
  if (state.page > 1) parameters.set("page", String(state.page));
  const query = parameters.toString();
  return query ? `/jobs?${query}` : "/jobs";
}

function firstOrder(sort: JobSort): Order {
  return ORDERS.find((each) => each.sort === sort)?.order ?? "asc";
}

/** The list after a click on a column's heading: by that column, or the other way round. */
export function sortedBy(state: JobListState, sort: JobSort): JobListState {
  if (state.sort !== sort) return { ...state, sort, order: firstOrder(sort), page: 1 };
  return { ...state, order: state.order === "asc" ? "desc" : "asc", page: 1 };
}

export function isFiltered(state: JobListState): boolean {
  return Boolean(state.standing || state.channel || state.search);
}
