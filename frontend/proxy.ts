/**
 * Sends /api on to the backend, with the admin token from the cookie where there is one, so that the browser talks to
 * one origin only: players, downloads and event streams need no token of their own. For pages it notes the path.
 */
import { NextResponse, type NextRequest } from "next/server";
import { apiAddress, bearerOf, isFromOtherSite, OTHER_SITE, PATH_HEADER, SESSION_COOKIE } from "@/lib/session";

export function proxy(request: NextRequest): NextResponse {
  const { pathname, search } = request.nextUrl;
  const headers = new Headers(request.headers);
  if (!pathname.startsWith("/api/")) {
    headers.set(PATH_HEADER, pathname + search);
    return NextResponse.next({ request: { headers } });
  }
  if (isFromOtherSite(request.headers.get("sec-fetch-site"))) return new NextResponse(OTHER_SITE, { status: 403 });
  const authorization = bearerOf(request.cookies.get(SESSION_COOKIE)?.value);
  if (authorization) headers.set("authorization", authorization);
  headers.delete("cookie");
  // Compression would hold a stream's messages back until there are enough of them.
  if (pathname.endsWith("/stream")) headers.set("accept-encoding", "identity");
  return NextResponse.rewrite(new URL(pathname + search, apiAddress()), { request: { headers } });
}

// Own files, which are large, are handed on by `pages/api/.../file.ts`.
export const config = {
  matcher: [
    "/((?!_next/|api/|.*\\.(?:svg|png|ico|txt)$).*)",
    "/api/((?!jobs/[^/]+/(?:tracks|visuals)/[^/]+/file$).*)",
  ],
};
