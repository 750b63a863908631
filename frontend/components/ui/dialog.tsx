"use client";

import { Slot } from "@radix-ui/react-slot";
import clsx from "clsx";
import { X } from "lucide-react";
import { useId, useState, type ReactNode } from "react";
import { Button } from "./button";
import { Modal } from "./modal";

interface DialogProps {
  title: string;
  description?: ReactNode;
  isOpen?: boolean;
  onOpenChange?: (isOpen: boolean) => void;
  /** The button that opens it. */
  trigger?: ReactNode;
  size?: "normal" | "wide";
  children: ReactNode;
}

/** A window over the page; what is behind it waits. It opens by its trigger, or as `isOpen` says. */
export function Dialog({ title, description, isOpen, onOpenChange, trigger, size = "normal", children }: DialogProps) {
  const [isOpenHere, setOpenHere] = useState(false);
  const titleId = useId();
  const descriptionId = useId();

  function setOpen(next: boolean): void {
    setOpenHere(next);
    onOpenChange?.(next);
  }

  return (
    <>
      {trigger && (
        <Slot aria-haspopup="dialog" onClick={() => setOpen(true)}>
          {trigger}
        </Slot>
      )}
      {(isOpen ?? isOpenHere) && (
        <Modal
          aria-labelledby={titleId}
          aria-describedby={description ? descriptionId : undefined}
          className={size === "wide" ? "sm:w-3xl" : "sm:w-lg"}
          onClose={() => setOpen(false)}
        >
          <div className={clsx("pr-8", description ? "mb-4" : "mb-3")}>
            <h2 id={titleId} className="font-semibold">
              {title}
            </h2>
            {description && (
              <p id={descriptionId} className="text-muted mt-1 text-sm">
                {description}
              </p>
            )}
          </div>
          {children}
          {/* Last, so that the focus begins with the content. */}
          <Button
            look="quiet"
            size="small-icon"
            aria-label="Close"
            icon={<X aria-hidden />}
            className="absolute top-3.5 right-3"
            onClick={() => setOpen(false)}
          />
        </Modal>
      )}
    </>
  );
}
