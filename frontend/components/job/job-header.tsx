"use client";

import { CopyPlus } from "lucide-react";
import Link from "next/link";
import { Badge } from "@/components/ui/status";
import { Button } from "@/components/ui/button";
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
              <span className="max-sm:sr-only">Duplicate</span>
            </Link>
          </Button>
          {job.status !== "planned" && <RerunMenu job={job} />}
          <MainButton job={job} />
          <DeleteButton job={job} />
        </>
      }
    >
      <Link href={`/channels/${job.channel_id}`} prefetch={false} className="text-ink hover:underline">
        {job.channel_name}
      </Link>
      {[job.niche_label, mood].filter(Boolean).map((words) => ` · ${words}`)}
    </PageHeader>
  );
}
