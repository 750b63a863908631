/** Signing in and out: the admin token, once the API has taken it, goes into a cookie that no script can read. */
import { cookies } from "next/headers";
import { NextResponse, type NextRequest } from "next/server";
import { apiAddress, bearer, isToken, SESSION_COOKIE } from "@/lib/session";

const THIRTY_DAYS_SECONDS = 30 * 24 * 3600;

function refuse(status: number, detail: string): NextResponse {
  return NextResponse.json({ detail }, { status });
}

async function readToken(request: NextRequest): Promise<string | null> {
  try {
    const body: unknown = await request.json();
    if (typeof body !== "object" || body === null || !("token" in body) || typeof body.token !== "string") return null;
    const token = body.token.trim();
    return isToken(token) ? token : null;
  } catch {
    return null;
  }
}

export async function POST(request: NextRequest): Promise<NextResponse> {
  const token = await readToken(request);
  if (token === null) return refuse(422, "Type the studio's admin token: letters, digits and signs, without spaces.");
  let answer: Response;
  try {
    // Without the browser's address, which could be made up: all who sign in here share the API's limit of guesses.
    answer = await fetch(`${apiAddress()}/api/settings/defaults`, {
      headers: { authorization: bearer(token) },
      cache: "no-store",
    });
  } catch {
    return refuse(503, "The studio does not answer. Look whether it runs, and try again.");
  }
  const { status } = answer;
  if (status === 429) {
    const minutes = Math.ceil(Number(answer.headers.get("retry-after") ?? 60) / 60);
    return refuse(429, `Too many wrong tokens were tried. Wait ${minutes} min, and try again.`);
  }
  if (status === 401) {
    return refuse(401, "This is not the studio's admin token. It is the value of its setting ADMIN_TOKEN.");
  }
  if (status !== 200) return refuse(503, "The studio could not check the token. Try again in a moment.");
  (await cookies()).set(SESSION_COOKIE, token, {
    httpOnly: true,
    sameSite: "strict",
    secure: isHttps(request),
    path: "/",
    maxAge: THIRTY_DAYS_SECONDS,
  });
  return new NextResponse(null, { status: 204 });
}

export async function DELETE(): Promise<NextResponse> {
  (await cookies()).delete(SESSION_COOKIE);
  return new NextResponse(null, { status: 204 });
}

function isHttps(request: NextRequest): boolean {
  return (request.headers.get("x-forwarded-proto") ?? request.nextUrl.protocol).startsWith("https");
}
