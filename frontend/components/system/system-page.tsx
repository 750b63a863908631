"use client";

import { useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { ExternalLink } from "lucide-react";
import { Loaded } from "@/components/ui/loaded";
import { Status, ToneIcon } from "@/components/ui/status";
import type { QueueView, ServiceView, SystemView } from "@/lib/api/types";
import { formatBytes, formatMany } from "@/lib/format";
import { judgeHealth, systemPollMs } from "@/lib/health";
import { storageQuery, systemQuery } from "@/lib/queries";
import { nameService } from "@/lib/words";
import { ProviderTable } from "./provider-table";
import { Section } from "@/components/ui/section";
import { LARGEST_JOBS, StorageUse } from "./storage-use";
import { SystemSkeleton } from "./system-skeleton";

/** What waits in each queue. */
const QUEUE_WORK: Record<string, string> = {
  io: "prompts, tracks, visuals and metadata",
  media: "films to render",
  control: "looking for due and interrupted work",
};

/** Everything the studio knows of itself, looked at again every few seconds. */
export function SystemPage({ flowerUrl }: { flowerUrl: string | null }) {
  const query = useQuery({
    ...systemQuery(),
    refetchInterval: ({ state }) => systemPollMs(state.data, state.error),
  });
  return (
    <Loaded query={query} problem="The state of the studio could not be read" skeleton={<SystemSkeleton />}>
      {(system) => <State system={system} error={query.error} flowerUrl={flowerUrl} />}
    </Loaded>
  );
}

function State({ system, error, flowerUrl }: { system: SystemView; error: Error | null; flowerUrl: string | null }) {
  const health = judgeHealth(system, error);
  return (
    <div className="space-y-8">
      <p className="flex flex-wrap items-center gap-x-6 gap-y-1 text-sm">
        <Status tone={health.tone}>{health.label}</Status>
        <span className="text-muted">{formatMany(system.jobs_running, "job")} running</span>
        <span className="text-muted">Studio {system.version}</span>
      </p>
      <Services system={system} />
      <Disk system={system} />
      <Queues queues={system.queues} flowerUrl={flowerUrl} />
      <ProviderTable kind="prompts" title="Prompt writers" providers={system.providers} />
      <ProviderTable kind="music" title="Music providers" providers={system.providers} />
      <ProviderTable kind="visual" title="Visual providers" providers={system.providers} />
    </div>
  );
}

function Services({ system }: { system: SystemView }) {
  return (
    <Section title="Services">
      <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
        {system.services.filter(isNotDisk).map((service) => (
          <li key={service.name} className="panel p-4 text-sm">
            <h3 className="flex items-center gap-2 font-medium">
              <ToneIcon tone={toneOf(service)} />
              {nameService(service.name)}
              <span className="sr-only">{service.healthy ? "is well" : "is not well"}</span>
            </h3>
            <p className="text-muted mt-1 wrap-anywhere">{service.found}</p>
            {service.remedy && <p className="mt-2 wrap-anywhere">{service.remedy}</p>}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function toneOf(service: ServiceView): "good" | "waiting" | "bad" {
  if (!service.healthy) return "bad";
  return service.remedy === null ? "good" : "waiting";
}

/** The disk has a part of the page for itself. */
function isNotDisk(service: ServiceView): boolean {
  return service.name !== "disk";
}

/** The disk as one bar: what the studio has, what others have, what is free. */
function Disk({ system }: { system: SystemView }) {
  const state = system.services.find((service) => !isNotDisk(service));
  const { disk_free_bytes: free, disk_total_bytes: total } = system;
  // Its parts are counted anew more often than the whole, and both stand here.
  const mine = useQuery(storageQuery(LARGEST_JOBS)).data?.studio_bytes ?? system.studio_bytes;
  const others = Math.max(0, total - free - mine);
  return (
    <Section title="Disk">
      <div className="panel p-4 text-sm">
        {state && (
          <p className="text-muted mb-3 flex items-center gap-2">
            <ToneIcon tone={toneOf(state)} />
            <span className="wrap-anywhere">{state.found}</span>
          </p>
        )}
        <div className="bg-raised flex h-2 overflow-hidden rounded-full" aria-hidden>
          <span className="bg-accent" style={{ width: `${(100 * mine) / total}%` }} />
          <span className="bg-faint" style={{ width: `${(100 * others) / total}%` }} />
        </div>
        <dl className="mt-3 flex flex-wrap gap-x-8 gap-y-1 tabular-nums">
          <Share name="The studio's albums" bytes={mine} className="bg-accent" />
          <Share name="Everything else" bytes={others} className="bg-faint" />
          <Share name="Free" bytes={free} className="bg-raised border-edge border" />
        </dl>
        {state?.remedy && <p className="mt-3">{state.remedy}</p>}
        <StorageUse />
      </div>
    </Section>
  );
}

function Share({ name, bytes, className }: { name: string; bytes: number; className: string }) {
  return (
    <div className="flex items-center gap-2">
      <span className={clsx("size-2.5 rounded-full", className)} aria-hidden />
      <dt className="text-muted">{name}</dt>
      <dd>{formatBytes(bytes)}</dd>
    </div>
  );
}

function Queues({ queues, flowerUrl }: { queues: readonly QueueView[]; flowerUrl: string | null }) {
  return (
    <Section
      title="Queues"
      aside={
        flowerUrl && (
          <a
            href={flowerUrl}
            target="_blank"
            rel="noreferrer"
            className="text-accent inline-flex items-center gap-1.5 text-sm hover:underline"
          >
            Workers and tasks in Flower
            <ExternalLink className="size-3.5" aria-hidden />
          </a>
        )
      }
    >
      <div className="panel overflow-x-auto">
        <table className="w-full text-left text-sm">
          <caption className="sr-only">Queues and who works on them</caption>
          <thead className="text-muted border-line border-b text-xs">
            <tr>
              <th scope="col" className="h-10 px-4 font-medium">
                Queue
              </th>
              <th scope="col" className="h-10 px-4 text-right font-medium">
                Waiting
              </th>
              <th scope="col" className="h-10 px-4 font-medium">
                Workers
              </th>
            </tr>
          </thead>
          <tbody>
            {queues.map((queue) => (
              <tr key={queue.name} className="border-line border-b last:border-b-0">
                <th scope="row" className="h-14 px-4 py-2 font-medium">
                  {queue.name}
                  <span className="text-muted block text-xs font-normal">{QUEUE_WORK[queue.name]}</span>
                </th>
                <td className="px-4 text-right tabular-nums">{queue.waiting}</td>
                <td className="px-4">
                  {queue.workers.length > 0 ? (
                    <span className="block min-w-24 wrap-anywhere">{queue.workers.join(", ")}</span>
                  ) : (
                    <Status tone="bad">None</Status>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}
