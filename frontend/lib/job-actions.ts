"use client";

/** What can be done to a job: each call's answer goes into the cache at once. */
import { useMutation, useQueryClient, type UseMutationResult } from "@tanstack/react-query";
import { browserApi } from "./api/client";
import { read, sentence } from "./api/problem";
import type { JobChange, JobDetail, JobSummary, PromptsEdit } from "./api/types";
import type { Piece } from "./job";
import type { Rerun } from "./job-rerun";
import { jobQuery } from "./queries";
import { toast } from "@/components/ui/toast";

type Answer = JobDetail | JobSummary;

/** A call that changes a job. `isQuiet` leaves it to the caller to say what was refused. */
function useJobCall<Input>(
  jobId: number,
  call: (input: Input) => Promise<Answer>,
  { isQuiet = false } = {},
): UseMutationResult<Answer, Error, Input> {
  const client = useQueryClient();
  const { queryKey } = jobQuery(jobId);
  return useMutation({
    mutationFn: call,
    onSuccess: async (answer) => {
      // A reading that is under way may have begun before the change.
      await client.cancelQueries({ queryKey, exact: true });
      client.setQueryData(queryKey, (known) => known && { ...known, ...answer });
      if (!("items" in answer)) void client.invalidateQueries({ queryKey, exact: true });
    },
    onError: (error) => {
      if (!isQuiet) toast.error(sentence(error));
    },
  });
}

const path = (jobId: number) => ({ path: { job_id: jobId } });

export function useStart(jobId: number) {
  return useJobCall<void>(jobId, () => read(browserApi.POST("/api/jobs/{job_id}/start", { params: path(jobId) })));
}

export function useCancel(jobId: number) {
  return useJobCall<void>(jobId, () => read(browserApi.POST("/api/jobs/{job_id}/cancel", { params: path(jobId) })), {
    isQuiet: true,
  });
}

/** Deletes the job, and its files where that is wished. The caller leaves the page. */
export function useDelete(jobId: number): UseMutationResult<unknown, Error, { removeFiles: boolean }> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ removeFiles }) =>
      read(
        browserApi.DELETE("/api/jobs/{job_id}", {
          params: { path: { job_id: jobId }, query: { remove_files: removeFiles } },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: ["jobs"], refetchType: "none" }),
  });
}

export function useRerun(jobId: number) {
  return useJobCall<Rerun>(
    jobId,
    ({ stage, mode, item }) =>
      read(
        browserApi.POST("/api/jobs/{job_id}/stages/{stage}/run", {
          params: { path: { job_id: jobId, stage } },
          body: { mode, item },
        }),
      ),
    { isQuiet: true },
  );
}

export function useSavePrompts(jobId: number) {
  return useJobCall<PromptsEdit>(
    jobId,
    (body) => read(browserApi.PUT("/api/jobs/{job_id}/prompts", { params: path(jobId), body })),
    { isQuiet: true },
  );
}

export function useChangeJob(jobId: number, options?: { isQuiet: boolean }) {
  return useJobCall<JobChange>(
    jobId,
    (body) => read(browserApi.PATCH("/api/jobs/{job_id}", { params: path(jobId), body })),
    options,
  );
}

export function useOrder(jobId: number) {
  return useJobCall<readonly number[]>(jobId, (numbers) =>
    read(browserApi.PUT("/api/jobs/{job_id}/order", { params: path(jobId), body: { numbers: [...numbers] } })),
  );
}

interface Choice {
  piece: Piece;
  number: number;
  takeId: number;
}

export function useChooseTake(jobId: number) {
  return useJobCall<Choice>(jobId, ({ piece, number, takeId }) => {
    const request = { params: { path: { job_id: jobId, number } }, body: { take_id: takeId } };
    return piece === "tracks"
      ? read(browserApi.POST("/api/jobs/{job_id}/tracks/{number}/take", request))
      : read(browserApi.POST("/api/jobs/{job_id}/visuals/{number}/take", request));
  });
}

interface OwnFile {
  piece: Piece;
  number: number;
  file: File;
}

export function useReplace(jobId: number) {
  return useJobCall<OwnFile>(
    jobId,
    ({ piece, number, file }) => {
      const request = {
        params: { path: { job_id: jobId, number }, query: { filename: file.name } },
        // The document calls raw bytes a string; what is sent is the file as it is.
        body: file as unknown as string,
        bodySerializer: (body: string) => body,
        headers: { "Content-Type": "application/octet-stream" },
      };
      return piece === "tracks"
        ? read(browserApi.PUT("/api/jobs/{job_id}/tracks/{number}/file", request))
        : read(browserApi.PUT("/api/jobs/{job_id}/visuals/{number}/file", request));
    },
    { isQuiet: true },
  );
}
