"use client";

import clsx from "clsx";
import { ChevronRight } from "lucide-react";
import { useFormContext } from "react-hook-form";
import { Choice, Field, Input, Select } from "@/components/ui/field";
import type { AlbumValues } from "@/lib/album-schema";
import type { DefaultsView } from "@/lib/api/types";

const MOTIONS = [
  ["drift", "Drift slowly"],
  ["zoom", "Zoom slowly"],
  ["parallax", "Parallax: near and far move apart"],
  ["none", "Stand still"],
] as const;

const JOINS = [
  ["crossfade", "Crossfade"],
  ["cut", "Cut"],
  ["dip", "Dip to black"],
] as const;

const LOOPS = [
  ["crossfade", "Crossfade the end into the beginning"],
  ["back-and-forth", "Play back and forth"],
] as const;

interface AdvancedFieldsProps {
  defaults: DefaultsView;
  isOpen: boolean;
  onToggle: (isOpen: boolean) => void;
}

/** How the album is made, for those who want it otherwise. */
export function AdvancedFields({ defaults, isOpen, onToggle }: AdvancedFieldsProps) {
  const {
    register,
    formState: { errors },
  } = useFormContext<AlbumValues>();
  return (
    <div className="border-line border-t pt-4">
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls="advanced"
        className="-mx-1 flex items-center gap-1.5 rounded-sm px-1 py-1 text-sm font-medium"
        onClick={() => onToggle(!isOpen)}
      >
        <ChevronRight className={clsx("size-4 transition-transform", isOpen && "rotate-90")} aria-hidden />
        Advanced
      </button>
      <div id="advanced" hidden={!isOpen} className="mt-4 space-y-6">
        <Field
          label="Output directory"
          hint={`Below ${defaults.output_root}. Left empty, it is named after the channel, the job's number and the niche.`}
          error={errors.output_directory?.message}
          isOptional
        >
          {(each) => (
            <Input
              {...each}
              {...register("output_directory")}
              className="font-mono"
              placeholder="quiet-corner/rainy-window"
              autoComplete="off"
              spellCheck={false}
            />
          )}
        </Field>
        <div className="grid gap-x-6 gap-y-6 sm:grid-cols-2">
          <Field label="Tracks" hint="Each has a picture of its own." error={errors.track_count?.message}>
            {(each) => (
              <Input
                {...each}
                {...register("track_count", { valueAsNumber: true })}
                type="number"
                inputMode="numeric"
                min={1}
                max={60}
              />
            )}
          </Field>
          <Field label="Crossfade" hint="Seconds that two tracks overlap." error={errors.crossfade_seconds?.message}>
            {(each) => (
              <Input
                {...each}
                {...register("crossfade_seconds", { valueAsNumber: true })}
                type="number"
                inputMode="decimal"
                min={0}
                max={10}
                step={0.5}
              />
            )}
          </Field>
          <ChoiceField name="motion" label="Motion of still pictures" choices={MOTIONS} />
          <ChoiceField name="visual_join" label="From one picture to the next" choices={JOINS} />
          <ChoiceField name="clip_loop" label="How a clip repeats" choices={LOOPS} />
          <Field
            label="Seed"
            hint="The same seed writes and moves the same way again. Left empty, a new one."
            error={errors.seed?.message}
            isOptional
          >
            {(each) => <Input {...each} {...register("seed")} inputMode="numeric" autoComplete="off" />}
          </Field>
          <Field
            label="Budget"
            hint="Most that providers may charge, in US dollars. Left empty, what the settings say."
            error={errors.budget_usd?.message}
            isOptional
          >
            {(each) => <Input {...each} {...register("budget_usd")} inputMode="decimal" autoComplete="off" />}
          </Field>
          <Field
            label="Priority"
            hint="Of two waiting jobs the one with the lower number goes first."
            error={errors.priority?.message}
          >
            {(each) => (
              <Input
                {...each}
                {...register("priority", { valueAsNumber: true })}
                type="number"
                min={-100}
                max={100}
              />
            )}
          </Field>
        </div>
        <div className="grid gap-3 sm:grid-cols-2">
          <Choice type="checkbox" {...register("title_cards")} label="Title cards" hint="Each track's number and title as it begins." />
          <Choice type="checkbox" {...register("trim_silence")} label="Trim silence" hint="At the head and tail of each track." />
          <Choice type="checkbox" {...register("film_grain")} label="Film grain" hint="A fine grain over every picture." />
          <Choice type="checkbox" {...register("vignette")} label="Vignette" hint="Corners that darken softly." />
        </div>
      </div>
    </div>
  );
}

interface ChoiceFieldProps {
  name: "motion" | "visual_join" | "clip_loop";
  label: string;
  choices: readonly (readonly [string, string])[];
}

function ChoiceField({ name, label, choices }: ChoiceFieldProps) {
  const {
    register,
    formState: { errors },
  } = useFormContext<AlbumValues>();
  return (
    <Field label={label} error={errors[name]?.message}>
      {(each) => (
        <Select {...each} {...register(name)}>
          {choices.map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
