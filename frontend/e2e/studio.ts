/** A whole studio in a folder of its own: real servers and workers, the API, and the built page. */
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "@playwright/test";
import { createApi, type Api } from "../lib/api/client";
import { read } from "../lib/api/problem";
import type { ChannelView, JobDetail, JobDraft } from "../lib/api/types";

const ROOT = path.resolve(import.meta.dirname, "../..");
const PYTHON = path.join(ROOT, ".venv/bin/python");
const PAGE_BUILD = path.join(ROOT, "frontend/.next/BUILD_ID");
const PLUGIN = path.join(ROOT, "tests/e2e/plugin");
/** Long enough for a busy machine. */
export const START_MS = 240_000;
export const ALBUM_MS = 240_000;
const STOP_MS = 30_000;

/** Makes albums small: three short tracks, and pictures that stand still. */
const SMALL = {
  ALBUM_MINUTES: "1",
  ALBUM_TRACKS: "3",
  ALBUM_CROSSFADE_SECONDS: "1",
  ALBUM_MOTION: "none",
  ALBUM_MUSIC_PROVIDER: "slowhum",
  ALBUM_VISUAL_PROVIDER: "slowpaint",
  FFMPEG_PRESET: "ultrafast",
  LIBRARY_SHORTEST_TRACK_SECONDS: "3",
  SLOWHUM_SECONDS: "0.1",
};

/** Variables of a studio, such as `{ ADMIN_TOKEN: "..." }`. */
export type Settings = Readonly<Record<string, string>>;

type Wishes = Partial<JobDraft> & { niche_label: string };

/** What the music provider obeys; see tests/e2e/plugin/slowhum.py. */
type Order = "wait" | "deaf" | "refuse";

export class Studio {
  /** The API, as a program would call it. */
  readonly api: Api;

  private constructor(
    readonly folder: string,
    /** The address of the page. */
    readonly address: string,
    private readonly apiAddress: string,
    private readonly environment: NodeJS.ProcessEnv,
    private readonly process: ChildProcess,
  ) {
    const token = environment.ADMIN_TOKEN;
    this.api = createApi(apiAddress, token ? { authorization: `Bearer ${token}` } : {});
  }

  static async start(settings: Settings): Promise<Studio> {
    for (const [file, target] of [[PYTHON, "setup"], [PAGE_BUILD, "frontend/.next/BUILD_ID"]] as const) {
      if (!existsSync(file)) throw new Error(`${file} is not there; run \`make ${target}\` first.`);
    }
    const folder = mkdtempSync(path.join(tmpdir(), "studio-e2e-"));
    const [api, page] = [await freePort(), await freePort()];
    mkdirSync(path.join(folder, "orders"));
    const environment: NodeJS.ProcessEnv = {
      ...process.env,
      // Addresses of servers that the person uses otherwise are none of these tests' business.
      ...Object.fromEntries(Object.keys(process.env).flatMap((name) => (name.endsWith("_URL") ? [[name, undefined]] : []))),
      ...SMALL,
      PYTHONPATH: [ROOT, PLUGIN].join(path.delimiter),
      SLOWHUM_LEDGER: path.join(folder, "ledger"),
      SLOWHUM_ORDERS: path.join(folder, "orders"),
      API_PORT: String(api),
      STACK_PAGE_PORT: String(page),
      STACK_FLOWER_PORT: "0",
      ...settings,
    };
    const log = openSync(path.join(folder, "up.log"), "w");
    const up = spawn(PYTHON, ["-m", "studio", "up"], { cwd: folder, env: environment, stdio: ["ignore", log, log] });
    closeSync(log);
    const studio = new Studio(folder, `http://127.0.0.1:${page}`, `http://127.0.0.1:${api}`, environment, up);
    try {
      await studio.isWell();
    } catch (error) {
      const printed = studio.printed();
      await studio.stop();
      throw new Error(`The studio did not start. It printed:\n${printed}`, { cause: error });
    }
    return studio;
  }

  /** Waits until every service is well and the page answers. */
  private async isWell(): Promise<void> {
    await expect(async () => {
      const { services } = await read(this.api.GET("/api/system"));
      expect(services.filter((service) => !service.healthy)).toEqual([]);
      expect((await fetch(`${this.address}/sign-in`)).status).toBe(200);
    }).toPass({ timeout: START_MS - STOP_MS, intervals: [200] });
  }

  private printed(): string {
    return readFileSync(path.join(this.folder, "up.log"), "utf8");
  }

  async stop(): Promise<void> {
    if (this.process.exitCode === null) {
      const ended = once(this.process, "exit");
      this.process.kill("SIGINT");
      const patience = setTimeout(() => this.process.kill("SIGKILL"), STOP_MS);
      await ended;
      clearTimeout(patience);
    }
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }

  /** Gives the music provider an order, until it is taken back by the function that is returned. */
  order(order: Order, words = ""): () => void {
    const file = path.join(this.folder, "orders", order);
    writeFileSync(file, words);
    return () => rmSync(file, { force: true });
  }

  /** Kills the API, and keeps it from being started again until the function that is returned is called. */
  loseApi(): () => void {
    const up = this.process;
    const find = `import psutil; print(*(p.pid for p in psutil.Process(${up.pid}).children() if "uvicorn" in p.cmdline()))`;
    const api = Number(execFileSync(PYTHON, ["-c", find], { encoding: "utf8" }));
    up.kill("SIGSTOP");
    process.kill(api, "SIGKILL");
    return () => up.kill("SIGCONT");
  }

  /** Runs a module of the tests in the studio's folder. */
  run(module: string): void {
    execFileSync(PYTHON, ["-m", module], { cwd: this.folder, env: this.environment, stdio: "pipe" });
  }

  async channel(name: string): Promise<ChannelView> {
    const known = (await read(this.api.GET("/api/channels"))).find((channel) => channel.name === name);
    return known ?? read(this.api.POST("/api/channels", { body: { name, brand_niche: "lo-fi for studying" } }));
  }

  /** Creates an album of the channel Quiet Corner. */
  async plan(wishes: Wishes): Promise<JobDetail> {
    const channel_id = wishes.channel_id ?? (await this.channel("Quiet Corner")).id;
    const body = { mood_keywords: ["rain", "warm", "slow"], seed: 7, ...wishes, channel_id } as JobDraft;
    return this.job((await read(this.api.POST("/api/jobs", { body }))).id);
  }

  job(id: number): Promise<JobDetail> {
    return read(this.api.GET("/api/jobs/{job_id}", { params: { path: { job_id: id } } }));
  }

  /** Creates an album and waits until its run has ended, well or not. */
  async make(wishes: Wishes): Promise<JobDetail> {
    let job = await this.plan(wishes);
    await expect(async () => {
      job = await this.job(job.id);
      expect([job.run_state, job.status === "planned"]).toEqual(["idle", false]);
    }).toPass({ timeout: ALBUM_MS, intervals: [200] });
    return job;
  }

  /** Ends a run that has shown what it was to show, so that it takes nobody's time. */
  async cancel(id: number): Promise<void> {
    const { run_state } = await this.job(id);
    if (run_state === "running") await this.api.POST("/api/jobs/{job_id}/cancel", { params: { path: { job_id: id } } });
  }

  /** Tracks and visuals of a small album, without a film: quickly made, and to be changed at will. */
  desk(niche_label: string): Promise<JobDetail> {
    return this.make({ niche_label, until_stage: "visuals" });
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
