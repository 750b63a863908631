"use client";

import dynamic from "next/dynamic";
import { useState, type ReactNode } from "react";
import { Dialog } from "@/components/ui/dialog";
import { toast } from "@/components/ui/toast";
import type { ChannelView } from "@/lib/api/types";
import { ChannelFormSkeleton } from "./channel-skeletons";

// Most visits open no form: its libraries come when one is opened.
const ChannelForm = dynamic(() => import("./channel-form").then((module) => module.ChannelForm), {
  loading: ChannelFormSkeleton,
});

interface ChannelDialogProps {
  /** The channel to edit; null creates one. */
  channel: ChannelView | null;
  trigger: ReactNode;
  onSaved?: (channel: ChannelView) => void;
}

export function ChannelDialog({ channel, trigger, onSaved }: ChannelDialogProps) {
  const [isOpen, setOpen] = useState(false);

  function saved(view: ChannelView): void {
    setOpen(false);
    toast.success(channel ? "The channel is changed." : `The channel ${view.name} is there.`);
    onSaved?.(view);
  }

  return (
    <Dialog
      title={channel ? "Edit channel" : "New channel"}
      isOpen={isOpen}
      onOpenChange={setOpen}
      trigger={trigger}
    >
      <ChannelForm channel={channel} onSaved={saved} onDiscard={() => setOpen(false)} />
    </Dialog>
  );
}
