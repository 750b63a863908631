"use client";

import { CopyPlus } from "lucide-react";
import Link from "next/link";
import { Badge } from "@/components/ui/status";
import { Button } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import type { JobDetail } from "@/lib/api/types";
import { titleOf } from "@/lib/job";
import { MainButton } from "./main-button";
import { RerunMenu } from "./rerun/rerun-menu";

export function JobHeader({ job }: { job: JobDetail }) {
  const mood = job.mood_keywords.join(", ");
  return (
    <PageHeader
      above={
        <>
          <Link href="/jobs" className="hover:text-ink">
            Jobs
          </Link>
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
          <Button asChild>
            <Link href={`/jobs/new?from=${job.id}`} prefetch={false}>
              <CopyPlus aria-hidden />
              Duplicate
            </Link>
          </Button>
          <RerunMenu job={job} />
          <MainButton job={job} />
        </>
      }
    >
      <Link href={`/channels/${job.channel_id}`} prefetch={false} className="text-ink underline underline-offset-2">
        {job.channel_name}
      </Link>
      {[job.niche_label, mood].filter(Boolean).map((words) => ` · ${words}`)}
    </PageHeader>
  );
}
