/** What a provider costs and does, in words. Pure. */
import type { ProviderView } from "./api/types";
import { formatMoney } from "./format";

/** `0.08 USD a track`, or that it costs nothing. */
export function sayPrice(provider: ProviderView): string {
  if (provider.price_per_item_usd === 0) return "No cost";
  return `${formatMoney(provider.price_per_item_usd)} a ${provider.kind === "music" ? "track" : "visual"}`;
}

/** What one gets from it, beside the price. */
export function sayAbility(provider: ProviderView): string {
  if (provider.uses_own_files) return "Takes files of your own, each once, in the order of their names.";
  if (provider.makes_placeholders) {
    return provider.kind === "music" ? "Silence, to rehearse an album." : "Plain cards, to rehearse an album.";
  }
  return provider.kind === "music" ? "Makes music from the prompts." : "Makes pictures from the prompts.";
}

/** Those of one kind that can be used now, the default first. */
export function usable(providers: readonly ProviderView[], kind: "music" | "visual"): ProviderView[] {
  return providers
    .filter((provider) => provider.kind === kind && provider.problem === null)
    .sort((one, other) => Number(other.is_default) - Number(one.is_default));
}

/** How many of one kind would have to be set up first. */
export function countUnusable(providers: readonly ProviderView[], kind: "music" | "visual"): number {
  return providers.filter((provider) => provider.kind === kind && provider.problem !== null).length;
}
