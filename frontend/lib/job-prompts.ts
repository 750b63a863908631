/** The prompts of an album while they are edited. Pure. */
import type { AlbumPrompts, JobDetail, PromptsEdit } from "./api/types";
import { parseTags } from "./job-metadata";

/** What can still be changed of one pair. Its title always can. */
export interface Freedom {
  music: boolean;
  visual: boolean;
}

/** A prompt that something was made from, or is being made from, stays as it was. */
export function freedomOf(job: JobDetail, number: number): Freedom {
  const isUsed = (stage: "tracks" | "visuals") =>
    job[stage].some((take) => take.number === number && take.is_current) ||
    job.items.some((item) => item.stage === stage && item.number === number && item.state === "working");
  return { music: !isUsed("tracks"), visual: !isUsed("visuals") };
}

/** Whether a pair can be written anew by the language model: nothing was ever made from it. */
export function isRewritable(job: JobDetail, number: number): boolean {
  return ![...job.tracks, ...job.visuals].some((take) => take.number === number);
}

/** Whether the same pairs stand in another order: what was typed for a place then belongs to another pair. */
export function isReordered(before: AlbumPrompts, after: AlbumPrompts): boolean {
  const texts = (prompts: AlbumPrompts) => prompts.items.map((item) => JSON.stringify(item));
  const [old, present] = [texts(before), texts(after)];
  return old.join() !== present.join() && old.sort().join() === present.sort().join();
}

/** What the form holds: the tags as one text. */
export interface PromptsForm {
  album_title: string;
  introduction: string;
  tags: string;
  items: { track_title: string; music_prompt: string; visual_prompt: string }[];
}

export function toForm(prompts: AlbumPrompts): PromptsForm {
  return { ...prompts, tags: prompts.tags.join(", "), items: prompts.items.map((item) => ({ ...item })) };
}

export function fromForm(form: PromptsForm): PromptsEdit {
  return { ...form, tags: parseTags(form.tags) };
}

/** The prompts with another title, introduction and tags, as the metadata's form changes them. */
export function withWords(prompts: AlbumPrompts, words: Pick<PromptsEdit, "album_title" | "introduction" | "tags">): PromptsEdit {
  return { ...prompts, ...words };
}
