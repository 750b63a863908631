"use client";

import { Plus } from "lucide-react";
import { Controller, useFormContext, useWatch } from "react-hook-form";
import { ChannelDialog } from "@/components/channels/channel-dialog";
import { Button } from "@/components/ui/button";
import { Field, Input, Select } from "@/components/ui/field";
import type { AlbumValues } from "@/lib/album-schema";
import type { ChannelView, DefaultsView, ProviderView } from "@/lib/api/types";
import { KeywordsInput } from "./keywords-input";
import { ProviderChoice } from "./provider-choice";
import { SecondProvider } from "./second-provider";
import { VisualKind } from "./visual-kind";

interface MainFieldsProps {
  defaults: DefaultsView;
  channels: readonly ChannelView[];
  providers: readonly ProviderView[];
}

/** What every album needs to say. */
export function MainFields({ defaults, channels, providers }: MainFieldsProps) {
  const {
    control,
    register,
    formState: { errors },
  } = useFormContext<AlbumValues>();
  return (
    <>
      <ChannelField channels={channels} />
      <Field
        label="Niche label"
        hint="What the album is, in a few words. The prompts are written from it."
        error={errors.niche_label?.message}
      >
        {(each) => (
          <Input {...each} {...register("niche_label")} placeholder="rainy window study" autoComplete="off" />
        )}
      </Field>
      <Controller
        control={control}
        name="mood_keywords"
        render={({ field }) => (
          <Field
            label="Mood keywords"
            hint="Enter or a comma after each."
            error={errors.mood_keywords?.message ?? errors.mood_keywords?.find?.((each) => each)?.message}
            isOptional
          >
            {(each) => (
              <KeywordsInput control={each} value={field.value} onChange={field.onChange} onBlur={field.onBlur} />
            )}
          </Field>
        )}
      />
      <Field
        label="Target duration"
        hint={`${defaults.fewest_advised_minutes} to ${defaults.most_advised_minutes} minutes are advised.`}
        error={errors.target_duration_minutes?.message}
      >
        {(each) => (
          <span className="flex items-center gap-2 text-sm">
            <Input
              {...each}
              {...register("target_duration_minutes", { valueAsNumber: true })}
              type="number"
              inputMode="numeric"
              min={1}
              max={180}
              className="w-24 tabular-nums"
            />
            minutes
          </span>
        )}
      </Field>
      <ProviderChoice
        kind="music"
        legend="Tracks made by"
        providers={providers}
        registration={register("music_provider")}
        error={errors.music_provider?.message}
      />
      <SecondProvider kind="music" providers={providers} />
      <OwnFolder name="own_tracks" kind="music" defaults={defaults} providers={providers} />
      <ProviderChoice
        kind="visual"
        legend="Pictures made by"
        providers={providers}
        registration={register("visual_provider")}
        error={errors.visual_provider?.message}
      />
      <OwnFolder name="own_visuals" kind="visual" defaults={defaults} providers={providers} />
      <VisualKind providers={providers} />
      <SecondProvider kind="visual" providers={providers} />
    </>
  );
}

function ChannelField({ channels }: { channels: readonly ChannelView[] }) {
  const {
    register,
    setValue,
    formState: { errors },
  } = useFormContext<AlbumValues>();
  const active = channels.filter((channel) => channel.is_active);
  return (
    <Field
      label="Channel"
      error={errors.channel_id?.message}
      hint={active.length === 0 ? "There is none yet; create the first." : undefined}
    >
      {(control) => (
        <span className="flex gap-2">
          {/* The key lets the list take a value whose option has only just come. */}
          <Select key={active.length} {...control} {...register("channel_id")} className="min-w-0 grow">
            <option value="">Choose a channel</option>
            {active.map((channel) => (
              <option key={channel.id} value={channel.id}>
                {channel.name}
              </option>
            ))}
          </Select>
          <ChannelDialog
            channel={null}
            trigger={
              <Button className="h-10 sm:h-9" icon={<Plus aria-hidden />}>
                New channel
              </Button>
            }
            onSaved={(channel) => setValue("channel_id", String(channel.id), { shouldValidate: true })}
          />
        </span>
      )}
    </Field>
  );
}

interface OwnFolderProps {
  name: "own_tracks" | "own_visuals";
  kind: "music" | "visual";
  defaults: DefaultsView;
  providers: readonly ProviderView[];
}

/** The folder with the person's own files, where the chosen provider takes them. */
function OwnFolder({ name, kind, defaults, providers }: OwnFolderProps) {
  const {
    control,
    register,
    formState: { errors },
  } = useFormContext<AlbumValues>();
  const chosen = useWatch({ control, name: kind === "music" ? "music_provider" : "visual_provider" });
  const takesFiles = providers.some(
    (provider) => provider.kind === kind && provider.name === chosen && provider.uses_own_files,
  );
  if (!takesFiles) return null;
  return (
    <Field
      label={kind === "music" ? "Folder of your tracks" : "Folder of your pictures"}
      hint={defaults.library_root ? `Below ${defaults.library_root}.` : undefined}
      error={errors[name]?.message}
    >
      {(each) => (
        <Input {...each} {...register(name)} className="font-mono" autoComplete="off" spellCheck={false} />
      )}
    </Field>
  );
}
