/** The client for server components: straight to the API, in the name of the person whose cookie came along. */
import "server-only";
import { cookies } from "next/headers";
import { apiAddress, bearerOf, SESSION_COOKIE } from "@/lib/session";
import { createApi, type Api } from "./client";

export async function serverApi(): Promise<Api> {
  const authorization = bearerOf((await cookies()).get(SESSION_COOKIE)?.value);
  return createApi(apiAddress(), authorization ? { authorization } : {});
}
