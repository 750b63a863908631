"use client";

import { RefreshCw } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Status } from "@/components/ui/status";
import { Elapsed, Moment } from "@/components/ui/time";
import type { JobDetail, RenderView } from "@/lib/api/types";
import { formatBytes, formatClock, formatMany } from "@/lib/format";
import { rerunObstacle } from "@/lib/job-rerun";
import type { Tone } from "@/lib/words";
import { RerunConfirm } from "../rerun/rerun-confirm-lazy";
import { Section } from "@/components/ui/section";

const TONES: Record<string, Tone> = { completed: "good", running: "working", failed: "bad" };

/** Every render of the album, the latest first. Only the newest film is kept. */
export function PastRenders({ job }: { job: JobDetail }) {
  const [isAsking, setAsking] = useState(false);
  const obstacle = rerunObstacle(job, "render");
  return (
    <Section
      title="Renders"
      aside={
        // Where the film is out of date, the head of the page has the same button.
        job.is_film_current && (
          <Button
            size="small"
            icon={<RefreshCw aria-hidden />}
            disabled={obstacle !== null}
            title={obstacle ?? undefined}
            onClick={() => setAsking(true)}
          >
            Render again
          </Button>
        )
      }
    >
      <ul className="panel">
        {[...job.renders]
          .sort((one, other) => other.id - one.id)
          .map((render) => (
            <li key={render.id} className="border-line border-b px-4 py-2.5 text-sm last:border-b-0">
              <div className="flex flex-wrap items-center gap-x-5 gap-y-1">
                <Status tone={TONES[render.status] ?? "neutral"}>
                  <span className="capitalize">{render.status}</span>
                </Status>
                <span className="text-muted">
                  <Moment at={render.created_at} />
                  {render.completed_at && (
                    <>
                      , took <Elapsed from={render.created_at} to={render.completed_at} />
                    </>
                  )}
                </span>
                <span className="text-muted tabular-nums">{figures(render).join(" · ")}</span>
                {render.local_video_path === job.local_video_path && job.local_video_path && (
                  <span className="text-muted ml-auto text-xs">the film above</span>
                )}
              </div>
              {render.error_message && <p className="text-bad mt-1 wrap-anywhere">{render.error_message}</p>}
            </li>
          ))}
      </ul>
      {isAsking && (
        <RerunConfirm job={job} rerun={{ stage: "render", mode: "regenerate" }} onClose={() => setAsking(false)} />
      )}
    </Section>
  );
}

function figures(render: RenderView): string[] {
  const found = [`run ${render.run_no}`, render.resolution.replace("x", " × ")];
  if (render.duration_seconds !== null) found.push(formatClock(render.duration_seconds));
  if (render.size_bytes !== null) found.push(formatBytes(render.size_bytes));
  if (render.segments_encoded !== null && render.segments_reused !== null) {
    found.push(`${formatMany(render.segments_encoded, "segment")} encoded, ${render.segments_reused} used again`);
  }
  return found;
}

/** The command that made the film, for those who want to know. */
export function FfmpegCommand({ command }: { command: string }) {
  return (
    <details className="panel group">
      <summary className="cursor-pointer rounded-md px-4 py-3 text-sm font-medium">FFmpeg command</summary>
      <div className="border-line border-t p-4">
        <div className="mb-2 flex justify-end">
          <CopyButton text={command} what="the FFmpeg command">
            Copy
          </CopyButton>
        </div>
        <pre tabIndex={0} className="max-h-96 overflow-auto text-xs leading-5">
          {command}
        </pre>
      </div>
    </details>
  );
}
