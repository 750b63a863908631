/** What YouTube allows in a film's text, and the steps of an upload. Pure. The API cuts to the same limits. */
import type { AlbumMetadata, JobDetail } from "./api/types";
import { artwork, filmVideo } from "./job-links";
import type { Tone } from "./words";

export const TITLE_CHARACTERS = 100;
export const DESCRIPTION_BYTES = 5000;
export const TAG_CHARACTERS = 500;

/** From this share of a limit on, the counter is amber. */
const NEAR = 0.9;

export interface Meter {
  used: number;
  limit: number;
  tone: Tone;
}

export function meter(used: number, limit: number): Meter {
  return { used, limit, tone: used > limit ? "bad" : used >= limit * NEAR ? "waiting" : "neutral" };
}

/** Characters as YouTube counts them: an emoji is one. */
export function countCharacters(text: string): number {
  return [...text].length;
}

export function countBytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** As YouTube counts tags: a comma between two, quotation marks round those with spaces. */
export function countTagCharacters(tags: readonly string[]): number {
  const characters = tags.reduce((sum, tag) => sum + countCharacters(tag) + (tag.includes(" ") ? 2 : 0), 0);
  return characters + Math.max(0, tags.length - 1);
}

/** Tags as they are typed or pasted: between commas or on lines of their own; each once. */
export function parseTags(text: string): string[] {
  const known = new Set<string>();
  return text
    .split(/[,\n]/)
    .map((tag) => tag.replace(/\s+/g, " ").trim())
    .filter((tag) => {
      const isNew = tag !== "" && !known.has(tag.toLowerCase());
      known.add(tag.toLowerCase());
      return isNew;
    });
}

/** What the API will change of a title, said before it does. */
export function titleAdvice(title: string): string | undefined {
  if (/\p{L}*loop\p{L}*/iu.test(title)) return "Words with “loop” are left out of the title.";
  if (title.trim() !== "" && !/\b(album|mix|anthology)\b/i.test(title)) {
    return "“Album” is put behind it: every title holds Album, Mix or Anthology.";
  }
  return undefined;
}

/** Bytes of the description once the introduction is another one. */
export function descriptionBytes(metadata: AlbumMetadata, oldIntroduction: string, introduction: string): number {
  const frame = countBytes(metadata.description) - Math.min(countBytes(oldIntroduction), countBytes(metadata.description));
  return frame + countBytes(introduction);
}

export interface UploadStep {
  /** What the API remembers it by. */
  name: string;
  label: string;
  hint?: string;
}

export function uploadSteps(metadata: AlbumMetadata): UploadStep[] {
  return [
    { name: "film", label: "Upload the film", hint: metadata.video_file },
    { name: "title", label: "Paste the title" },
    { name: "description", label: "Paste the description", hint: "With the timestamps; YouTube makes chapters of them." },
    { name: "thumbnail", label: "Choose a thumbnail", hint: "They are on the Render tab." },
    { name: "audience", label: "Audience: not made for kids", hint: "Choose the other answer only where it is." },
    { name: "tags", label: "Paste the tags", hint: "Under Show more." },
    {
      name: "synthetic-content",
      label: "Tick “Altered or synthetic content”",
      hint: "Under Show more, at Altered content: answer Yes.",
    },
    { name: "visibility", label: "Set the visibility and publish" },
  ];
}

export interface UploadFile {
  name: string;
  /** What it is for. */
  meaning: string;
  href: string;
}

const TEXTS = [
  ["metadata.txt", "Title, description and tags, to paste"],
  ["upload.txt", "The steps of the upload, in their order"],
  ["upload.json", "The same as a request, for programs"],
  ["licences.html", "Record of rights, for the day of a claim"],
  ["licences.json", "The same, for programs"],
] as const;

/** What lies beside the film for its upload, and the film itself; what is lost is left out. */
export function uploadFiles(job: JobDetail, metadata: AlbumMetadata): UploadFile[] {
  const texts = TEXTS.filter(([name]) => job.artwork.includes(name)).map(([name, meaning]) => {
    return { name, meaning, href: artwork(job, name) };
  });
  if (job.local_video_path === null || job.lost_files.includes(metadata.video_file)) return texts;
  return [{ name: metadata.video_file, meaning: "The film", href: filmVideo(job) }, ...texts];
}

export function toggled(steps: readonly string[], name: string): string[] {
  return steps.includes(name) ? steps.filter((each) => each !== name) : [...steps, name];
}

const FILM_ADDRESS =
  /^https:\/\/(((www|m|music)\.)?youtube\.com\/(watch\?(\S*&)?v=|live\/|shorts\/)|youtu\.be\/)[A-Za-z0-9_-]{11}\S*$/;

/** Why the address cannot be that of a published film; undefined where it can. */
export function addressProblem(address: string): string | undefined {
  if (FILM_ADDRESS.test(address.trim())) return undefined;
  return "Paste the film's address from YouTube, such as https://youtu.be/ and eleven characters.";
}

/** Why YouTube would not show chapters; null where it would. */
export function chapterProblem(metadata: AlbumMetadata): string | null {
  const starts = metadata.chapters.map((chapter) => chapter.start_seconds);
  if (starts.length < 3) return `YouTube shows chapters from 3 tracks on; this album has ${starts.length}.`;
  const lengths = starts.map((start, index) => (starts[index + 1] ?? metadata.duration_seconds) - start);
  const shortest = Math.min(...lengths);
  return shortest < 10 ? `YouTube shows chapters of at least 10 s; one here lasts ${Math.floor(shortest)} s.` : null;
}

/** Why the film's address cannot be given now; null where it can. */
export function publishObstacle(job: JobDetail): string | null {
  if (job.run_state !== "idle") return "Cancel the run first.";
  return job.local_video_path === null ? "The film comes first." : null;
}
