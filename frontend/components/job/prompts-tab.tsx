"use client";

import { PenLine } from "lucide-react";
import { useState } from "react";
import { FormProvider, useForm, useWatch } from "react-hook-form";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Field, Input, TextArea } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { toast } from "@/components/ui/toast";
import type { AlbumPrompts, JobDetail } from "@/lib/api/types";
import { isIdle } from "@/lib/job";
import { useSavePrompts } from "@/lib/job-actions";
import { countCharacters, countTagCharacters, meter, parseTags, TAG_CHARACTERS, TITLE_CHARACTERS, titleAdvice } from "@/lib/job-metadata";
import { fromForm, isReordered, toForm, type PromptsForm } from "@/lib/job-prompts";
import type { Rerun } from "@/lib/job-rerun";
import { showRefusal } from "@/lib/refusal";
import { PromptPair } from "./prompt-pair";
import { RerunConfirm } from "./rerun/rerun-confirm-lazy";
import { useMarkUnsaved } from "./unsaved";
import { Counter } from "./metadata/counter";

/** The album in words: its title, introduction and tags, and what each track and visual is made from. */
export function PromptsTab({ job }: { job: JobDetail }) {
  const [known, setKnown] = useState(job.prompts);
  const [orders, setOrders] = useState(0);
  if (known !== job.prompts) {
    setKnown(job.prompts);
    if (known && job.prompts && isReordered(known, job.prompts)) setOrders(orders + 1);
  }
  if (!job.prompts) {
    return (
      <div className="panel">
        <EmptyState icon={<PenLine />} title="The prompts are not written yet">
          {isIdle(job) ? "Start the run: the language model writes them first." : "The language model is at it."}
        </EmptyState>
      </div>
    );
  }
  return <PromptsEditor key={orders} job={job} prompts={job.prompts} />;
}

function PromptsEditor({ job, prompts }: { job: JobDetail; prompts: AlbumPrompts }) {
  const save = useSavePrompts(job.id);
  const [rerun, setRerun] = useState<Rerun | null>(null);
  // What is typed stays while the job is read again; fields that nobody touched follow what is read.
  const form = useForm<PromptsForm>({
    values: toForm(prompts),
    resetOptions: { keepDirtyValues: true, keepErrors: true },
  });
  const { errors, isDirty } = form.formState;
  useMarkUnsaved("prompts", isDirty);
  const canEdit = isIdle(job);
  const [title, tags] = useWatch({ control: form.control, name: ["album_title", "tags"] });

  const submit = form.handleSubmit(async (values) => {
    try {
      await save.mutateAsync(fromForm(values));
      form.reset(values);
      toast.success("The prompts are saved.");
    } catch (error) {
      showRefusal(error, ["album_title", "introduction", "tags"], form.setError);
    }
  });

  return (
    <FormProvider {...form}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <div className="mb-4 flex flex-wrap items-center justify-between gap-2">
          <p className="text-muted text-sm">
            {canEdit
              ? "Titles, introduction and tags can always change; a prompt until something was made from it."
              : "While the run is live nothing can be edited. Cancel the run first."}
          </p>
          <Button
            size="small"
            disabled={!canEdit}
            icon={<PenLine aria-hidden />}
            onClick={() => setRerun({ stage: "prompts", mode: "regenerate" })}
          >
            Rewrite all prompts
          </Button>
        </div>
        <fieldset disabled={!canEdit} className="min-w-0">
          <legend className="sr-only">Prompts of the album</legend>
          <div className="panel space-y-4 p-4">
            <Field
              label="Album title"
              aside={<Counter what="Title" meter={meter(countCharacters(title), TITLE_CHARACTERS)} />}
              error={errors.album_title?.message}
              advice={titleAdvice(title)}
            >
              {(control) => (
                <Input {...control} maxLength={TITLE_CHARACTERS} {...form.register("album_title", { required: "Give the album a title." })} />
              )}
            </Field>
            <Field label="Introduction" hint="Opens the description, before the timestamps." error={errors.introduction?.message}>
              {(control) => <TextArea {...control} {...form.register("introduction")} />}
            </Field>
            <Field
              label="Tags"
              aside={<Counter what="Tags" meter={meter(countTagCharacters(parseTags(tags)), TAG_CHARACTERS)} />}
              hint="Between commas."
              error={errors.tags?.message}
            >
              {(control) => <TextArea {...control} className="min-h-16" {...form.register("tags")} />}
            </Field>
          </div>
          <ol className="panel mt-4" aria-label="Pairs of prompts">
            {prompts.items.map((_, index) => (
              <PromptPair
                key={index}
                job={job}
                index={index}
                onRewrite={(item) => setRerun({ stage: "prompts", mode: "regenerate", item })}
              />
            ))}
          </ol>
        </fieldset>
        {isDirty && canEdit && (
          <div className="bg-surface border-edge sticky bottom-[calc(4rem+env(safe-area-inset-bottom))] z-10 mt-4 flex flex-wrap items-center justify-end gap-2 rounded-md border p-3 in-[body:has([data-player])]:bottom-[calc(8rem+env(safe-area-inset-bottom))] sm:bottom-4 sm:in-[body:has([data-player])]:bottom-20">
            {errors.root && <Notice tone="bad" className="w-full">{errors.root.message}</Notice>}
            <span className="text-muted mr-auto text-sm">Not saved yet</span>
            <Button onClick={() => form.reset(toForm(prompts))}>Discard</Button>
            <Button type="submit" look="primary" isBusy={save.isPending}>
              Save prompts
            </Button>
          </div>
        )}
      </form>
      {rerun && <RerunConfirm job={job} rerun={rerun} onClose={() => setRerun(null)} />}
    </FormProvider>
  );
}
