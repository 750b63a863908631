"use client";

import type { ComponentProps, MouseEvent } from "react";
import { jobListHref, type JobListState } from "@/lib/job-list";
import { pushView, type Change } from "./address";

interface ListLinkProps extends Omit<ComponentProps<"a">, "href" | "onClick"> {
  state: JobListState;
  /** From this view to the one that the link leads to. */
  change: Change;
}

/** A link to another view of the same list: the address changes, the page stays. */
export function ListLink({ state, change, ...rest }: ListLinkProps) {
  function follow(event: MouseEvent): void {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0) return;
    event.preventDefault();
    pushView(change);
  }
  return <a href={jobListHref(change(state))} onClick={follow} {...rest} />;
}
