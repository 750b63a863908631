"use client";

import dynamic from "next/dynamic";
import type { JobDetail } from "@/lib/api/types";
import { usePlaying } from "./player-context";

const PlayerBar = dynamic(() => import("./player-bar").then((module) => module.PlayerBar), { ssr: false });

/** Where the player appears with the first track that is played. */
export function PlayerPlace({ job }: { job: JobDetail }) {
  return usePlaying().takeId === null ? null : <PlayerBar job={job} />;
}
