"use client";

import { useQuery } from "@tanstack/react-query";
import { CopyButton } from "@/components/ui/copy-button";
import type { JobDetail } from "@/lib/api/types";
import { pathBelow } from "@/lib/job";
import { defaultsQuery } from "@/lib/queries";

/** Where something of the album lies on the studio's machine, as a whole path. */
export function usePath(relative: string): string {
  const { data } = useQuery(defaultsQuery());
  return pathBelow(data?.output_root, relative);
}

/** The album's folder, to open in a file manager. */
export function OutputPath({ job }: { job: JobDetail }) {
  const path = usePath(job.output_directory);
  return (
    <div className="text-muted flex min-w-0 items-center gap-1 pb-1 text-xs">
      <span className="sr-only">Output directory: </span>
      <code className="min-w-0 truncate" title={path}>
        {job.output_directory}
      </code>
      <CopyButton text={path} what="the output directory" />
    </div>
  );
}
