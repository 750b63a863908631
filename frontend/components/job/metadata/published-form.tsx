"use client";

import { ExternalLink } from "lucide-react";
import { useForm } from "react-hook-form";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { Status } from "@/components/ui/status";
import { Moment } from "@/components/ui/time";
import type { JobDetail } from "@/lib/api/types";
import { useChangeJob } from "@/lib/job-actions";
import { addressProblem, publishObstacle } from "@/lib/job-metadata";
import { showRefusal } from "@/lib/refusal";
import { useMarkUnsaved } from "../unsaved";

/** Where the film was published: the address closes the job. */
export function PublishedForm({ job }: { job: JobDetail }) {
  return (
    <section aria-labelledby="published" className="panel p-4">
      <h2 id="published" className="mb-3 text-sm font-medium">
        Published film
      </h2>
      {job.published_url ? <Published job={job} address={job.published_url} /> : <AddressForm job={job} />}
    </section>
  );
}

function Published({ job, address }: { job: JobDetail; address: string }) {
  const change = useChangeJob(job.id);
  return (
    <div className="space-y-3 text-sm">
      <Status tone="good">
        Closed {job.published_at && <Moment at={job.published_at} />}
      </Status>
      <a
        href={address}
        target="_blank"
        rel="noreferrer"
        className="text-accent flex items-center gap-1.5 wrap-anywhere hover:underline"
      >
        {address}
        <ExternalLink className="size-3.5 shrink-0" aria-hidden />
      </a>
      <Button size="small" isBusy={change.isPending} onClick={() => change.mutate({ published_url: null })}>
        Take the address out
      </Button>
    </div>
  );
}

function AddressForm({ job }: { job: JobDetail }) {
  const change = useChangeJob(job.id, { isQuiet: true });
  const form = useForm({ defaultValues: { published_url: "" } });
  const { errors, isDirty } = form.formState;
  useMarkUnsaved("metadata", isDirty);
  const obstacle = publishObstacle(job);

  const submit = form.handleSubmit(async ({ published_url }) => {
    try {
      await change.mutateAsync({ published_url: published_url.trim() });
    } catch (error) {
      showRefusal(error, ["published_url"], form.setError);
    }
  });

  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="space-y-3">
      <Field
        label="Address of the final video"
        hint={obstacle ?? "Closes the job."}
        error={errors.published_url?.message}
      >
        {(control) => (
          <Input
            {...control}
            type="url"
            inputMode="url"
            placeholder="https://youtu.be/"
            disabled={obstacle !== null}
            {...form.register("published_url", { validate: addressProblem })}
          />
        )}
      </Field>
      {errors.root && <Notice tone="bad">{errors.root.message}</Notice>}
      <Button type="submit" isBusy={change.isPending} disabled={obstacle !== null}>
        Close job
      </Button>
    </form>
  );
}
