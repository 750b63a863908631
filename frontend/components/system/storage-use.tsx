"use client";

import { useQuery } from "@tanstack/react-query";
import { CopyButton } from "@/components/ui/copy-button";
import { IntentLink } from "@/components/ui/intent-link";
import type { StorageShares, StorageView } from "@/lib/api/types";
import { formatBytes } from "@/lib/format";
import { storageQuery } from "@/lib/queries";

/** What each share is for, in the order of the page. */
const SHARES: [keyof StorageShares, string][] = [
  ["film_bytes", "Films"],
  ["tracks_bytes", "Tracks"],
  ["visuals_bytes", "Visuals"],
  ["earlier_takes_bytes", "Earlier takes"],
  ["cache_bytes", "Caches"],
  ["leftover_bytes", "Leftovers"],
  ["other_bytes", "Texts and artwork"],
];
/** So many are named. */
export const LARGEST_JOBS = 5;

/** What the albums take of the disk, the largest of them, and what can go. It is counted file by file, so it comes later. */
export function StorageUse() {
  const { data } = useQuery(storageQuery(LARGEST_JOBS));
  if (!data || data.studio_bytes === 0) return null;
  return (
    <div className="border-line mt-4 space-y-4 border-t pt-4">
      <dl className="flex flex-wrap gap-x-8 gap-y-1 tabular-nums">
        {SHARES.filter(([share]) => data.shares[share] > 0).map(([share, name]) => (
          <Amount key={share} name={name} bytes={data.shares[share]} />
        ))}
        {data.foreign_bytes > 0 && <Amount name="Of no album" bytes={data.foreign_bytes} />}
      </dl>
      <Largest storage={data} />
      {data.deletable.map((each) => (
        <div key={each.command} className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <p>
            {each.what}: {formatBytes(each.bytes)}.
          </p>
          <span className="flex items-center gap-1">
            <code className="text-muted text-xs">{each.command}</code>
            <CopyButton text={each.command} what="the command" />
          </span>
        </div>
      ))}
    </div>
  );
}

function Amount({ name, bytes }: { name: string; bytes: number }) {
  return (
    <div className="flex gap-2">
      <dt className="text-muted">{name}</dt>
      <dd>{formatBytes(bytes)}</dd>
    </div>
  );
}

function Largest({ storage }: { storage: StorageView }) {
  return (
    <ol className="tabular-nums" aria-label="The largest albums">
      {storage.jobs.map((job) => (
        <li key={job.job_id} className="flex justify-between gap-4 py-0.5">
          <IntentLink href={`/jobs/${job.job_id}`} className="min-w-0 truncate hover:underline">
            {job.niche_label} <span className="text-muted">{job.channel_name}</span>
          </IntentLink>
          <span>{formatBytes(job.total_bytes)}</span>
        </li>
      ))}
    </ol>
  );
}
