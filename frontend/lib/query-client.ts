/** How client state is kept: fresh for ten seconds, retried while the API is away, never for a refusal. */
import { MutationCache, QueryCache, QueryClient, type QueryKey } from "@tanstack/react-query";
import { ApiError } from "./api/problem";
import { HEALTH } from "./queries";

function leadToSignIn(error: unknown): void {
  if (typeof window === "undefined" || !(error instanceof ApiError) || !error.isNotSignedIn) return;
  const here = window.location.pathname + window.location.search;
  if (!here.startsWith("/sign-in")) window.location.assign(`/sign-in?back=${encodeURIComponent(here)}`);
}

/** Whoever finds that nobody answers lets the banner say so, instead of at the next look at the health. */
function lookAtHealth(client: QueryClient, error: unknown, queryKey: QueryKey): void {
  const isHealth = queryKey[0] === HEALTH;
  if (isHealth || !(error instanceof ApiError) || !error.isUnreachable) return;
  void client.invalidateQueries({ queryKey: [HEALTH] });
}

export function createQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        leadToSignIn(error);
        lookAtHealth(client, error, query.queryKey);
      },
    }),
    mutationCache: new MutationCache({ onError: leadToSignIn }),
    defaultOptions: {
      queries: { staleTime: 10_000, retry: false },
      // A call is refused by the API or by nobody: the browser's own idea of being offline does not count.
      mutations: { retry: false, networkMode: "always" },
    },
  });
  return client;
}
