"use client";

import { Lock, PenLine } from "lucide-react";
import { useFormContext } from "react-hook-form";
import { Button } from "@/components/ui/button";
import { Field, Input, TextArea } from "@/components/ui/field";
import type { JobDetail } from "@/lib/api/types";
import { freedomOf, isRewritable, type PromptsForm } from "@/lib/job-prompts";

interface PromptPairProps {
  job: JobDetail;
  index: number;
  onRewrite: (number: number) => void;
}

/** One track's title and prompt, with the prompt of its visual. */
export function PromptPair({ job, index, onRewrite }: PromptPairProps) {
  const { register, formState } = useFormContext<PromptsForm>();
  const number = index + 1;
  const freedom = freedomOf(job, number);
  const errors = formState.errors.items?.[index];
  const required = "Write something here.";
  return (
    <li className="border-line grid gap-3 border-b p-4 last:border-b-0 lg:grid-cols-[2rem_1fr_1fr]">
      <span className="text-muted pt-1 text-sm tabular-nums max-lg:hidden">{String(number).padStart(2, "0")}</span>
      <div className="flex items-end gap-2 lg:col-span-2">
        <Field label={`Title of track ${number}`} error={errors?.track_title?.message} className="grow">
          {(control) => (
            <Input {...control} maxLength={100} {...register(`items.${index}.track_title`, { required })} />
          )}
        </Field>
        {isRewritable(job, number) && (
          <Button icon={<PenLine aria-hidden />} onClick={() => onRewrite(number)} aria-label={`Rewrite pair ${number}`}>
            Rewrite
          </Button>
        )}
      </div>
      <span className="max-lg:hidden" />
      <Field label={<PromptLabel text="Music prompt" isFree={freedom.music} />} error={errors?.music_prompt?.message}>
        {(control) => (
          <TextArea
            {...control}
            maxLength={2000}
            readOnly={!freedom.music}
            className={freedom.music ? undefined : "bg-raised text-muted"}
            {...register(`items.${index}.music_prompt`, { required })}
          />
        )}
      </Field>
      <Field label={<PromptLabel text="Visual prompt" isFree={freedom.visual} />} error={errors?.visual_prompt?.message}>
        {(control) => (
          <TextArea
            {...control}
            maxLength={2000}
            readOnly={!freedom.visual}
            className={freedom.visual ? undefined : "bg-raised text-muted"}
            {...register(`items.${index}.visual_prompt`, { required })}
          />
        )}
      </Field>
    </li>
  );
}

function PromptLabel({ text, isFree }: { text: string; isFree: boolean }) {
  return (
    <span className="flex items-center gap-2">
      {text}
      {!isFree && (
        <span className="text-muted inline-flex items-center gap-1 text-xs font-normal">
          <Lock className="size-3" aria-hidden />
          used
        </span>
      )}
    </span>
  );
}
