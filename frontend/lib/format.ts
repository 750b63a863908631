/** Numbers, lengths, sizes and times for people. Pure; times need the zone that the person is in. */

const LOCALE = "en-GB";

const count = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });
const oneDecimal = new Intl.NumberFormat(LOCALE, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const twoDecimals = new Intl.NumberFormat(LOCALE, { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** `10,000`. */
export function formatCount(value: number): string {
  return count.format(value);
}

/** `1 track`, `20 tracks`. */
export function formatMany(value: number, one: string, many = `${one}s`): string {
  return `${formatCount(value)} ${value === 1 ? one : many}`;
}

/** 0 to 1 as `62 %`; below the whole it never says 100. */
export function formatPercent(share: number): string {
  const percent = Math.round(Math.min(1, Math.max(0, share)) * 100);
  return `${percent === 100 && share < 1 ? 99 : percent} %`;
}

const list = new Intl.ListFormat(LOCALE, { type: "conjunction" });

/** `prompts`, `prompts and metadata`, `film, tracks and visuals`. */
export function formatList(parts: readonly string[]): string {
  return list.format(parts);
}

const SIZES = ["bytes", "kB", "MB", "GB", "TB"] as const;

/** `4.3 GB`, in powers of a thousand as disks are sold. */
export function formatBytes(bytes: number): string {
  let size = Math.max(0, bytes);
  let step = 0;
  while (size >= 999.5 && step < SIZES.length - 1) {
    size /= 1000;
    step += 1;
  }
  const digits = step === 0 || size >= 99.95 ? count.format(size) : oneDecimal.format(size);
  return `${digits} ${SIZES[step]}`;
}

/** `3.60 USD`; prices below a cent keep the digits that matter. */
export function formatMoney(usd: number): string {
  if (usd > 0 && usd < 0.01) return `${usd.toPrecision(1)} USD`;
  return `${twoDecimals.format(usd)} USD`;
}

/** `-14.1 LUFS`. */
export function formatLufs(lufs: number): string {
  return `${lufs.toFixed(1)} LUFS`;
}

/** A position or length in sound and film: `3:34`, `1:10:05`. */
export function formatClock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = String(whole % 60).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

/** How long something takes, as one says it: `45 s`, `4 min`, `1 h 12 min`, `3 d 4 h`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  const days = Math.floor(hours / 24);
  return hours % 24 ? `${days} d ${hours % 24} h` : `${days} d`;
}

/** `3 s ago`, `4 min ago`; `just now` for the future too, as clocks differ. */
export function formatAgo(seconds: number): string {
  return seconds < 1 ? "just now" : `${formatDuration(seconds)} ago`;
}

interface MomentFormats {
  year: Intl.DateTimeFormat;
  day: Intl.DateTimeFormat;
  dayOfYear: Intl.DateTimeFormat;
  clock: Intl.DateTimeFormat;
  second: Intl.DateTimeFormat;
}

/** To make one takes longer than to use it a hundred times, and lists show many moments. */
const formatsByZone = new Map<string, MomentFormats>();

function formatsOf(zone: string): MomentFormats {
  const known = formatsByZone.get(zone);
  if (known) return known;
  const make = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(LOCALE, { timeZone: zone, ...options });
  const made = {
    year: make({ year: "numeric" }),
    day: make({ day: "numeric", month: "short" }),
    dayOfYear: make({ day: "numeric", month: "short", year: "numeric" }),
    clock: make({ hour: "2-digit", minute: "2-digit" }),
    second: make({ second: "2-digit" }),
  };
  formatsByZone.set(zone, made);
  return made;
}

/** `22 Nov, 18:30`; with the year where it is another one than `now`'s. */
export function formatMoment(moment: Date, zone: string, now: Date): string {
  const formats = formatsOf(zone);
  const isThisYear = formats.year.format(moment) === formats.year.format(now);
  return `${(isThisYear ? formats.day : formats.dayOfYear).format(moment)}, ${formats.clock.format(moment)}`;
}

/** `22 Nov, 18:30:24`, where things follow each other closely. */
export function formatMomentToSecond(moment: Date, zone: string, now: Date): string {
  return `${formatMoment(moment, zone, now)}:${formatsOf(zone).second.format(moment).padStart(2, "0")}`;
}

/** Everything about a moment, for a tooltip: `Sunday 22 November 2026 at 18:30:24 CET`. */
export function formatMomentFully(moment: Date, zone: string): string {
  return new Intl.DateTimeFormat(LOCALE, { timeZone: zone, dateStyle: "full", timeStyle: "long" }).format(moment);
}

/** A moment as the value of an `<input type="datetime-local">`, in this machine's zone. */
export function toLocalInput(moment: Date): string {
  const shifted = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

/** The value of an `<input type="datetime-local">` as the API takes it, with a time zone; null where it is none. */
export function fromLocalInput(value: string): string | null {
  const moment = new Date(value);
  return value === "" || Number.isNaN(moment.getTime()) ? null : moment.toISOString();
}
