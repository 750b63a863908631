/** What a page shows first: read on the server, and handed to the client's cache. */
import "server-only";
import { dehydrate, HydrationBoundary, type QueryClient } from "@tanstack/react-query";
import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import type { ReactNode } from "react";
import type { Api } from "./api/client";
import { ApiError } from "./api/problem";
import { serverApi } from "./api/server";
import { createQueryClient } from "./query-client";
import { PATH_HEADER } from "./session";

interface FirstViewProps {
  /** Starts the readings, such as `client.fetchQuery(channelsQuery(api))`. */
  load: (client: QueryClient, api: Api) => Promise<unknown>[];
  children: ReactNode;
}

/**
 * Without a token it leads to the sign-in page, and what is not there to the not-found page. Whatever else fails, the
 * client reads again by itself and shows its own error state, so that a page recovers with the API.
 */
export async function FirstView({ load, children }: FirstViewProps) {
  const client = createQueryClient();
  for (const result of await Promise.allSettled(load(client, await serverApi()))) {
    if (result.status === "fulfilled" || !(result.reason instanceof ApiError)) continue;
    if (result.reason.isNotSignedIn) redirect(`/sign-in?back=${encodeURIComponent(await currentPath())}`);
    if (result.reason.isNotFound) notFound();
  }
  return <HydrationBoundary state={dehydrate(client)}>{children}</HydrationBoundary>;
}

async function currentPath(): Promise<string> {
  return (await headers()).get(PATH_HEADER) ?? "/jobs";
}
