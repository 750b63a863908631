"use client";

import { useFormContext, useWatch } from "react-hook-form";
import { Choice, Field, Input } from "@/components/ui/field";
import { suggestedStart } from "@/lib/album-form";
import type { AlbumValues } from "@/lib/album-schema";
import { useZone } from "@/lib/time";

/** When the work begins, and whether it pauses for a look at the prompts. */
export function StartFields() {
  const {
    control,
    register,
    getValues,
    setValue,
    formState: { errors },
  } = useFormContext<AlbumValues>();
  const begin = useWatch({ control, name: "begin" });
  const zone = useZone();

  function suggest(): void {
    if (getValues("begin") === "at" && getValues("start_at") === "") {
      setValue("start_at", suggestedStart(new Date()));
    }
  }

  const registration = register("begin", { onChange: suggest });
  return (
    <fieldset className="space-y-3">
      <legend className="mb-2 text-sm font-medium">Start</legend>
      <div className="flex flex-wrap gap-x-6 gap-y-2">
        <Choice type="radio" value="now" {...registration} label="Now" />
        <Choice type="radio" value="at" {...registration} label="At a time" />
        <Choice type="radio" value="later" {...registration} label="When I say so" />
      </div>
      {begin === "at" && (
        <Field
          label="Start time"
          hint={zone ? `In your time zone, ${zone.replaceAll("_", " ")}.` : undefined}
          error={errors.start_at?.message}
        >
          {(each) => <Input {...each} {...register("start_at")} type="datetime-local" className="max-w-60" />}
        </Field>
      )}
      <Choice
        type="checkbox"
        {...register("review")}
        label="Review before generating"
        hint="The work pauses after the prompts, before anything is made or paid for."
      />
    </fieldset>
  );
}
