/** What the form of a new album says so far, as far as it can be estimated. Pure. */
import { toJobDraft } from "./album-form";
import { albumSchema, type AlbumValues } from "./album-schema";
import type { JobDraft, ProviderView } from "./api/types";

/** What can be estimated while the form is still incomplete: a missing name costs nothing. */
export function toEstimateDraft(values: AlbumValues, providers: readonly ProviderView[]): JobDraft | null {
  const result = albumSchema.safeParse({
    ...values,
    niche_label: values.niche_label.trim() || "album",
    begin: "now",
    mood_keywords: [],
  });
  return result.success ? toJobDraft(result.data, providers) : null;
}
