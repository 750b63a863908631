"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { browserApi } from "@/lib/api/client";
import { read } from "@/lib/api/problem";
import type { ChannelView } from "@/lib/api/types";
import { channelSchema, channelValues, toChannelDraft, type ChannelValues } from "@/lib/channel-form";
import { showRefusal } from "@/lib/refusal";

const FIELDS = ["name", "brand_niche", "youtube_channel_id"] as const;

interface ChannelFormProps {
  /** The channel to edit; null creates one. */
  channel: ChannelView | null;
  onSaved: (channel: ChannelView) => void;
  onDiscard: () => void;
}

export function ChannelForm({ channel, onSaved, onDiscard }: ChannelFormProps) {
  const client = useQueryClient();
  const form = useForm<ChannelValues>({
    resolver: zodResolver(channelSchema),
    defaultValues: channelValues(channel),
    mode: "onChange",
  });
  const { errors } = form.formState;

  const save = useMutation({
    mutationFn: (values: ChannelValues) => {
      const body = toChannelDraft(values);
      return channel
        ? read(browserApi.PATCH("/api/channels/{channel_id}", { params: { path: { channel_id: channel.id } }, body }))
        : read(browserApi.POST("/api/channels", { body }));
    },
    onSuccess: (view) => {
      void client.invalidateQueries({ queryKey: ["channels"] });
      void client.invalidateQueries({ queryKey: ["jobs"] });
      onSaved(view);
    },
    onError: (error) => showRefusal(error, FIELDS, form.setError),
  });

  return (
    <form
      noValidate
      className="space-y-4"
      onSubmit={(event) => {
        // The dialog may stand inside another form's page; only this one is meant.
        event.stopPropagation();
        void form.handleSubmit((values) => save.mutate(values))(event);
      }}
    >
      <Field label="Name" error={errors.name?.message}>
        {(control) => <Input {...control} {...form.register("name")} autoComplete="off" autoFocus />}
      </Field>
      <Field label="Niche" hint="What the channel is about, such as lo-fi for studying." error={errors.brand_niche?.message} isOptional>
        {(control) => <Input {...control} {...form.register("brand_niche")} autoComplete="off" />}
      </Field>
      <Field
        label="YouTube channel ID"
        hint="Starts with UC; YouTube shows it under Settings, Advanced settings."
        error={errors.youtube_channel_id?.message}
        isOptional
      >
        {(control) => (
          <Input
            {...control}
            {...form.register("youtube_channel_id")}
            autoComplete="off"
            spellCheck={false}
            className="font-mono"
          />
        )}
      </Field>
      {errors.root && <Notice tone="bad">{errors.root.message}</Notice>}
      <div className="flex justify-end gap-2 pt-1">
        <Button onClick={onDiscard}>Discard</Button>
        <Button type="submit" look="primary" isBusy={save.isPending}>
          {channel ? "Save channel" : "Create channel"}
        </Button>
      </div>
    </form>
  );
}
