"use client";

import { Download } from "lucide-react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import type { AlbumMetadata, JobDetail } from "@/lib/api/types";
import { uploadFiles, type UploadFile } from "@/lib/job-metadata";
import { usePath } from "../output-path";

/** What lies in the album's folder for the upload: to open, to save, and where it is. */
export function UploadFiles({ job, metadata }: { job: JobDetail; metadata: AlbumMetadata }) {
  const files = uploadFiles(job, metadata);
  if (files.length === 0) return null;
  return (
    <section aria-labelledby="upload-files" className="panel p-4">
      <h2 id="upload-files" className="mb-2 text-sm font-medium">
        Files for the upload
      </h2>
      <ul>
        {files.map((file) => (
          <FileRow key={file.name} file={file} directory={job.output_directory} />
        ))}
      </ul>
    </section>
  );
}

function FileRow({ file, directory }: { file: UploadFile; directory: string }) {
  const path = usePath(`${directory}/${file.name}`);
  return (
    <li className="flex items-center gap-1 py-1 text-sm">
      <div className="min-w-0 grow">
        <a
          href={file.href}
          target="_blank"
          rel="noreferrer"
          title={path}
          className="text-accent block truncate hover:underline"
        >
          {file.name}
        </a>
        <p className="text-muted text-xs">{file.meaning}</p>
      </div>
      <Button asChild look="quiet" size="small-icon">
        <a href={file.href} download={file.name} aria-label={`Save ${file.name}`} title={`Save ${file.name}`}>
          <Download aria-hidden />
        </a>
      </Button>
      <CopyButton text={path} what={`the path of ${file.name}`} />
    </li>
  );
}
