/** What a key does on a row of the album. Pure. */

export type RowCommand = "next" | "previous" | "first" | "last" | "play" | "remake" | "takes" | "move-up" | "move-down";

interface Pressed {
  key: string;
  altKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
}

const PLAIN: Record<string, RowCommand> = {
  ArrowDown: "next",
  ArrowUp: "previous",
  Home: "first",
  End: "last",
  " ": "play",
  r: "remake",
  x: "takes",
};

/** Null for a key that is left to the browser. */
export function rowCommand(pressed: Pressed): RowCommand | null {
  if (pressed.ctrlKey || pressed.metaKey || pressed.shiftKey) return null;
  if (pressed.altKey) {
    if (pressed.key === "ArrowUp") return "move-up";
    return pressed.key === "ArrowDown" ? "move-down" : null;
  }
  return PLAIN[pressed.key] ?? null;
}
