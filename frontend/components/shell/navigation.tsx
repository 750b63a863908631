"use client";

import clsx from "clsx";
import { Activity, ListVideo, Radio } from "lucide-react";
import { usePathname } from "next/navigation";
import { IntentLink } from "@/components/ui/intent-link";

const PLACES = [
  { href: "/jobs", label: "Jobs", Icon: ListVideo },
  { href: "/channels", label: "Channels", Icon: Radio },
  { href: "/system", label: "System", Icon: Activity },
] as const;

function useIsHere(): (href: string) => boolean {
  const pathname = usePathname() ?? "";
  return (href) => pathname === href || pathname.startsWith(`${href}/`);
}

/** The three places, in the top bar of a wide screen. */
export function TopNavigation() {
  const isHere = useIsHere();
  return (
    <nav aria-label="Main" className="hidden items-center gap-1 sm:flex">
      {PLACES.map(({ href, label }) => (
        <IntentLink
          key={href}
          href={href}
          aria-current={isHere(href) ? "page" : undefined}
          className={clsx(
            "hover:bg-raised rounded-md px-3 py-1.5 text-sm transition-colors",
            isHere(href) ? "text-ink font-medium" : "text-muted",
          )}
        >
          {label}
        </IntentLink>
      ))}
    </nav>
  );
}

/** The same three, at the bottom of a phone. */
export function BottomNavigation() {
  const isHere = useIsHere();
  return (
    <nav
      aria-label="Main"
      className="bg-surface border-line fixed inset-x-0 bottom-0 z-30 flex border-t pb-[env(safe-area-inset-bottom)] sm:hidden"
    >
      {PLACES.map(({ href, label, Icon }) => (
        <IntentLink
          key={href}
          href={href}
          aria-current={isHere(href) ? "page" : undefined}
          className={clsx(
            "flex h-14 grow basis-0 flex-col items-center justify-center gap-0.5 text-xs focus-visible:-outline-offset-2",
            isHere(href) ? "text-accent font-medium" : "text-muted",
          )}
        >
          <Icon className="size-5" aria-hidden />
          {label}
        </IntentLink>
      ))}
    </nav>
  );
}
