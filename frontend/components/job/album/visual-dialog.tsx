"use client";

import { LicenceLink } from "./licence-link";
import { Dialog } from "@/components/ui/dialog";
import { CopyButton } from "@/components/ui/copy-button";
import { Picture } from "@/components/ui/picture";
import type { VisualView } from "@/lib/api/types";
import type { Pair } from "@/lib/job";
import { visualPicture, visualThumbnail } from "@/lib/job-links";
import { usePath } from "../output-path";

interface VisualDialogProps {
  jobId: number;
  pair: Pair;
  visual: VisualView;
  onClose: () => void;
}

/** A visual, large, with what it was made from. */
export function VisualDialog({ jobId, pair, visual, onClose }: VisualDialogProps) {
  const path = usePath(visual.local_file_path);
  return (
    <Dialog
      title={`Visual ${pair.number}: ${pair.title}`}
      size="wide"
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
    >
      {visual.is_clip ? (
        <video
          src={visualPicture(jobId, visual.id)}
          poster={visualThumbnail(jobId, visual.id)}
          muted
          loop
          controls
          playsInline
          className="aspect-video w-full rounded-sm bg-black"
        />
      ) : (
        <Picture
          src={visualPicture(jobId, visual.id)}
          alt={visual.prompt_text}
          isEager
          className="aspect-video w-full rounded-sm"
        />
      )}
      <p className="mt-3 text-sm">{visual.prompt_text}</p>
      <p className="text-muted mt-2 text-xs tabular-nums">
        {visual.provider_label} · take {visual.take} · {visual.width} × {visual.height}
        {visual.license_document_url && (
          <>
            {" · "}
            <LicenceLink href={visual.license_document_url}>licence</LicenceLink>
          </>
        )}
      </p>
      <p className="text-muted flex items-center gap-1 text-xs">
        <code className="min-w-0 truncate">{path}</code>
        <CopyButton text={path} what="the visual's path" />
      </p>
    </Dialog>
  );
}
