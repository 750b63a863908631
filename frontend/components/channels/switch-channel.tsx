"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { PowerOff } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Notice } from "@/components/ui/notice";
import { toast } from "@/components/ui/toast";
import { browserApi } from "@/lib/api/client";
import { read, sentence } from "@/lib/api/problem";
import type { ChannelView } from "@/lib/api/types";
import { formatMany } from "@/lib/format";
import { plannedCountQuery } from "@/lib/queries";

function useSwitch(channel: ChannelView) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (isActive: boolean) =>
      read(
        browserApi.PATCH("/api/channels/{channel_id}", {
          params: { path: { channel_id: channel.id } },
          body: { is_active: isActive },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: ["channels"] }),
  });
}

/** How many of the channel's jobs have not begun; unknown for a moment. */
function usePlannedCount(channelId: number): number | undefined {
  return useQuery(plannedCountQuery(channelId)).data;
}

/** Disables the channel, once it was said what that means. */
export function SwitchChannel({ channel }: { channel: ChannelView }) {
  const change = useSwitch(channel);
  const planned = usePlannedCount(channel.id);

  async function disable(): Promise<void> {
    await change.mutateAsync(false);
    toast.success(`The channel ${channel.name} is disabled.`);
  }

  return (
    <Confirm
      title={`Disable ${channel.name}?`}
      action="Disable channel"
      isDangerous
      onConfirm={disable}
      trigger={<Button icon={<PowerOff aria-hidden />}>Disable</Button>}
    >
      <p>It takes no new albums until it is enabled again. What it has stays, and an album that is being made goes on.</p>
      <p>{sayPlanned(planned)}</p>
    </Confirm>
  );
}

function sayPlanned(planned: number | undefined): string {
  if (planned === undefined) return "Its planned jobs wait and do not start.";
  if (planned === 0) return "No job of it is planned.";
  return `${formatMany(planned, "planned job waits", "planned jobs wait")}, whatever the start time, until the channel is enabled.`;
}

/** Says what being disabled means now, and enables. */
export function DisabledNotice({ channel }: { channel: ChannelView }) {
  const change = useSwitch(channel);
  const planned = usePlannedCount(channel.id);

  async function enable(): Promise<void> {
    try {
      await change.mutateAsync(true);
      toast.success(`The channel ${channel.name} is enabled.`);
    } catch (error) {
      toast.error(sentence(error));
    }
  }

  return (
    <Notice
      tone="waiting"
      className="mb-6"
      action={
        <Button size="small" isBusy={change.isPending} onClick={() => void enable()}>
          Enable channel
        </Button>
      }
    >
      This channel is disabled and takes no new albums.{" "}
      {planned
        ? `${formatMany(planned, "planned job waits", "planned jobs wait")}; enabled, those start whose time has come.`
        : "No planned job waits for it."}
    </Notice>
  );
}
