/** Where the API is, and the cookie that holds the admin token. Read on the server only. */

export const SESSION_COOKIE = "studio_admin";
export const PATH_HEADER = "x-studio-path";

/** The address of the API, as this process reaches it. */
export function apiAddress(): string {
  return process.env.STUDIO_API_URL?.replace(/\/+$/, "") || "http://127.0.0.1:8000";
}

export function bearer(token: string): string {
  return `Bearer ${token}`;
}

/** What authorizes the person with this cookie; nothing without one. */
export function bearerOf(cookie: string | undefined): string | undefined {
  return cookie && isToken(cookie) ? bearer(cookie) : undefined;
}

export const OTHER_SITE = "This address answers the studio's own page only.";

/** Whether another site's page makes the browser ask, by its header `sec-fetch-site`. */
export function isFromOtherSite(fetchSite: string | string[] | null | undefined): boolean {
  return fetchSite === "cross-site";
}

/** What a header can carry unchanged: visible ASCII. */
export function isToken(text: string): boolean {
  return /^[\x21-\x7e]{1,2000}$/.test(text);
}

/** A path of this site to go back to, whatever was in the address; never another site. */
export function safeReturn(path: string | null | undefined): string {
  if (!path || !path.startsWith("/") || path.startsWith("/sign-in")) return "/jobs";
  const url = new URL(path, "http://studio.invalid");
  return url.origin === "http://studio.invalid" ? url.pathname + url.search : "/jobs";
}
