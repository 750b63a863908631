/** Where the pairs of an album stand. Pure. */
import type { Pair } from "./job";

/** Which pair stands where: another text as soon as two have changed places. */
export function placesOf(pairs: readonly Pair[]): string {
  return pairs.map((pair) => [pair.trackTakes[0]?.id, pair.visualTakes[0]?.id, pair.title].join(" ")).join("|");
}

/** The list with the entry at `from` moved to `to`; the same list where that is nowhere. */
export function moved<T>(list: readonly T[], from: number, to: number): readonly T[] {
  const item = list[from];
  if (item === undefined || from === to || to < 0 || to >= list.length) return list;
  const rest = list.filter((_, index) => index !== from);
  return [...rest.slice(0, to), item, ...rest.slice(to)];
}

/** Things that have a number, in an order that names each number once; as they are where it does not. */
export function inOrder<T extends { number: number }>(things: readonly T[], numbers: readonly number[] | null): T[] {
  if (!numbers || numbers.length !== things.length) return [...things];
  const found = numbers.map((number) => things.find((thing) => thing.number === number));
  return found.every((thing) => thing !== undefined) ? found : [...things];
}
