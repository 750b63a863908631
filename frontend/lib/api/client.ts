/** The typed client of the API. In the browser it talks to the page's own origin; `proxy.ts` sends that on. */
import createClient, { type Client } from "openapi-fetch";
import type { paths } from "./schema";

export type Api = Client<paths>;

export function createApi(baseUrl: string, headers: Record<string, string> = {}): Api {
  return createClient<paths>({ baseUrl, headers });
}

export const browserApi = createApi("");
