"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useSearchParams } from "next/navigation";
import { useEffect, useState } from "react";
import { ErrorState } from "@/components/ui/error-state";
import { Notice } from "@/components/ui/notice";
import { StreamNotice } from "@/components/ui/stream-notice";
import { TabList, TabPanel } from "@/components/ui/tabs";
import { ApiError, sentence } from "@/lib/api/problem";
import type { JobDetail } from "@/lib/api/types";
import { parseTab, TAB_NAMES, tabHref, TABS, type TabName } from "@/lib/job-tabs";
import { jobQuery } from "@/lib/queries";
import { useJobStream } from "@/lib/stream";
import { AlbumTab, type WantedRow } from "./album/album-tab";
import { prepareRows } from "./album/rows";
import { JobHeader } from "./job-header";
import { JobNotices } from "./job-notices";
import { JobSkeleton } from "./job-skeleton";
import { LiveLine } from "./live-line";
import { OutputPath } from "./output-path";
import { PanelSkeleton } from "./panel-skeleton";
import { PlayerBar } from "./player/player-bar";
import { PlayerProvider } from "./player/player-context";
import { StageRail } from "./stage-rail";

// It brings a library of forms, which would be more than a page may load at first.
const PromptsTab = dynamic(() => import("./prompts-tab").then((module) => module.PromptsTab), {
  loading: PanelSkeleton,
  ssr: false,
});
const RenderTab = dynamic(() => import("./render/render-tab").then((module) => module.RenderTab), {
  loading: PanelSkeleton,
});
const MetadataTab = dynamic(() => import("./metadata/metadata-tab").then((module) => module.MetadataTab), {
  loading: PanelSkeleton,
});
const LogTab = dynamic(() => import("./log-tab").then((module) => module.LogTab), { loading: PanelSkeleton });

/** One album: what it does, how it is, and everything of it, live. */
export function JobPage({ id }: { id: number }) {
  const { isInterrupted, pollMs } = useJobStream(id);
  const { data: job, error, isFetching, refetch } = useQuery({ ...jobQuery(id), refetchInterval: pollMs });
  const isGone = error instanceof ApiError && error.isNotFound;
  if (!job || isGone) {
    if (!error) return <JobSkeleton />;
    return (
      <ErrorState
        title={isGone ? "This job is not there any more" : "The album could not be loaded"}
        error={error}
        onRetry={() => void refetch()}
        isRetrying={isFetching}
      />
    );
  }
  return (
    <PlayerProvider job={job}>
      <Album job={job} isInterrupted={isInterrupted} error={error} />
      <PlayerBar job={job} />
    </PlayerProvider>
  );
}

interface AlbumProps {
  job: JobDetail;
  isInterrupted: boolean;
  error: Error | null;
}

function Album({ job, isInterrupted, error }: AlbumProps) {
  const tab = parseTab(useSearchParams().get("tab"));
  const [wanted, setWanted] = useState<WantedRow | null>(null);
  const [hasPrompts, setHasPrompts] = useState(false);
  if (tab === "prompts" && !hasPrompts) setHasPrompts(true);

  useEffect(() => void prepareRows(), []);

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
      <JobNotices job={job} />
      <div className="border-line mt-6 flex flex-wrap-reverse items-end justify-between gap-x-6 border-b">
        <TabList
          label="Parts of the album"
          tabs={TABS}
          names={TAB_NAMES}
          value={tab}
          onChange={show}
          className="-mb-px"
        />
        <OutputPath job={job} />
      </div>
      {tab !== "prompts" && (
        <TabPanel tab={tab}>
          {tab === "album" && <AlbumTab job={job} wanted={wanted} />}
          {tab === "render" && <RenderTab job={job} />}
          {tab === "metadata" && <MetadataTab job={job} />}
          {tab === "log" && <LogTab jobId={job.id} />}
        </TabPanel>
      )}
      {hasPrompts && (
        <TabPanel tab="prompts" isHidden={tab !== "prompts"}>
          <PromptsTab job={job} />
        </TabPanel>
      )}
    </>
  );
}
