"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { FormProvider, useForm, useFormState, useWatch, type Control } from "react-hook-form";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { dropDraft, keepDraft, readDraft, resumeDraft } from "@/lib/album-draft";
import { ADVANCED_FIELDS, initialValues, SENT_FIELDS, toJobDraft } from "@/lib/album-form";
import { albumResolver } from "@/lib/album-resolver";
import type { AlbumValues } from "@/lib/album-schema";
import { browserApi } from "@/lib/api/client";
import { read } from "@/lib/api/problem";
import type { ChannelView, DefaultsView, JobDetail, ProviderView } from "@/lib/api/types";
import { showRefusal } from "@/lib/refusal";
import { AdvancedFields } from "./advanced-fields";
import { EstimateSkeleton } from "./figures-skeleton";
import { MainFields } from "./main-fields";
import { StartFields } from "./start-fields";

// What it asks for has to be checked first, and the checks are heavy: they come once the form is there.
const EstimatePanel = dynamic(() => import("./estimate-panel").then((module) => module.EstimatePanel), {
  loading: EstimateSkeleton,
  ssr: false,
});

interface AlbumFormProps {
  defaults: DefaultsView;
  channels: readonly ChannelView[];
  providers: readonly ProviderView[];
  channelId?: number;
  model?: JobDetail;
}

/** The form of a new album, with what it takes beside it. */
export function AlbumForm({ defaults, channels, providers, channelId, model }: AlbumFormProps) {
  const router = useRouter();
  const client = useQueryClient();
  const [isAdvancedOpen, setAdvancedOpen] = useState(false);
  // What the form opens with: what there is to choose from may change while it is being filled in.
  const [opening] = useState(() => ({
    initial: initialValues({ defaults, channels, providers, channelId, model }),
    choices: { channels, providers },
    channelId,
    modelId: model?.id,
  }));
  const { initial, modelId } = opening;
  const form = useForm<AlbumValues>({ resolver: albumResolver, defaultValues: initial, mode: "onChange" });
  const { isDirty, errors } = form.formState;

  useEffect(() => {
    const resumed = resumeDraft(opening.initial, readDraft(opening.modelId), opening.choices);
    if (!resumed) return;
    // A channel that was asked for is meant, whatever was chosen before.
    if (opening.channelId) resumed.channel_id = opening.initial.channel_id;
    form.reset(resumed, { keepDefaultValues: true });
  }, [form, opening]);

  const create = useMutation({
    mutationFn: (values: AlbumValues) => read(browserApi.POST("/api/jobs", { body: toJobDraft(values, providers) })),
    onSuccess: (job) => {
      dropDraft(modelId);
      void client.invalidateQueries({ queryKey: ["jobs"] });
      router.push(`/jobs/${job.id}`);
    },
    onError: (error) => {
      showRefusal(error, SENT_FIELDS, form.setError);
      openWhereWrong();
    },
  });

  function openWhereWrong(): void {
    if (ADVANCED_FIELDS.some((name) => form.getFieldState(name).error)) setAdvancedOpen(true);
  }

  function startOver(): void {
    dropDraft(modelId);
    form.reset(initial);
  }

  return (
    <FormProvider {...form}>
      <form
        noValidate
        className="grid items-start gap-x-10 gap-y-8 lg:grid-cols-[minmax(0,1fr)_20rem]"
        onSubmit={(event) => void form.handleSubmit((values) => create.mutate(values), openWhereWrong)(event)}
      >
        <div className="space-y-6">
          <MainFields defaults={defaults} channels={channels} providers={providers} />
          <StartFields />
          <AdvancedFields defaults={defaults} isOpen={isAdvancedOpen} onToggle={setAdvancedOpen} />
        </div>
        <aside className="space-y-4 lg:sticky lg:top-6">
          <LiveEstimate control={form.control} providers={providers} modelId={modelId} />
          {errors.root && <Notice tone="bad">{errors.root.message}</Notice>}
          <Button type="submit" look="primary" className="h-10 w-full" isBusy={create.isPending || create.isSuccess}>
            Create album
          </Button>
          {isDirty && !create.isSuccess && (
            <Button look="quiet" className="w-full" onClick={startOver}>
              Start over
            </Button>
          )}
        </aside>
      </form>
    </FormProvider>
  );
}

interface LiveEstimateProps {
  control: Control<AlbumValues>;
  providers: readonly ProviderView[];
  modelId?: number;
}

/** Watches the whole form, so that nothing else is drawn anew with every letter, and keeps what was typed. */
function LiveEstimate({ control, providers, modelId }: LiveEstimateProps) {
  // Every field has a default, so nothing in it is ever missing.
  const values = useWatch({ control }) as AlbumValues;
  const { isDirty } = useFormState({ control });
  const wasDirty = useRef(false);
  useEffect(() => {
    if (isDirty) keepDraft(values, modelId);
    else if (wasDirty.current) dropDraft(modelId);
    wasDirty.current = isDirty;
  }, [values, isDirty, modelId]);
  return <EstimatePanel values={values} providers={providers} />;
}
