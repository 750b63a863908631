"use client";

import { useQuery } from "@tanstack/react-query";
import { Pencil, Plus } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Loaded } from "@/components/ui/loaded";
import { PageHeader } from "@/components/ui/page-header";
import { Moment } from "@/components/ui/time";
import type { ChannelView as Channel } from "@/lib/api/types";
import { channelQuery, SLOW_POLL_MS } from "@/lib/queries";
import { ChannelDialog } from "./channel-dialog";
import { ChannelJobs } from "./channel-jobs";
import { ChannelStatus } from "./channel-list";
import { ChannelSkeleton } from "./channel-skeletons";
import { DisabledNotice, SwitchChannel } from "./switch-channel";

/** One channel: what it is, what can be done with it, and its latest jobs. */
export function ChannelView({ id }: { id: number }) {
  const query = useQuery({ ...channelQuery(id), refetchInterval: SLOW_POLL_MS });
  return (
    <Loaded query={query} problem="The channel could not be loaded" skeleton={<ChannelSkeleton />}>
      {(channel) => <Shown channel={channel} />}
    </Loaded>
  );
}

function Shown({ channel }: { channel: Channel }) {
  return (
    <>
      <PageHeader
        above={
          <Link href="/channels" className="hover:text-ink">
            Channels
          </Link>
        }
        title={channel.name}
        actions={
          <>
            <ChannelDialog channel={channel} trigger={<Button icon={<Pencil aria-hidden />}>Edit</Button>} />
            {channel.is_active && <SwitchChannel channel={channel} />}
            {channel.is_active && (
              <Button asChild look="primary">
                <Link href={`/jobs/new?channel=${channel.id}`}>
                  <Plus aria-hidden />
                  New album
                </Link>
              </Button>
            )}
          </>
        }
      >
        <ChannelStatus channel={channel} />
      </PageHeader>
      {!channel.is_active && <DisabledNotice channel={channel} />}
      <Facts channel={channel} />
      <ChannelJobs channelId={channel.id} />
    </>
  );
}

function Facts({ channel }: { channel: Channel }) {
  return (
    <dl className="panel mb-8 grid gap-x-8 gap-y-4 p-5 text-sm sm:grid-cols-2">
      <Fact name="Niche">{channel.brand_niche ?? "None given"}</Fact>
      <Fact name="YouTube channel ID">
        {channel.youtube_channel_id ? (
          <span className="-my-1.5 flex items-center gap-1">
            <a
              href={`https://www.youtube.com/channel/${channel.youtube_channel_id}`}
              target="_blank"
              rel="noreferrer"
              className="text-accent truncate font-mono hover:underline"
            >
              {channel.youtube_channel_id}
            </a>
            <CopyButton text={channel.youtube_channel_id} what="the YouTube channel ID" />
          </span>
        ) : (
          "None given"
        )}
      </Fact>
      <Fact name="Created">
        <Moment at={channel.created_at} />
      </Fact>
      <Fact name="Changed">
        <Moment at={channel.updated_at} />
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-muted mb-0.5">{name}</dt>
      <dd className="wrap-anywhere">{children}</dd>
    </div>
  );
}
