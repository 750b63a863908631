/** The parts of an album's page, as they stand in its address. Pure. */
import type { Stage } from "./api/types";

export const TABS = ["album", "prompts", "render", "metadata", "log"] as const;
export type TabName = (typeof TABS)[number];

export const TAB_NAMES: Record<TabName, string> = {
  album: "Album",
  prompts: "Prompts",
  render: "Render",
  metadata: "Metadata",
  log: "Log",
};

/** Where one sees what a stage made. */
export const TAB_OF: Record<Stage, TabName> = {
  prompts: "prompts",
  tracks: "album",
  visuals: "album",
  render: "render",
  metadata: "metadata",
};

export function parseTab(text: string | null): TabName {
  return TABS.find((name) => name === text) ?? "album";
}

export function tabHref(jobId: number, tab: TabName): string {
  return tab === "album" ? `/jobs/${jobId}` : `/jobs/${jobId}?tab=${tab}`;
}
