// CPU time on the main thread while a page loads, by task and by function.
import { chromium } from "@playwright/test";
const [,, address] = process.argv;
const b = await chromium.launch({ executablePath: "/usr/bin/chromium", chromiumSandbox: false });
const sums = new Map(); const tasksAll = [];
for (let round = 0; round < 5; round++) {
  const c = await b.newContext({ viewport: { width: 1350, height: 940 } });
  const p = await c.newPage();
  await b.startTracing(p, { categories: ["devtools.timeline","toplevel","v8.execute","blink.user_timing"] });
  await p.goto("http://localhost:3765" + address, { waitUntil: "load" });
  await p.waitForTimeout(3000);
  const T = JSON.parse((await b.stopTracing()).toString()).traceEvents;
  const start = T.filter(e => e.name === "navigationStart" || (e.name==="ResourceSendRequest" && e.args.data.url.endsWith(address))).at(0);
  const pid = T.find(e => e.name === "FunctionCall")?.pid;
  const tid = T.find(e => e.name === "thread_name" && e.pid === pid && e.args.name === "CrRendererMain").tid;
  const tasks = T.filter(e => e.pid === pid && e.tid === tid && (e.name === "RunTask" || e.name === "ThreadControllerImpl::RunTask") && e.tdur);
  if (round === 4) for (const t of tasks.filter((t) => t.tdur > 15000)) {
    const inner = T.filter((e) => e.pid === pid && e.tid === tid && e.ts >= t.ts && e.ts < t.ts + t.dur && e.tdur > 3000 && !/RunTask/.test(e.name)).sort((a, b) => b.tdur - a.tdur).slice(0, 7);
    console.log(Math.round((t.ts - start.ts) / 1000), Math.round(t.tdur / 1000), inner.map((e) => `${e.name}:${Math.round(e.tdur / 1000)} ${e.args?.data?.functionName ?? ""} ${(e.args?.data?.url ?? e.args?.fileName ?? "").slice(-24)}`).join(" / "));
  }
  tasksAll.push(tasks.map(t => t.tdur/1000).filter(d => d > 15).map(Math.round).join(" ") + " | total " + Math.round(tasks.reduce((s,t)=>s+t.tdur,0)/1000));
  await c.close();
}
console.log(tasksAll.join("\n"));
await b.close();
