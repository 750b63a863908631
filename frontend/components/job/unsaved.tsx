"use client";

import { createContext, use, useEffect, useState, type ReactNode } from "react";
import { Confirm } from "@/components/ui/confirm-lazy";
import { formatList } from "@/lib/format";
import { TAB_NAMES, type TabName } from "@/lib/job-tabs";
import { useLeaveGuard } from "@/lib/leave-guard";

interface Unsaved {
  /** Tabs with words that were typed and not saved. */
  tabs: readonly TabName[];
  count: (tab: TabName, by: 1 | -1) => void;
}

const UnsavedContext = createContext<Unsaved | null>(null);

/** Knows where something is typed and not saved, and asks before the page is left with it. */
export function UnsavedProvider({ children }: { children: ReactNode }) {
  const [counts, setCounts] = useState<Partial<Record<TabName, number>>>({});
  const [count] = useState(() => (tab: TabName, by: 1 | -1) => {
    setCounts((known) => ({ ...known, [tab]: (known[tab] ?? 0) + by }));
  });
  const tabs = (Object.keys(counts) as TabName[]).filter((tab) => counts[tab]);
  const leaving = useLeaveGuard(tabs.length > 0);
  return (
    <UnsavedContext value={{ tabs, count }}>
      {children}
      {leaving && (
        <Confirm
          title="Leave without saving?"
          action="Leave and lose them"
          refuse="Stay"
          isDangerous
          isOpen
          onOpenChange={(isOpen) => !isOpen && leaving.stay()}
          onConfirm={leaving.leave}
        >
          <p>Your changes to the {formatList(tabs.map((tab) => TAB_NAMES[tab].toLowerCase()))} are not saved yet.</p>
        </Confirm>
      )}
    </UnsavedContext>
  );
}

export function useUnsavedTabs(): readonly TabName[] {
  return useUnsaved().tabs;
}

/** Tells, as long as it is so, that a form of a tab holds words that are not saved. */
export function useMarkUnsaved(tab: TabName, isUnsaved: boolean): void {
  const { count } = useUnsaved();
  useEffect(() => {
    if (!isUnsaved) return;
    count(tab, 1);
    return () => count(tab, -1);
  }, [count, tab, isUnsaved]);
}

function useUnsaved(): Unsaved {
  const unsaved = use(UnsavedContext);
  if (!unsaved) throw new Error("The knowledge of what is unsaved is missing: wrap the component in UnsavedProvider.");
  return unsaved;
}
