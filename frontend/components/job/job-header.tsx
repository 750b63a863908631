"use client";

import { CopyPlus } from "lucide-react";
import { Badge } from "@/components/ui/status";
import { Button } from "@/components/ui/button";
import { IntentLink } from "@/components/ui/intent-link";
import { PageHeader } from "@/components/ui/page-header";
import type { JobDetail } from "@/lib/api/types";
import { titleOf } from "@/lib/job";
import { MainButton } from "./main-button";
import { DeleteButton } from "./plan/delete-button";
import { RerunMenu } from "./rerun/rerun-menu";

export function JobHeader({ job }: { job: JobDetail }) {
  const mood = job.mood_keywords.join(", ");
  return (
    <PageHeader
      above={
        <>
          <IntentLink href="/jobs" className="hover:text-ink">
            Jobs
          </IntentLink>
          {" / "}
          {job.niche_label}
        </>
      }
      title={
        <>
          {titleOf(job)}
          {job.is_rehearsal && <Badge className="ml-3 align-middle font-normal tracking-normal">Rehearsal</Badge>}
        </>
      }
      actions={
        <>
          <DeleteButton job={job} />
          <Button asChild>
            <IntentLink href={`/jobs/new?from=${job.id}`}>
              <CopyPlus aria-hidden />
              <span className="max-sm:sr-only">Duplicate</span>
            </IntentLink>
          </Button>
          {job.status !== "planned" && <RerunMenu job={job} />}
          <MainButton job={job} />
        </>
      }
    >
      <IntentLink href={`/channels/${job.channel_id}`} className="text-ink underline underline-offset-2">
        {job.channel_name}
      </IntentLink>
      {[job.niche_label, mood].filter(Boolean).map((words) => ` · ${words}`)}
    </PageHeader>
  );
}
