"use client";

/** How the studio is, asked now and then by the whole page together. */
import { useQuery } from "@tanstack/react-query";
import { ApiError } from "./api/problem";
import type { SystemView } from "./api/types";
import { healthQuery } from "./queries";
import { nameService, type Tone } from "./words";

const WELL_MS = 20_000;
const ILL_MS = 4_000;

export interface Health {
  tone: Tone;
  /** In a few words. */
  label: string;
  /** False once nobody answered; the banner says so until somebody does. */
  isReachable: boolean;
  system: SystemView | undefined;
}

/** What the last look at the studio says. Pure. */
export function judgeHealth(system: SystemView | undefined, error: unknown): Health {
  if (error instanceof ApiError && error.isUnreachable) {
    return { tone: "bad", label: "The studio does not answer", isReachable: false, system: undefined };
  }
  if (error) return { tone: "bad", label: "The studio's health is unknown", isReachable: true, system: undefined };
  if (!system) return { tone: "neutral", label: "Looking", isReachable: true, system };
  const ill = system.services.filter((service) => !service.healthy);
  if (ill.length > 0) {
    return { tone: "bad", label: `Not well: ${ill.map((service) => nameService(service.name)).join(", ")}`, isReachable: true, system };
  }
  const noted = system.services.filter((service) => service.remedy !== null);
  if (noted.length > 0) {
    return { tone: "waiting", label: `Worth a look: ${noted.map((service) => nameService(service.name)).join(", ")}`, isReachable: true, system };
  }
  return { tone: "good", label: "All is well", isReachable: true, system };
}

/** How soon to look again: sooner while something is wrong. */
export function healthPollMs(system: SystemView | undefined, error: unknown): number {
  return judgeHealth(system, error).tone === "bad" ? ILL_MS : WELL_MS;
}

/** The same where the providers are shown: vendors are asked beside, and what they answer comes a moment later. */
export function systemPollMs(system: SystemView | undefined, error: unknown): number {
  const isAwaited = system?.providers.some((provider) => provider.account?.length === 0);
  return isAwaited ? ILL_MS : healthPollMs(system, error);
}

export function useHealth(): Health {
  const { data, error } = useQuery({
    ...healthQuery(),
    refetchInterval: ({ state }) => healthPollMs(state.data, state.error),
  });
  return judgeHealth(data, error);
}
