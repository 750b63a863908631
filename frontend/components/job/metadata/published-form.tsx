"use client";

import { ExternalLink } from "lucide-react";
import { useState, type FormEvent } from "react";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import { Status } from "@/components/ui/status";
import { Moment } from "@/components/ui/time";
import { sentence } from "@/lib/api/problem";
import type { JobDetail } from "@/lib/api/types";
import { useChangeJob } from "@/lib/job-actions";
import { addressProblem, publishObstacle } from "@/lib/job-metadata";
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

/** One field: it does without the library of forms, which the tab then need not load. */
function AddressForm({ job }: { job: JobDetail }) {
  const change = useChangeJob(job.id, { isQuiet: true });
  const [address, setAddress] = useState("");
  const [problem, setProblem] = useState<string>();
  useMarkUnsaved("metadata", address.trim() !== "");
  const obstacle = publishObstacle(job);

  function submit(event: FormEvent): void {
    event.preventDefault();
    const found = addressProblem(address);
    setProblem(found);
    if (found) return;
    change.mutate({ published_url: address.trim() }, { onError: (error) => setProblem(sentence(error)) });
  }

  function type(text: string): void {
    setAddress(text);
    if (problem !== undefined) setProblem(addressProblem(text));
  }

  return (
    <form onSubmit={submit} noValidate className="space-y-3">
      <Field label="Address of the final video" hint={obstacle ?? "Closes the job."} error={problem}>
        {(control) => (
          <Input
            {...control}
            type="url"
            inputMode="url"
            placeholder="https://youtu.be/"
            disabled={obstacle !== null}
            value={address}
            onChange={(event) => type(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" isBusy={change.isPending} disabled={obstacle !== null}>
        Close job
      </Button>
    </form>
  );
}
