/** What a channel's form takes, and what it sends. Pure. */
import * as z from "zod/mini";
import type { ChannelDraft, ChannelView } from "./api/types";

export const channelSchema = z.object({
  name: z
    .string()
    .check(z.trim(), z.minLength(1, "Give the channel a name."), z.maxLength(100, "At most 100 characters.")),
  brand_niche: z.string().check(z.trim(), z.maxLength(200, "At most 200 characters.")),
  youtube_channel_id: z
    .string()
    .check(
      z.trim(),
      z.regex(/^(UC[A-Za-z0-9_-]{22})?$/, "A YouTube channel ID is UC and 22 more letters, digits, - or _."),
    ),
});

export type ChannelValues = z.infer<typeof channelSchema>;

export function channelValues(channel: ChannelView | null): ChannelValues {
  return {
    name: channel?.name ?? "",
    brand_niche: channel?.brand_niche ?? "",
    youtube_channel_id: channel?.youtube_channel_id ?? "",
  };
}

/** An empty field is one that the channel does not have. */
export function toChannelDraft(values: ChannelValues): ChannelDraft {
  return {
    name: values.name,
    brand_niche: values.brand_niche || null,
    youtube_channel_id: values.youtube_channel_id || null,
  };
}
