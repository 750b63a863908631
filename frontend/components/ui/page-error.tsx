"use client";

import { ErrorState } from "./error-state";

export interface PageErrorProps {
  error: Error & { digest?: string };
  /** Reads the page again, its server parts too. */
  retry: () => void;
}

/** What an `error.tsx` shows: the page's own code failed, which the API's errors never make it do. */
export function PageError({ title, error, retry }: PageErrorProps & { title: string }) {
  return <ErrorState title={title} error={error} onRetry={retry} />;
}
