"use client";

import clsx from "clsx";
import Link from "next/link";
import { useId } from "react";
import { Button } from "@/components/ui/button";
import { Status, TONE_TEXT, ToneIcon } from "@/components/ui/status";
import { useHealth } from "@/lib/health";
import { nameService } from "@/lib/words";

/** A dot that says whether the studio is well, and opens the reason. */
export function HealthDot() {
  const { tone, label, isReachable, system } = useHealth();
  const id = useId();
  const told = system?.services.filter((service) => !service.healthy || service.remedy !== null) ?? [];
  return (
    <>
      <Button
        look="quiet"
        size="icon"
        popoverTarget={id}
        aria-label={`Health of the studio: ${label}`}
        title={label}
      >
        <span className={clsx("size-2.5 rounded-full bg-current", TONE_TEXT[tone])} />
      </Button>
      <div
        id={id}
        popover="auto"
        aria-label="Health of the studio"
        role="dialog"
        className="panel text-ink fixed inset-auto top-13 right-4 m-0 w-80 max-w-[calc(100vw-2rem)] p-4 text-sm sm:right-6"
      >
        <Status tone={tone} className="font-medium">
          {label}
        </Status>
        {!isReachable && (
          <p className="text-muted mt-2">
            The page asks again every few seconds. Look whether the studio runs: <code>make up</code> starts it.
          </p>
        )}
        {told.length > 0 && (
          <ul className="mt-3 space-y-3">
            {told.map((service) => (
              <li key={service.name} className="flex gap-2">
                <ToneIcon tone={service.healthy ? "waiting" : "bad"} className="mt-0.5" />
                <span className="min-w-0 wrap-anywhere">
                  <span className="font-medium">{nameService(service.name)}</span>: {service.found}
                  {service.remedy && <span className="text-muted block">{service.remedy}</span>}
                </span>
              </li>
            ))}
          </ul>
        )}
        {isReachable && (
          <Link href="/system" className="text-accent mt-3 inline-block hover:underline">
            Everything about the system
          </Link>
        )}
      </div>
    </>
  );
}
