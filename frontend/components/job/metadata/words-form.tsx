"use client";

import { useForm, useWatch } from "react-hook-form";
import { Button } from "@/components/ui/button";
import { Field, Input, TextArea } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { toast } from "@/components/ui/toast";
import type { AlbumMetadata, AlbumPrompts, JobDetail } from "@/lib/api/types";
import { useSavePrompts } from "@/lib/job-actions";
import {
  countCharacters,
  countTagCharacters,
  DESCRIPTION_BYTES,
  descriptionBytes,
  meter,
  parseTags,
  TAG_CHARACTERS,
  TITLE_CHARACTERS,
  titleAdvice,
} from "@/lib/job-metadata";
import { toForm, withWords } from "@/lib/job-prompts";
import { showRefusal } from "@/lib/refusal";
import { useMarkUnsaved } from "../unsaved";
import { Counter } from "./counter";

interface WordsFormProps {
  job: JobDetail;
  prompts: AlbumPrompts;
  metadata: AlbumMetadata;
  onClose: () => void;
}

interface Words {
  album_title: string;
  introduction: string;
  tags: string;
}

/** Title, introduction and tags; the description is composed of them again, with its timestamps. */
export function WordsForm({ job, prompts, metadata, onClose }: WordsFormProps) {
  const save = useSavePrompts(job.id);
  const { album_title, introduction, tags } = toForm(prompts);
  const form = useForm<Words>({ defaultValues: { album_title, introduction, tags } });
  const { errors, isDirty } = form.formState;
  useMarkUnsaved("metadata", isDirty);
  const [title, opening, labels] = useWatch({ control: form.control, name: ["album_title", "introduction", "tags"] });

  const submit = form.handleSubmit(async (values) => {
    try {
      await save.mutateAsync(withWords(prompts, { ...values, tags: parseTags(values.tags) }));
      toast.success("The metadata is written again.");
      onClose();
    } catch (error) {
      showRefusal(error, ["album_title", "introduction", "tags"], form.setError);
    }
  });

  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="panel space-y-4 p-4">
      <Field
        label="Title"
        aside={<Counter what="Title" meter={meter(countCharacters(title), TITLE_CHARACTERS)} />}
        error={errors.album_title?.message}
        advice={titleAdvice(title)}
      >
        {(control) => (
          <Input
            {...control}
            maxLength={TITLE_CHARACTERS}
            {...form.register("album_title", { required: "Give the album a title." })}
          />
        )}
      </Field>
      <Field
        label="Introduction"
        error={errors.introduction?.message}
        hint={
          <>
            The timestamps and the closing line follow it; what does not fit is cut.{" "}
            <Counter
              what="Description"
              unit="bytes"
              meter={meter(descriptionBytes(metadata, introduction, opening), DESCRIPTION_BYTES)}
            />
          </>
        }
      >
        {(control) => <TextArea {...control} className="min-h-32" {...form.register("introduction")} />}
      </Field>
      <Field
        label="Tags"
        error={errors.tags?.message}
        hint={
          <>
            Between commas. <Counter what="Tags" meter={meter(countTagCharacters(parseTags(labels)), TAG_CHARACTERS)} />
          </>
        }
      >
        {(control) => <TextArea {...control} {...form.register("tags")} />}
      </Field>
      {title !== album_title && (
        <Notice tone="neutral">The title is written into the film, too: it will have to be rendered again.</Notice>
      )}
      {errors.root && <Notice tone="bad">{errors.root.message}</Notice>}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Discard</Button>
        <Button type="submit" look="primary" isBusy={save.isPending}>
          Save metadata
        </Button>
      </div>
    </form>
  );
}
