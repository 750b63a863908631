"use client";

import clsx from "clsx";
import type { KeyboardEvent, ReactNode } from "react";

interface TabListProps<T extends string> {
  /** What the tabs are parts of, for screen readers. */
  label: string;
  tabs: readonly T[];
  names: Record<T, string>;
  /** Tabs that hold something which is not saved. */
  unsaved?: readonly T[];
  value: T;
  onChange: (value: T) => void;
  className?: string;
}

/** The tabs of a page; one is open, and the arrows go from one to the next. */
export function TabList<T extends string>({
  label,
  tabs,
  names,
  unsaved = [],
  value,
  onChange,
  className,
}: TabListProps<T>) {
  function pressed(event: KeyboardEvent<HTMLDivElement>): void {
    const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1 };
    const step = steps[event.key];
    const next = step && tabs[(tabs.indexOf(value) + step + tabs.length) % tabs.length];
    if (!next) return;
    event.preventDefault();
    onChange(next);
    document.getElementById(tabId(next))?.focus();
  }

  return (
    <div
      role="tablist"
      aria-label={label}
      onKeyDown={pressed}
      className={clsx("flex gap-5 overflow-x-auto [scrollbar-width:none]", className)}
    >
      {tabs.map((tab) => (
        <button
          key={tab}
          type="button"
          role="tab"
          id={tabId(tab)}
          aria-selected={tab === value}
          aria-controls={tab === value ? panelId(tab) : undefined}
          tabIndex={tab === value ? 0 : -1}
          onClick={() => onChange(tab)}
          className={clsx(
            "shrink-0 border-b-2 px-0.5 py-2.5 text-sm focus-visible:-outline-offset-2",
            tab === value ? "border-accent text-ink" : "text-muted hover:text-ink border-transparent",
          )}
        >
          {names[tab]}
          {unsaved.includes(tab) && (
            <>
              <span className="bg-waiting ml-1.5 inline-block size-1.5 rounded-full align-middle" aria-hidden />
              <span className="sr-only">, not saved</span>
            </>
          )}
        </button>
      ))}
    </div>
  );
}

interface TabPanelProps {
  tab: string;
  /** Keeps what was typed while another tab is open. */
  isHidden?: boolean;
  children: ReactNode;
}

/** What the open tab shows. */
export function TabPanel({ tab, isHidden = false, children }: TabPanelProps) {
  return (
    <div role="tabpanel" id={panelId(tab)} aria-labelledby={tabId(tab)} hidden={isHidden} className="pt-5">
      {children}
    </div>
  );
}

function tabId(tab: string): string {
  return `tab-${tab}`;
}

function panelId(tab: string): string {
  return `panel-${tab}`;
}
