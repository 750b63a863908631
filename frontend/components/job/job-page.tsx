"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useSearchParams } from "next/navigation";
import { useState } from "react";
import { Loaded } from "@/components/ui/loaded";
import { Notice } from "@/components/ui/notice";
import { PageNotFound } from "@/components/ui/page-not-found";
import { StreamNotice } from "@/components/ui/stream-notice";
import { TabList, TabPanel } from "@/components/ui/tabs";
import { ApiError, sentence } from "@/lib/api/problem";
import type { JobDetail } from "@/lib/api/types";
import { parseTab, TAB_NAMES, tabHref, TABS, type TabName } from "@/lib/job-tabs";
import { jobQuery } from "@/lib/queries";
import { useJobStream } from "@/lib/stream";
import type { WantedRow } from "./album/album-tab";
import { AlbumTab } from "./album/album-tab";
import { CostLine } from "./cost-line";
import { JobHeader } from "./job-header";
import { JobNotices } from "./job-notices";
import { JobSkeleton } from "./job-skeleton";
import { LiveLine } from "./live-line";
import { OutputPath } from "./output-path";
import { PanelSkeleton } from "./panel-skeleton";
import { PlayerPlace } from "./player/player-place";
import { PlayerProvider } from "./player/player-context";
import { StageRail } from "./stage-rail";
import { UnsavedProvider, useUnsavedTabs } from "./unsaved";

// They come after the first view, also when their address is opened: live news could reach a tab that the server has
// drawn before the browser has its code, and then the two would differ.
const PromptsTab = dynamic(() => import("./prompts-tab").then((module) => module.PromptsTab), {
  loading: PanelSkeleton,
  ssr: false,
});
const RenderTab = dynamic(() => import("./render/render-tab").then((module) => module.RenderTab), {
  loading: PanelSkeleton,
  ssr: false,
});
const MetadataTab = dynamic(() => import("./metadata/metadata-tab").then((module) => module.MetadataTab), {
  loading: PanelSkeleton,
  ssr: false,
});
const LogTab = dynamic(() => import("./log-tab").then((module) => module.LogTab), {
  loading: PanelSkeleton,
  ssr: false,
});

/** What was typed there stays while another tab is open. */
const KEPT_TABS: readonly TabName[] = ["prompts", "metadata"];

/** One album: what it does, how it is, and everything of it, live. */
export function JobPage({ id }: { id: number }) {
  const { isInterrupted, pollMs } = useJobStream(id);
  const query = useQuery({ ...jobQuery(id), refetchInterval: pollMs });
  const { error } = query;
  if (error instanceof ApiError && error.isNotFound) {
    return (
      <PageNotFound title="This job is not there any more" href="/jobs" label="All jobs">
        It was deleted.
      </PageNotFound>
    );
  }
  return (
    <Loaded query={query} problem="The album could not be loaded" skeleton={<JobSkeleton />}>
      {(job) => (
        <PlayerProvider job={job}>
          <UnsavedProvider>
            <Album job={job} isInterrupted={isInterrupted} error={error} />
          </UnsavedProvider>
          <PlayerPlace job={job} />
        </PlayerProvider>
      )}
    </Loaded>
  );
}

interface AlbumProps {
  job: JobDetail;
  isInterrupted: boolean;
  error: Error | null;
}

function Album({ job, isInterrupted, error }: AlbumProps) {
  const tab = parseTab(useSearchParams()?.get("tab") ?? null);
  const [wanted, setWanted] = useState<WantedRow | null>(null);
  const [opened, setOpened] = useState<readonly TabName[]>([]);
  if (KEPT_TABS.includes(tab) && !opened.includes(tab)) setOpened([...opened, tab]);
  const unsaved = useUnsavedTabs();

  function show(name: TabName): void {
    window.history.replaceState(null, "", tabHref(job.id, name));
  }

  function openRow(number: number): void {
    show("album");
    setWanted({ number });
  }

  return (
    <>
      <JobHeader job={job} />
      <LiveLine job={job} />
      <CostLine job={job} />
      {isInterrupted && (
        <div className="mt-3">
          <StreamNotice isInterrupted />
        </div>
      )}
      {error && !isInterrupted && (
        <Notice tone="waiting" className="mt-3">
          What you see may be old. {sentence(error)}
        </Notice>
      )}
      <StageRail job={job} onOpenTab={show} onOpenRow={openRow} />
      <JobNotices job={job} onOpenPrompts={tab === "prompts" ? undefined : () => show("prompts")} />
      <div className="border-line mt-6 flex flex-wrap-reverse items-end justify-between gap-x-6 border-b">
        <TabList
          label="Parts of the album"
          tabs={TABS}
          names={TAB_NAMES}
          unsaved={unsaved}
          value={tab}
          onChange={show}
          className="-mb-px"
        />
        <OutputPath job={job} />
      </div>
      {TABS.filter((name) => name === tab || opened.includes(name)).map((name) => (
        <TabPanel key={name} tab={name} isHidden={name !== tab}>
          {name === "album" && <AlbumTab job={job} wanted={wanted} />}
          {name === "prompts" && <PromptsTab job={job} />}
          {name === "render" && <RenderTab job={job} />}
          {name === "metadata" && <MetadataTab job={job} />}
          {name === "log" && <LogTab jobId={job.id} />}
        </TabPanel>
      ))}
    </>
  );
}
