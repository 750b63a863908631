/** What a provider costs and does, in words. Pure. */
import type { DefaultsView, ProviderView } from "./api/types";
import { formatDuration, formatMoney } from "./format";

type VisualKind = DefaultsView["visual_kind"];

/** `0.08 USD a track`, that it costs nothing, or that only its own price list says. */
export function sayPrice(provider: ProviderView): string {
  if (provider.kind === "prompts" && provider.needs_key) return "Charged by its server, by its own prices";
  if (pricePerVisual(provider, "still") === 0 && pricePerVisual(provider, "loop") === 0) return "No cost";
  const loop = provider.price_per_loop_usd;
  if (loop !== null) return `${formatMoney(provider.price_per_item_usd)} a still, ${formatMoney(loop)} a loop`;
  return `${formatMoney(provider.price_per_item_usd)} a ${provider.kind === "music" ? "track" : "visual"}`;
}

/** Of one visual, where that kind is asked for: a provider that makes no loops makes stills. */
export function pricePerVisual(provider: ProviderView, kind: VisualKind): number {
  return kind === "loop" && provider.makes_clips
    ? (provider.price_per_loop_usd ?? provider.price_per_item_usd)
    : provider.price_per_item_usd;
}

/** Whether stills or loops can be chosen: own files are what they are. */
export function offersLoops(provider: ProviderView | undefined): boolean {
  return provider !== undefined && provider.makes_clips && !provider.uses_own_files;
}

/** What becomes of a wish for loops where only stills are made; null where nothing is to be said. */
export function sayMotionServes(provider: ProviderView | undefined, kind: VisualKind): string | null {
  if (provider === undefined || kind === "still" || provider.makes_clips) return null;
  return `${provider.label} makes no loops. It makes stills, and the studio's own motion moves them.`;
}

/** What one gets from it, beside the price. */
export function sayAbility(provider: ProviderView): string {
  if (provider.kind === "prompts") {
    return provider.needs_key
      ? "Writes the prompts, titles and description with a language model."
      : "Writes the prompts, titles and description from word lists.";
  }
  if (provider.uses_own_files) return "Takes files of your own, each once, in the order of their names.";
  if (provider.makes_placeholders) {
    return provider.kind === "music" ? "Silence, to rehearse an album." : "Plain cards, to rehearse an album.";
  }
  if (provider.kind === "music") return "Makes music from the prompts.";
  return provider.makes_clips ? "Makes pictures and short clips from the prompts." : "Makes pictures from the prompts.";
}

/** `Tracks of 5 s to 10 min, 4 at a time`; nothing where nothing limits it. */
export function sayLimits(provider: ProviderView): string | null {
  const { shortest_seconds: shortest, longest_seconds: longest, concurrency } = provider;
  const parts = [
    shortest !== null && longest !== null && `tracks of ${formatDuration(shortest)} to ${formatDuration(longest)}`,
    concurrency !== null && `${concurrency} at a time`,
  ].filter((part) => part !== false);
  const words = parts.join(", ");
  return words ? words.charAt(0).toUpperCase() + words.slice(1) : null;
}

/** What its vendor says of balance and limits; it is asked beside, so at first there is nothing. */
export function sayAccount(account: readonly string[]): string {
  return account.length > 0 ? `Account: ${account.join(", ")}.` : "Account: no answer yet.";
}

/** All of it, as sentences. */
export function sayProvider(provider: ProviderView): string {
  return [sayAbility(provider), sayLimits(provider), sayPrice(provider)]
    .filter((words) => words !== null)
    .map((words) => (words.endsWith(".") ? words : `${words}.`))
    .join(" ");
}

/** Those of one kind that can be used now, the default first. */
export function usable(providers: readonly ProviderView[], kind: "music" | "visual"): ProviderView[] {
  return providers
    .filter((provider) => provider.kind === kind && provider.problem === null)
    .sort((one, other) => Number(other.is_default) - Number(one.is_default));
}

/** Those that could take over from the chosen one: placeholders and own files do not. */
export function standIns(providers: readonly ProviderView[], kind: "music" | "visual", first: string): ProviderView[] {
  const choices = usable(providers, kind);
  const chosen = choices.find((provider) => provider.name === first);
  if (!chosen || chosen.uses_own_files) return [];
  return choices.filter(
    (provider) =>
      provider.name !== first && !provider.uses_own_files && (chosen.makes_placeholders || !provider.makes_placeholders),
  );
}

/** How many of one kind would have to be set up first. */
export function countUnusable(providers: readonly ProviderView[], kind: "music" | "visual"): number {
  return providers.filter((provider) => provider.kind === kind && provider.problem !== null).length;
}
