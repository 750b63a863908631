/** What the form of a new album takes. Pure, and heavy: pages load it when something is to be checked. */
import * as z from "zod/mini";
import { parseBudget, WRONG_BUDGET } from "./cost";
import { fromLocalInput } from "./format";

const LARGEST_SEED = 2 ** 31 - 1;
const LONGEST_NAME_BYTES = 255;

const SECONDS = "Seconds from 0 to 10.";

function wholeNumber(least: number, most: number) {
  const message = `A whole number from ${least} to ${most}.`;
  return z.number(message).check(z.int(message), z.minimum(least, message), z.maximum(most, message));
}

function words(most: number) {
  return z.string().check(z.trim(), z.maxLength(most, `At most ${most} characters.`));
}

/** One that must be filled in; `message` says with what. */
function needed(message: string) {
  return z.string().check(z.trim(), z.minLength(1, message));
}

function isBelow(path: string): boolean {
  return !path.startsWith("/") && !path.split("/").includes("..");
}

function hasShortNames(path: string): boolean {
  return path.split("/").every((name) => new TextEncoder().encode(name).length <= LONGEST_NAME_BYTES);
}

function isSeed(text: string): boolean {
  return text === "" || (/^\d{1,10}$/.test(text) && Number(text) <= LARGEST_SEED);
}

export const albumSchema = z
  .object({
    channel_id: needed("Choose a channel."),
    niche_label: needed("Say what the album is, such as rainy window study.").check(
      z.maxLength(120, "At most 120 characters."),
    ),
    mood_keywords: z
      .array(z.string().check(z.maxLength(60, "At most 60 characters each.")))
      .check(z.maxLength(20, "At most 20 keywords.")),
    target_duration_minutes: wholeNumber(1, 180),
    output_directory: words(300).check(
      z.refine(isBelow, "A folder below the studio's own, without a slash in front."),
      z.refine(hasShortNames, `Each folder's name at most ${LONGEST_NAME_BYTES} bytes.`),
    ),
    music_provider: needed("Choose who makes the tracks."),
    visual_provider: needed("Choose who makes the pictures."),
    /** Who takes over; empty: the album stops and asks. */
    second_music_provider: z.string(),
    second_visual_provider: z.string(),
    own_tracks: z.string().check(z.trim()),
    own_visuals: z.string().check(z.trim()),
    visual_kind: z.enum(["still", "loop"]),
    begin: z.enum(["now", "at", "later"]),
    start_at: z.string(),
    review: z.boolean(),
    track_count: wholeNumber(1, 60),
    crossfade_seconds: z.number(SECONDS).check(z.minimum(0, SECONDS), z.maximum(10, SECONDS)),
    motion: z.enum(["drift", "zoom", "parallax", "none"]),
    visual_join: z.enum(["crossfade", "cut", "dip"]),
    clip_loop: z.enum(["crossfade", "back-and-forth"]),
    trim_silence: z.boolean(),
    title_cards: z.boolean(),
    film_grain: z.boolean(),
    vignette: z.boolean(),
    /** Empty: another one each time. */
    seed: z.string().check(z.trim(), z.refine(isSeed, "A whole number up to 2,147,483,647.")),
    /** Empty: what the settings say. */
    budget_usd: z.string().check(z.trim(), z.refine((text) => parseBudget(text) !== undefined, WRONG_BUDGET)),
    priority: wholeNumber(-100, 100),
  })
  .check(
    z.refine((values) => values.begin !== "at" || fromLocalInput(values.start_at) !== null, {
      path: ["start_at"],
      message: "Say when, as a date and a time.",
    }),
  );

export type AlbumValues = z.infer<typeof albumSchema>;
