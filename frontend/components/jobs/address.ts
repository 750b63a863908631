/** The list's view in the browser's address. It is read anew for each change: what is drawn may lag behind it. */
import { jobListHref, parseJobList, type JobListState } from "@/lib/job-list";

export type Change = (state: JobListState) => JobListState;

function changed(change: Change): string {
  return jobListHref(change(parseJobList(new URLSearchParams(window.location.search))));
}

/** Another view in the place of this one, as when a filter is set. */
export function replaceView(change: Change): void {
  window.history.replaceState(null, "", changed(change));
}

/** Another view that the way back leads away from, as when a page is turned. */
export function pushView(change: Change): void {
  window.history.pushState(null, "", changed(change));
}
