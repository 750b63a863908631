"use client";

import { useQuery } from "@tanstack/react-query";
import { Search, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Input, Select } from "@/components/ui/field";
import { isFiltered, JOB_STANDINGS, ORDERS, type JobListState } from "@/lib/job-list";
import { channelsQuery } from "@/lib/queries";
import { STANDING_NAMES } from "@/lib/words";
import { replaceView } from "./address";

const TYPING_MS = 300;

function show(filters: Partial<JobListState>): void {
  replaceView((state) => ({ ...state, ...filters, page: 1 }));
}

/** Search, status and channel; what is chosen stands in the address. */
export function JobFilters({ state }: { state: JobListState }) {
  const { data: channels = [] } = useQuery(channelsQuery());
  return (
    <div role="search" aria-label="Jobs" className="mb-4 flex flex-wrap items-center gap-2">
      <SearchField search={state.search} />
      <Select
        aria-label="Status"
        className="grow basis-36 sm:max-w-44"
        value={state.standing ?? ""}
        onChange={(event) => show({ standing: JOB_STANDINGS.find((each) => each === event.target.value) })}
      >
        <option value="">Every status</option>
        {JOB_STANDINGS.map((standing) => (
          <option key={standing} value={standing}>
            {STANDING_NAMES[standing]}
          </option>
        ))}
      </Select>
      <Select
        aria-label="Channel"
        className="grow basis-36 sm:max-w-52"
        value={state.channel ?? ""}
        onChange={(event) => show({ channel: Number(event.target.value) || undefined })}
      >
        <option value="">Every channel</option>
        {channels.map((channel) => (
          <option key={channel.id} value={channel.id}>
            {channel.name}
          </option>
        ))}
      </Select>
      <OrderChoice state={state} />
      {isFiltered(state) && (
        <Button
          look="quiet"
          icon={<X aria-hidden />}
          onClick={() => show({ search: "", standing: undefined, channel: undefined })}
        >
          Clear
        </Button>
      )}
    </div>
  );
}

/** The order, where the screen is too narrow for headings that sort. */
function OrderChoice({ state }: { state: JobListState }) {
  const chosen = ORDERS.findIndex(({ sort, order }) => sort === state.sort && order === state.order);
  return (
    <Select
      aria-label="Order"
      className="grow basis-36 md:hidden"
      value={chosen}
      onChange={(event) => {
        const next = ORDERS[Number(event.target.value)];
        if (next) show({ sort: next.sort, order: next.order });
      }}
    >
      {ORDERS.map(({ name }, index) => (
        <option key={name} value={index}>
          {name}
        </option>
      ))}
    </Select>
  );
}

/** Looks for what was typed once the typing rests. The address may change it from outside, as by the way back. */
function SearchField({ search }: { search: string }) {
  const [typed, setTyped] = useState(search);
  const [shown, setShown] = useState(search);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  if (shown !== search) {
    setShown(search);
    if (typed.trim() !== search) setTyped(search);
  }
  useEffect(() => () => clearTimeout(timer.current), []);

  function type(text: string): void {
    setTyped(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => show({ search: text.trim() }), TYPING_MS);
  }

  return (
    <div className="relative w-full sm:w-72">
      <Search className="text-muted pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2" aria-hidden />
      <Input
        type="search"
        aria-label="Search niche, mood or channel"
        placeholder="Search niche, mood or channel"
        maxLength={200}
        className="pl-9"
        value={typed}
        onChange={(event) => type(event.target.value)}
      />
    </div>
  );
}
