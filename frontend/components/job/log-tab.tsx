"use client";

import { useQuery } from "@tanstack/react-query";
import { ScrollText } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { EmptyState } from "@/components/ui/empty-state";
import { Loaded } from "@/components/ui/loaded";
import { Select } from "@/components/ui/field";
import { Loading } from "@/components/ui/skeleton";
import { ToneIcon } from "@/components/ui/status";
import { Moment } from "@/components/ui/time";
import type { EventView } from "@/lib/api/types";
import { formatCount } from "@/lib/format";
import { PIECES } from "@/lib/job";
import { filterLog, LEVEL_NAMES, LEVEL_TONES, LEVELS, levelOf, logText, type LogFilter } from "@/lib/job-log";
import { eventsQuery } from "@/lib/queries";
import { STAGE_NAMES, STAGES } from "@/lib/words";
import { PanelSkeleton } from "./panel-skeleton";

const A_PAGE = 200;
const EVERYTHING: LogFilter = { stage: null, level: "info" };

/** What happened to the job, the latest first, as it happens. */
export function LogTab({ jobId }: { jobId: number }) {
  const query = useQuery(eventsQuery(jobId));
  const skeleton = (
    <Loading label="Loading the log">
      <PanelSkeleton />
    </Loading>
  );
  return (
    <Loaded query={query} problem="The log could not be loaded" skeleton={skeleton}>
      {(events) => <Log events={events} />}
    </Loaded>
  );
}

function Log({ events }: { events: readonly EventView[] }) {
  const [filter, setFilter] = useState(EVERYTHING);
  const [shown, setShown] = useState(A_PAGE);
  const found = filterLog(events, filter);
  const latest = found.slice(-shown).reverse();
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <Select
          aria-label="Stage"
          className="grow basis-36 sm:max-w-44"
          value={filter.stage ?? ""}
          onChange={(event) =>
            setFilter({ ...filter, stage: STAGES.find((stage) => stage === event.target.value) ?? null })
          }
        >
          <option value="">Every stage</option>
          {STAGES.map((stage) => (
            <option key={stage} value={stage}>
              {STAGE_NAMES[stage]}
            </option>
          ))}
        </Select>
        <Select
          aria-label="Level"
          className="grow basis-36 sm:max-w-52"
          value={filter.level}
          onChange={(event) =>
            setFilter({ ...filter, level: LEVELS.find((level) => level === event.target.value) ?? "info" })
          }
        >
          <option value="info">Every level</option>
          <option value="warning">Warnings and errors</option>
          <option value="error">{LEVEL_NAMES.error}s</option>
        </Select>
        <span className="text-muted text-sm tabular-nums">{formatCount(found.length)} events</span>
        <CopyButton text={logText(found)} what="the log" className="ml-auto">
          Copy
        </CopyButton>
      </div>
      <div className="panel">
        {latest.length > 0 ? (
          <ol aria-label="Events, the latest first">
            {latest.map((event) => (
              <Event key={event.id} event={event} />
            ))}
          </ol>
        ) : (
          <EmptyState icon={<ScrollText />} title={events.length > 0 ? "No event matches" : "Nothing has happened yet"} />
        )}
      </div>
      {found.length > shown && (
        <div className="mt-4 text-center">
          <Button onClick={() => setShown(shown + A_PAGE)}>Show earlier events</Button>
        </div>
      )}
    </>
  );
}

function Event({ event }: { event: EventView }) {
  const level = levelOf(event);
  return (
    <li className="border-line flex flex-wrap items-start gap-x-4 gap-y-0.5 border-b px-4 py-2 text-sm last:border-b-0 sm:flex-nowrap">
      <Moment at={event.created_at} isPrecise className="text-muted shrink-0 text-xs leading-5" />
      <span className="text-muted w-24 shrink-0 text-xs leading-5">
        {event.stage ? STAGE_NAMES[event.stage] : "Job"}
        {event.number && PIECES.some((piece) => piece === event.stage) ? ` ${event.number}` : ""}
      </span>
      <span className="flex min-w-0 grow items-start gap-2 max-sm:w-full">
        {level !== "info" && (
          <>
            <ToneIcon tone={LEVEL_TONES[level]} className="mt-0.5" />
            <span className="sr-only">{LEVEL_NAMES[level]}: </span>
          </>
        )}
        <span className="min-w-0 wrap-anywhere">{event.message}</span>
      </span>
      <span className="text-muted shrink-0 text-xs leading-5 tabular-nums max-sm:hidden">run {event.run_no}</span>
    </li>
  );
}
