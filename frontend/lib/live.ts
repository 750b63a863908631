/**
 * One connection to an event stream that looks after itself. It knows nothing of React or of what the messages mean.
 *
 * The browser reconnects where the network failed; here it is done where the server refused, after the machine slept,
 * when the network is back, and when a page that was hidden is looked at again. A page that stays hidden gives its
 * connection back, as browsers allow only six to one host.
 */

export const NOTICE_AFTER_MS = 3_000;
const RETRY_FIRST_MS = 1_000;
const RETRY_LONGEST_MS = 10_000;
const HIDDEN_TOO_LONG_MS = 60_000;
const TICK_MS = 5_000;
/** A tick that comes this late has slept. */
const SLEPT_MS = 20_000;

export interface LiveOptions {
  /** Asked anew for each connection, so that it can name the last message that was seen. */
  address: () => string;
  /** Names of the messages to listen for. */
  names: readonly string[];
  onMessage: (name: string, data: string) => void;
  /** True once the connection has been away for three seconds, false when it is back. */
  onInterrupted: (isInterrupted: boolean) => void;
  /** Connected again after a gap: what was missed is to be read. */
  onResumed: () => void;
}

/** Connects, and stays connected until the returned function is called. */
export function connectLive(options: LiveOptions): () => void {
  let source: EventSource | null = null;
  let hasGap = false;
  let retryMs = RETRY_FIRST_MS;
  let lastTick = Date.now();
  let noticeTimer: ReturnType<typeof setTimeout> | undefined;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let hiddenTimer: ReturnType<typeof setTimeout> | undefined;

  function connect(): void {
    clearTimeout(retryTimer);
    source?.close();
    const current = new EventSource(options.address());
    source = current;
    current.onopen = opened;
    current.onerror = () => lost(current);
    for (const name of options.names) {
      current.addEventListener(name, (event) => options.onMessage(name, (event as MessageEvent<string>).data));
    }
  }

  function opened(): void {
    retryMs = RETRY_FIRST_MS;
    clearTimeout(noticeTimer);
    noticeTimer = undefined;
    options.onInterrupted(false);
    if (hasGap) options.onResumed();
    hasGap = false;
  }

  function lost(current: EventSource): void {
    hasGap = true;
    noticeTimer ??= setTimeout(() => options.onInterrupted(true), NOTICE_AFTER_MS);
    if (current.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
    clearTimeout(retryTimer);
    retryTimer = setTimeout(connect, retryMs);
    retryMs = Math.min(retryMs * 2, RETRY_LONGEST_MS);
  }

  function reconnect(): void {
    if (document.visibilityState === "hidden") return; // done as soon as somebody looks
    hasGap = true;
    connect();
  }

  function pause(): void {
    clearTimeout(noticeTimer);
    noticeTimer = undefined;
    clearTimeout(retryTimer);
    source?.close();
    source = null;
  }

  function visibilityChanged(): void {
    clearTimeout(hiddenTimer);
    if (document.visibilityState === "hidden") {
      hiddenTimer = setTimeout(pause, HIDDEN_TOO_LONG_MS);
    } else if (source?.readyState !== EventSource.OPEN) {
      reconnect();
    }
  }

  function tick(): void {
    const now = Date.now();
    const hasSlept = now - lastTick > SLEPT_MS;
    lastTick = now;
    if (hasSlept && source !== null) reconnect();
  }

  connect();
  const ticker = setInterval(tick, TICK_MS);
  document.addEventListener("visibilitychange", visibilityChanged);
  window.addEventListener("online", reconnect);
  return () => {
    pause();
    clearInterval(ticker);
    clearTimeout(hiddenTimer);
    document.removeEventListener("visibilitychange", visibilityChanged);
    window.removeEventListener("online", reconnect);
  };
}
