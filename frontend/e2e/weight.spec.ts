/** What a page makes the browser load before anybody has done anything. */
import http from "node:http";
import { expect, test } from "./test";

const MOST_KILOBYTES = 200;

test("every page opens with less than 200 kB of JavaScript", async ({ studio, album }) => {
  const pages = ["/jobs", "/jobs/new", `/jobs/${album.id}`, "/channels", `/channels/${album.channel_id}`, "/system", "/sign-in"];
  for (const address of [...pages, ...["prompts", "render", "metadata", "log"].map((tab) => `/jobs/${album.id}?tab=${tab}`)]) {
    const html = await (await fetch(studio.address + address)).text();
    const scripts = new Set(
      [...html.matchAll(/<(?:script|link)\b[^>]*?\b(?:src|href)="([^"]+\.js[^"]*)"[^>]*>/g)]
        .filter(([tag]) => !/noModule/i.test(tag))
        .map(([, source]) => source ?? ""),
    );
    expect(scripts.size).toBeGreaterThan(3);
    const sizes = await Promise.all([...scripts].map((script) => bytesOverTheWire(new URL(script, studio.address))));
    const kilobytes = sizes.reduce((sum, size) => sum + size, 0) / 1000;
    const name = address.replace(/\d+/, "ID");
    test.info().annotations.push({ type: name, description: `${kilobytes.toFixed(1)} kB` });
    expect.soft(kilobytes, name).toBeLessThan(MOST_KILOBYTES);
  }
  console.log(test.info().annotations.map(({ type, description }) => `${type} ${description}`).join(", "));
});

/** As the server sends it, compressed. */
function bytesOverTheWire(address: URL): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = http.get(address, { headers: { "accept-encoding": "gzip" } }, (response) => {
      let size = 0;
      response.on("data", (part: Buffer) => (size += part.length));
      response.on("end", () => resolve(size));
    });
    request.on("error", reject);
  });
}
