"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { useMemo, type ReactNode } from "react";
import { Notice } from "@/components/ui/notice";
import type { AlbumValues } from "@/lib/album-schema";
import { toEstimateDraft } from "@/lib/estimate-draft";
import { sentence } from "@/lib/api/problem";
import type { EstimateView, JobDraft, ProviderView } from "@/lib/api/types";
import { useDebounced } from "@/lib/debounce";
import { formatBytes, formatClock, formatDuration, formatMany, formatMoney } from "@/lib/format";
import { estimateQuery } from "@/lib/queries";
import { FiguresSkeleton } from "./figures-skeleton";

const TYPING_MS = 400;

interface EstimatePanelProps {
  values: AlbumValues;
  providers: readonly ProviderView[];
}

/** What the album would take, while it is being described; each figure with what it means. */
export function EstimatePanel({ values, providers }: EstimatePanelProps) {
  // As text, a draft that says the same is the same.
  const wanted = useDebounced(JSON.stringify(toEstimateDraft(values, providers)), TYPING_MS);
  const draft = useMemo(() => JSON.parse(wanted) as JobDraft | null, [wanted]);
  const { data, error, isPlaceholderData } = useQuery({
    ...estimateQuery(draft),
    placeholderData: keepPreviousData,
    retry: false,
  });
  return (
    <section aria-labelledby="estimate" className="panel p-5">
      <h2 id="estimate" className="mb-4 font-semibold">
        What it takes
      </h2>
      <div aria-live="polite" aria-busy={isPlaceholderData}>
        {error ? (
          <Notice tone="bad">{sentence(error)}</Notice>
        ) : data ? (
          <Figures estimate={data} values={values} isOld={isPlaceholderData || draft === null} />
        ) : draft === null ? (
          <p className="text-muted text-sm">
            {values.channel_id ? "Correct what is marked to see it." : "Choose a channel to see time, disk and cost."}
          </p>
        ) : (
          <FiguresSkeleton />
        )}
      </div>
    </section>
  );
}

function Figures({ estimate, values, isOld }: { estimate: EstimateView; values: AlbumValues; isOld: boolean }) {
  const cost = estimate.cost_usd;
  return (
    <>
      <dl className={clsx("space-y-4 transition-opacity", isOld && "opacity-50")}>
        <Figure
          value={`${formatMany(estimate.track_count, "track")} of about ${formatClock(estimate.track_seconds)}`}
          meaning={`Each with a picture of its own; together ${values.target_duration_minutes} minutes.`}
        />
        <Figure
          value={`${formatBytes(estimate.disk_bytes)} on disk`}
          meaning={`Of ${formatBytes(estimate.disk_free_bytes)} free: the film, and its parts while it is made.`}
        />
        <Figure
          value={`About ${formatDuration(estimate.render_seconds)} of rendering`}
          meaning="On this machine, once tracks and pictures are there. A later change takes a fraction of it."
        />
        <Figure
          value={cost > 0 ? formatMoney(cost) : "No cost"}
          meaning={
            cost > 0
              ? "What the providers say that they charge; each re-make is charged again."
              : "The chosen providers charge nothing."
          }
        />
        {estimate.most_cost_usd > cost && (
          <Figure
            value={`${formatMoney(estimate.most_cost_usd)} at most`}
            meaning="Where the provider that takes over has to make everything. The budget holds all the same."
          />
        )}
      </dl>
      {(estimate.budget_problem !== null || estimate.advice.length > 0) && (
        <div className="mt-5 space-y-2">
          {estimate.budget_problem && <Notice tone="bad">{estimate.budget_problem}</Notice>}
          {estimate.advice.map((sentence) => (
            <Notice key={sentence} tone="waiting">
              {sentence}
            </Notice>
          ))}
        </div>
      )}
    </>
  );
}

function Figure({ value, meaning }: { value: ReactNode; meaning: string }) {
  return (
    <div>
      <dt className="text-sm font-medium tabular-nums">{value}</dt>
      <dd className="text-muted text-sm">{meaning}</dd>
    </div>
  );
}
