"use client";

import { createContext, use, useEffect, useState, useSyncExternalStore, type ReactNode } from "react";
import type { JobDetail } from "@/lib/api/types";
import { pairsOf } from "@/lib/job";
import { trackAudio } from "@/lib/job-links";
import { Player, SILENT, type Playing } from "@/lib/job-player";

const PlayerContext = createContext<Player | null>(null);

/** One player for all that is below: it plays on while tabs change, and one track after the other. */
export function PlayerProvider({ job, children }: { job: JobDetail; children: ReactNode }) {
  const { id } = job;
  const [player] = useState(() => new Player((takeId) => trackAudio(id, takeId)));

  useEffect(() => {
    const takes = pairsOf(job).flatMap((pair) => pair.track?.id ?? []);
    player.follow((takeId) => {
      const index = takes.indexOf(takeId);
      return index < 0 ? null : (takes[index + 1] ?? null);
    });
  }, [player, job]);

  useEffect(() => () => player.close(), [player]);

  return <PlayerContext value={player}>{children}</PlayerContext>;
}

export function usePlayer(): Player {
  const player = use(PlayerContext);
  if (!player) throw new Error("The player is missing: wrap the component in PlayerProvider.");
  return player;
}

function useReading<T>(choose: (playing: Playing) => T): T {
  const player = usePlayer();
  return useSyncExternalStore(
    player.subscribe,
    () => choose(player.read()),
    () => choose(SILENT),
  );
}

export function usePlaying(): Playing {
  return useReading((playing) => playing);
}

/** What a row needs to know: it draws itself again only when that changes. */
export function useTakePlaying(takeId: number | undefined): { isPlaying: boolean; position: number | null } {
  const isLoaded = (playing: Playing) => takeId !== undefined && playing.takeId === takeId;
  return {
    isPlaying: useReading((playing) => isLoaded(playing) && playing.isPlaying),
    position: useReading((playing) => (isLoaded(playing) ? playing.position : null)),
  };
}
