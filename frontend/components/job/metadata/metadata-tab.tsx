"use client";

import { FileText, Pencil } from "lucide-react";
import dynamic from "next/dynamic";
import { useState, type ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { EmptyState } from "@/components/ui/empty-state";
import { Notice } from "@/components/ui/notice";
import type { AlbumMetadata, JobDetail } from "@/lib/api/types";
import { isFilmOutdated, isIdle } from "@/lib/job";
import {
  chapterProblem,
  countBytes,
  countCharacters,
  countTagCharacters,
  DESCRIPTION_BYTES,
  meter,
  TAG_CHARACTERS,
  TITLE_CHARACTERS,
  type Meter,
} from "@/lib/job-metadata";
import { Counter } from "./counter";
import { PublishedForm } from "./published-form";
import { UploadChecklist } from "./upload-checklist";
import { UploadFiles } from "./upload-files";

const WordsForm = dynamic(() => import("./words-form").then((module) => module.WordsForm), { ssr: false });

/** What goes with the film to YouTube, exactly as it is to be pasted, and the steps of the upload. */
export function MetadataTab({ job }: { job: JobDetail }) {
  if (!job.metadata) {
    return (
      <div className="panel">
        <EmptyState icon={<FileText />} title="The metadata is not written yet">
          Title, description with timestamps, and tags are written when the film is rendered. Their words are on the
          Prompts tab already.
        </EmptyState>
      </div>
    );
  }
  return (
    <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <Texts job={job} metadata={job.metadata} />
      <div className="space-y-6">
        <UploadChecklist job={job} metadata={job.metadata} />
        <PublishedForm key={job.published_url} job={job} />
        <UploadFiles job={job} metadata={job.metadata} />
      </div>
    </div>
  );
}

function Texts({ job, metadata }: { job: JobDetail; metadata: AlbumMetadata }) {
  const [isEditing, setEditing] = useState(false);
  const tags = metadata.tags.join(", ");
  const chapters = chapterProblem(metadata);
  return (
    <section aria-label="What is pasted" className="min-w-0">
      {metadata.is_rehearsal && (
        <Notice tone="waiting" className="mb-4">
          This film holds placeholders and is not for publishing. Choose real providers, or your own files, and make
          the album again.
        </Notice>
      )}
      {isFilmOutdated(job) && (
        <Notice tone="waiting" className="mb-4">
          Timestamps and film may not match: the album was changed since the film was made. Render it again first.
        </Notice>
      )}
      {chapters && (
        <Notice tone="neutral" className="mb-4">
          {chapters}
        </Notice>
      )}
      <div className="mb-3 flex items-center justify-between gap-2">
        <p className="text-muted text-sm">
          {isEditing ? "The description is composed of the introduction and the timestamps." : "Exactly this is pasted."}
        </p>
        {!isEditing && (
          <Button
            size="small"
            icon={<Pencil aria-hidden />}
            disabled={!isIdle(job) || !job.prompts}
            title={isIdle(job) ? undefined : "Cancel the run first"}
            onClick={() => setEditing(true)}
          >
            Edit
          </Button>
        )}
      </div>
      {isEditing && job.prompts ? (
        <WordsForm job={job} prompts={job.prompts} metadata={metadata} onClose={() => setEditing(false)} />
      ) : (
        <div className="space-y-4">
          <Text
            name="Title"
            text={metadata.title}
            meter={meter(countCharacters(metadata.title), TITLE_CHARACTERS)}
          >
            <p className="font-medium wrap-anywhere">{metadata.title}</p>
          </Text>
          <Text
            name="Description"
            text={metadata.description}
            meter={meter(countBytes(metadata.description), DESCRIPTION_BYTES)}
            unit="bytes"
          >
            <p className="text-sm wrap-anywhere whitespace-pre-wrap">{metadata.description}</p>
          </Text>
          <Text name="Tags" text={tags} meter={meter(countTagCharacters(metadata.tags), TAG_CHARACTERS)}>
            <p className="text-sm wrap-anywhere">{tags}</p>
          </Text>
        </div>
      )}
    </section>
  );
}

interface TextProps {
  name: string;
  text: string;
  meter: Meter;
  unit?: string;
  children: ReactNode;
}

function Text({ name, text, meter: used, unit, children }: TextProps) {
  return (
    <section aria-label={name} className="panel">
      <div className="border-line flex items-center justify-between gap-3 border-b py-1 pr-1 pl-4">
        <h2 className="text-sm font-medium">{name}</h2>
        <div className="flex items-center gap-2">
          <Counter what={name} meter={used} unit={unit} />
          <CopyButton text={text} what={`the ${name.toLowerCase()}`}>
            Copy
          </CopyButton>
        </div>
      </div>
      <div className="p-4">{children}</div>
    </section>
  );
}
