"use client";

import { X } from "lucide-react";
import { Button } from "@/components/ui/button";
import { ToneIcon } from "@/components/ui/status";

interface OwnFileNewsProps {
  /** Name of the file that is on its way. */
  upload: string | null;
  /** Why the last one was refused. */
  refusal: string | null;
  onDismiss: () => void;
}

/** How it goes with an own file: nothing where none is brought, or one was taken. */
export function OwnFileNews({ upload, refusal, onDismiss }: OwnFileNewsProps) {
  return (
    <>
      {upload && (
        <p role="status" className="text-muted mt-2 flex items-center gap-2 text-sm">
          <ToneIcon tone="working" />
          {upload} is sent and checked
        </p>
      )}
      {refusal && (
        <p role="alert" className="text-bad mt-2 flex items-start gap-2 text-sm">
          <ToneIcon tone="bad" className="mt-0.5" />
          <span className="min-w-0 grow wrap-anywhere">{refusal}</span>
          <Button look="quiet" size="small-icon" aria-label="Dismiss" icon={<X aria-hidden />} onClick={onDismiss} />
        </p>
      )}
    </>
  );
}
