"use client";

import { useQueries } from "@tanstack/react-query";
import { ErrorState } from "@/components/ui/error-state";
import { channelsQuery, defaultsQuery, systemQuery } from "@/lib/queries";
import type { JobDetail } from "@/lib/api/types";
import { AlbumForm } from "./album-form";
import { AlbumFormSkeleton } from "./album-form-skeleton";

interface NewAlbumProps {
  /** The channel that was asked for. */
  channelId?: number;
  /** The job to repeat. */
  model?: JobDetail;
}

/** The form, once it is known what there is to choose from. */
export function NewAlbum({ channelId, model }: NewAlbumProps) {
  const [channels, defaults, system] = useQueries({ queries: [channelsQuery(), defaultsQuery(), systemQuery()] });
  if (channels.data && defaults.data && system.data) {
    return (
      <AlbumForm
        channels={channels.data}
        defaults={defaults.data}
        providers={system.data.providers}
        channelId={channelId}
        model={model}
      />
    );
  }
  const failed = [channels, defaults, system].filter((query) => query.error);
  if (failed.length === 0) return <AlbumFormSkeleton />;
  return (
    <ErrorState
      title="The form could not be prepared"
      error={failed[0]?.error}
      onRetry={() => {
        for (const query of failed) void query.refetch();
      }}
      isRetrying={failed.some((query) => query.isFetching)}
    />
  );
}
