import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { connectLive, NOTICE_AFTER_MS, type LiveOptions } from "./live";

class FakeSource extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSED = 2;
  static made: FakeSource[] = [];

  readyState = FakeSource.CONNECTING;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;

  constructor(readonly url: string) {
    super();
    FakeSource.made.push(this);
  }

  close(): void {
    this.readyState = FakeSource.CLOSED;
  }

  open(): void {
    this.readyState = FakeSource.OPEN;
    this.onopen?.();
  }

  fail(readyState: number): void {
    this.readyState = readyState;
    this.onerror?.();
  }
}

class FakePage extends EventTarget {
  visibilityState: "visible" | "hidden" = "visible";

  turn(state: "visible" | "hidden"): void {
    this.visibilityState = state;
    this.dispatchEvent(new Event("visibilitychange"));
  }
}

function latest(): FakeSource {
  const source = FakeSource.made.at(-1);
  if (!source) throw new Error("nothing was connected");
  return source;
}

let page: FakePage;
let view: EventTarget;
const onMessage = vi.fn<LiveOptions["onMessage"]>();
const onInterrupted = vi.fn<LiveOptions["onInterrupted"]>();
const onResumed = vi.fn<LiveOptions["onResumed"]>();
let disconnect: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  FakeSource.made = [];
  page = new FakePage();
  view = new EventTarget();
  vi.stubGlobal("EventSource", FakeSource);
  vi.stubGlobal("document", page);
  vi.stubGlobal("window", view);
  disconnect = connectLive({ address: () => "/stream", names: ["job"], onMessage, onInterrupted, onResumed });
});

afterEach(() => {
  disconnect();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.clearAllMocks();
});

describe("a live connection", () => {
  it("hands on the messages that it was asked for", () => {
    latest().dispatchEvent(new MessageEvent("job", { data: "{}" }));
    latest().dispatchEvent(new MessageEvent("other", { data: "{}" }));
    expect(onMessage.mock.calls).toEqual([["job", "{}"]]);
  });

  it("stays calm about a gap that the browser closes in time", () => {
    latest().open();
    latest().fail(FakeSource.CONNECTING);
    vi.advanceTimersByTime(NOTICE_AFTER_MS - 1);
    latest().open();
    vi.advanceTimersByTime(60_000);
    expect(onInterrupted).not.toHaveBeenCalledWith(true);
    expect(onResumed).toHaveBeenCalledTimes(1);
    expect(FakeSource.made).toHaveLength(1);
  });

  it("says so after three seconds, tries again where the server refused, and reads what was missed", () => {
    latest().open();
    latest().fail(FakeSource.CLOSED);
    vi.advanceTimersByTime(NOTICE_AFTER_MS);
    expect(onInterrupted).toHaveBeenLastCalledWith(true);
    expect(FakeSource.made.length).toBeGreaterThan(1);
    latest().open();
    expect(onInterrupted).toHaveBeenLastCalledWith(false);
    expect(onResumed).toHaveBeenCalledTimes(1);
  });

  it("waits longer between tries, but never long", () => {
    for (let second = 0; second < 120; second += 1) {
      if (latest().readyState !== FakeSource.CLOSED) latest().fail(FakeSource.CLOSED);
      vi.advanceTimersByTime(1000);
    }
    expect(FakeSource.made.length).toBeGreaterThan(10);
    expect(FakeSource.made.length).toBeLessThan(20);
  });

  it("connects at once when the network is back", () => {
    latest().open();
    latest().fail(FakeSource.CONNECTING);
    view.dispatchEvent(new Event("online"));
    expect(FakeSource.made).toHaveLength(2);
  });

  it("gives the connection of a hidden page back, and takes it again when somebody looks", () => {
    latest().open();
    page.turn("hidden");
    vi.advanceTimersByTime(61_000);
    expect(latest().readyState).toBe(FakeSource.CLOSED);
    page.turn("visible");
    expect(FakeSource.made).toHaveLength(2);
    latest().open();
    expect(onResumed).toHaveBeenCalledTimes(1);
  });

  it("connects anew after a sleep", () => {
    latest().open();
    vi.setSystemTime(Date.now() + 3_600_000);
    vi.advanceTimersByTime(5_000);
    expect(FakeSource.made).toHaveLength(2);
  });

  it("ends", () => {
    latest().open();
    disconnect();
    view.dispatchEvent(new Event("online"));
    vi.advanceTimersByTime(120_000);
    expect(FakeSource.made).toHaveLength(1);
    expect(latest().readyState).toBe(FakeSource.CLOSED);
  });
});
