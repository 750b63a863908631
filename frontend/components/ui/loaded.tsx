"use client";

import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ErrorState } from "./error-state";

interface LoadedProps<T> {
  query: Pick<UseQueryResult<T>, "data" | "error" | "isFetching" | "refetch">;
  /** What is said when it could not be read, such as `The jobs could not be loaded`. */
  problem: string;
  /** Of the size of what will come. */
  skeleton: ReactNode;
  children: (data: T) => ReactNode;
}

/** What was read; until then its place, or why it could not be. What is there stays when reading it again fails. */
export function Loaded<T>({ query, problem, skeleton, children }: LoadedProps<T>) {
  const { data, error, isFetching, refetch } = query;
  if (data !== undefined) return children(data);
  if (!error) return skeleton;
  return <ErrorState title={problem} error={error} onRetry={() => void refetch()} isRetrying={isFetching} />;
}
