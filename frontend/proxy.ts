/**
 * Sends /api on to the backend, with the admin token from the cookie where there is one, so that the browser talks to
 * one origin only: players, downloads and event streams need no token of their own. For pages it notes the path.
 */
import { NextResponse, type NextRequest } from "next/server";
import { apiAddress, bearer, isToken, PATH_HEADER, SESSION_COOKIE } from "@/lib/session";

export function proxy(request: NextRequest): NextResponse {
  const { pathname, search } = request.nextUrl;
  const headers = new Headers(request.headers);
  if (!pathname.startsWith("/api/")) {
    headers.set(PATH_HEADER, pathname + search);
    return NextResponse.next({ request: { headers } });
  }
  if (request.headers.get("sec-fetch-site") === "cross-site") {
    return new NextResponse("This address answers the studio's own page only.", { status: 403 });
  }
  const token = request.cookies.get(SESSION_COOKIE)?.value;
  if (token && isToken(token)) headers.set("authorization", bearer(token));
  headers.delete("cookie");
  // Compression would hold a stream's messages back until there are enough of them.
  if (pathname.endsWith("/stream")) headers.set("accept-encoding", "identity");
  return NextResponse.rewrite(new URL(pathname + search, apiAddress()), { request: { headers } });
}

export const config = {
  matcher: ["/((?!_next/|.*\\.(?:svg|png|ico|txt)$).*)", "/api/:path*"],
};
