/** Hands a request on to the API piece by piece, no faster than the API takes it. On the server only. */
import { request as requestOverHttp, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { request as requestOverHttps } from "node:https";
import { apiAddress, bearerOf, isFromOtherSite, OTHER_SITE, SESSION_COOKIE } from "./session";

const OUR_OWN = ["host", "connection", "cookie", "authorization", "expect"];

type WithCookies = IncomingMessage & { cookies: Partial<Record<string, string>> };

export function handOn(incoming: WithCookies, outgoing: ServerResponse): void {
  if (isFromOtherSite(incoming.headers["sec-fetch-site"])) {
    outgoing.writeHead(403).end(OTHER_SITE);
    return;
  }
  const address = new URL(incoming.url ?? "/", apiAddress());
  const request = address.protocol === "https:" ? requestOverHttps : requestOverHttp;
  const authorization = bearerOf(incoming.cookies[SESSION_COOKIE]) ?? incoming.headers.authorization;
  const onward = request(address, { method: incoming.method, headers: onwardHeaders(incoming.headers, authorization) });
  onward.on("response", (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  // The API may answer before it has read everything, and then closes: the answer counts.
  onward.on("error", () => {
    if (!outgoing.headersSent) outgoing.writeHead(502).end("The studio's API does not answer.");
  });
  outgoing.on("close", () => onward.destroy());
  incoming.pipe(onward);
}

function onwardHeaders(headers: IncomingHttpHeaders, authorization: string | undefined): IncomingHttpHeaders {
  const onward = { ...headers };
  for (const name of OUR_OWN) delete onward[name];
  return authorization ? { ...onward, authorization } : onward;
}
