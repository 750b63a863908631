"use client";

import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { IntentLink } from "@/components/ui/intent-link";
import type { Theme } from "@/lib/theme";
import { ApiBanner } from "./api-banner";
import { HealthDot } from "./health-dot";
import { BottomNavigation, TopNavigation } from "./navigation";
import { SignOut } from "./sign-out";
import { ThemeSwitch } from "./theme-switch";

interface ShellProps {
  theme: Theme;
  isSignedIn: boolean;
  children: ReactNode;
}

/** What stands round every page, but for the one where nobody is known yet. */
export function Shell({ theme, isSignedIn, children }: ShellProps) {
  const isOutside = usePathname() === "/sign-in";
  if (isOutside) return <main className="column grid min-h-dvh place-items-center py-8">{children}</main>;
  return (
    <>
      <a
        href="#content"
        className="bg-accent text-on-accent sr-only rounded-md text-sm focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:px-3 focus:py-2"
      >
        Skip to the content
      </a>
      <header className="border-line border-b">
        <div className="column flex h-14 items-center gap-4">
          <IntentLink href="/jobs" className="flex items-center gap-2.5 font-semibold tracking-tight">
            <Mark />
            Studio
          </IntentLink>
          <TopNavigation />
          <div className="ml-auto flex items-center">
            <HealthDot />
            <ThemeSwitch initial={theme} />
            {isSignedIn && <SignOut />}
          </div>
        </div>
      </header>
      <ApiBanner />
      <main id="content" tabIndex={-1} className="column pt-6 pb-28 outline-none sm:pt-8 sm:pb-16">
        {children}
      </main>
      <BottomNavigation />
    </>
  );
}

/** Two overlapping squares: one picture gives way to the next. */
export function Mark() {
  return (
    <svg viewBox="0 0 20 20" className="text-accent size-5" aria-hidden>
      <rect x="1" y="4" width="11" height="12" rx="2.5" fill="currentColor" />
      <rect x="8" y="4" width="11" height="12" rx="2.5" fill="currentColor" opacity="0.45" />
    </svg>
  );
}
