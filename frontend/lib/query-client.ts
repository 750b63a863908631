/** How client state is kept: fresh for ten seconds, retried while the API is away, never for a refusal. */
import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiError } from "./api/problem";

function leadToSignIn(error: unknown): void {
  if (typeof window === "undefined" || !(error instanceof ApiError) || !error.isNotSignedIn) return;
  const here = window.location.pathname + window.location.search;
  if (!here.startsWith("/sign-in")) window.location.assign(`/sign-in?back=${encodeURIComponent(here)}`);
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: leadToSignIn }),
    mutationCache: new MutationCache({ onError: leadToSignIn }),
    defaultOptions: {
      queries: { staleTime: 10_000, retry: false },
      // A call is refused by the API or by nobody: the browser's own idea of being offline does not count.
      mutations: { retry: false, networkMode: "always" },
    },
  });
}
