"use client";

import { useQuery } from "@tanstack/react-query";
import { Radio } from "lucide-react";
import Link from "next/link";
import { EmptyState } from "@/components/ui/empty-state";
import { Loaded } from "@/components/ui/loaded";
import { Status } from "@/components/ui/status";
import type { ChannelView } from "@/lib/api/types";
import { channelsQuery, SLOW_POLL_MS } from "@/lib/queries";
import { ChannelRowsSkeleton } from "./channel-skeletons";
import { NewChannel } from "./new-channel";

export function ChannelList() {
  const query = useQuery({ ...channelsQuery(), refetchInterval: SLOW_POLL_MS });
  if (query.data?.length === 0) {
    return (
      <section className="panel" aria-label="Channels">
        <EmptyState icon={<Radio />} title="No channel yet" action={<NewChannel />}>
          A channel is what an album is made for. Its name becomes the folder of its albums.
        </EmptyState>
      </section>
    );
  }
  return (
    <section className="panel overflow-hidden" aria-label="Channels">
      <Loaded query={query} problem="The channels could not be loaded" skeleton={<ChannelRowsSkeleton />}>
        {(channels) => (
          <ul>
            {channels.map((channel) => (
              <ChannelRow key={channel.id} channel={channel} />
            ))}
          </ul>
        )}
      </Loaded>
    </section>
  );
}

function ChannelRow({ channel }: { channel: ChannelView }) {
  return (
    <li className="border-line hover:bg-raised/60 relative flex h-16 items-center gap-4 border-b px-4 transition-colors last:border-b-0">
      <div className="min-w-0 grow">
        <Link
          href={`/channels/${channel.id}`}
          className="block truncate text-sm font-medium after:absolute after:inset-0"
        >
          {channel.name}
        </Link>
        <p className="text-muted truncate text-xs">{channel.brand_niche ?? "No niche"}</p>
      </div>
      {channel.youtube_channel_id && (
        <span className="text-muted hidden font-mono text-xs md:block">{channel.youtube_channel_id}</span>
      )}
      <ChannelStatus channel={channel} />
    </li>
  );
}

export function ChannelStatus({ channel }: { channel: ChannelView }) {
  return (
    <Status tone={channel.is_active ? "good" : "waiting"} className="text-sm">
      {channel.is_active ? "Enabled" : "Disabled"}
    </Status>
  );
}
