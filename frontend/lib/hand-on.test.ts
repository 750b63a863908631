import { once } from "node:events";
import { createServer, request, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, expect, it, vi } from "vitest";
import { handOn } from "./hand-on";
import { SESSION_COOKIE } from "./session";

const MEGABYTE = 1_000_000;
const servers: Server[] = [];

async function listen(server: Server): Promise<string> {
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A page server before an API that does as it is told; the page's address. */
async function pageBefore(api: Server | string): Promise<string> {
  vi.stubEnv("STUDIO_API_URL", typeof api === "string" ? api : await listen(api));
  return listen(
    createServer((incoming, outgoing) =>
      handOn(Object.assign(incoming, { cookies: { [SESSION_COOKIE]: "s3cret" } }), outgoing),
    ),
  );
}

async function readAll(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

afterEach(() => {
  vi.unstubAllEnvs();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

it("brings the whole body, and the token instead of the cookie", async () => {
  const seen: { url?: string; authorization?: string; cookie?: string; bytes: number } = { bytes: 0 };
  const page = await pageBefore(
    createServer((incoming, outgoing) => {
      void readAll(incoming).then((body) => {
        const { authorization, cookie } = incoming.headers;
        Object.assign(seen, { url: incoming.url, authorization, cookie, bytes: body.length });
        outgoing.writeHead(200, { "content-type": "application/json" }).end("{}");
      });
    }),
  );
  const answer = await fetch(`${page}/api/jobs/1/tracks/2/file?filename=a.wav`, {
    method: "PUT",
    headers: { cookie: `${SESSION_COOKIE}=s3cret` },
    body: new Uint8Array(3 * MEGABYTE),
  });
  expect([answer.status, await answer.text()]).toEqual([200, "{}"]);
  expect(seen).toEqual({
    url: "/api/jobs/1/tracks/2/file?filename=a.wav",
    authorization: "Bearer s3cret",
    cookie: undefined,
    bytes: 3 * MEGABYTE,
  });
});

it("takes no more than the API does", async () => {
  const api = createServer((incoming) => incoming.pause());
  const page = await pageBefore(api);
  const upload = request(page, { method: "PUT", headers: { "content-length": 500 * MEGABYTE } });
  upload.on("error", () => undefined);
  let taken = 0;
  const piece = Buffer.alloc(MEGABYTE);
  const push = (): void => {
    upload.write(piece, () => {
      taken += 1;
      if (taken < 500) push();
    });
  };
  push();
  await pause(1500);
  expect(taken).toBeLessThan(50);
  upload.destroy();
});

it("brings an answer that comes before the body is read", async () => {
  const page = await pageBefore(
    createServer((incoming, outgoing) => {
      outgoing.writeHead(409).end("not now");
      incoming.resume();
    }),
  );
  const upload = request(page, { method: "PUT", headers: { "content-length": 20 * MEGABYTE } });
  upload.on("error", () => undefined);
  upload.write(Buffer.alloc(MEGABYTE));
  const [answer] = (await once(upload, "response")) as [IncomingMessage];
  expect([answer.statusCode, (await readAll(answer)).toString()]).toEqual([409, "not now"]);
  upload.destroy();
});

it("says so where nobody answers, and refuses other sites", async () => {
  const page = await pageBefore("http://127.0.0.1:9");
  expect((await fetch(page, { method: "PUT", body: "x" })).status).toBe(502);
  expect((await fetch(page, { method: "PUT", headers: { "sec-fetch-site": "cross-site" }, body: "x" })).status).toBe(403);
});
