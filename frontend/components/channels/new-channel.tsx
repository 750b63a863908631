"use client";

import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { Button } from "@/components/ui/button";
import { ChannelDialog } from "./channel-dialog";

/** Creates a channel, and opens it. */
export function NewChannel() {
  const router = useRouter();
  return (
    <ChannelDialog
      channel={null}
      trigger={
        <Button look="primary" icon={<Plus aria-hidden />}>
          New channel
        </Button>
      }
      onSaved={(channel) => router.push(`/channels/${channel.id}`)}
    />
  );
}
