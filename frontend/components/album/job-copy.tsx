"use client";

import { useQuery } from "@tanstack/react-query";
import { ErrorState } from "@/components/ui/error-state";
import { jobQuery } from "@/lib/queries";
import { AlbumFormSkeleton } from "./album-form-skeleton";
import { NewAlbum } from "./new-album";

/** The form, filled with the choices of a job that is to be duplicated. */
export function JobCopy({ id }: { id: number }) {
  const { data, error, isFetching, refetch } = useQuery(jobQuery(id));
  if (data) return <NewAlbum model={data} />;
  if (!error) return <AlbumFormSkeleton />;
  return (
    <ErrorState
      title="The job to duplicate could not be loaded"
      error={error}
      onRetry={() => void refetch()}
      isRetrying={isFetching}
    />
  );
}
