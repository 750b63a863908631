"use client";

import clsx from "clsx";
import { X } from "lucide-react";
import { useId, type ReactNode } from "react";
import { Button } from "./button";
import { Modal, type OpenProps } from "./modal";

interface DialogProps extends OpenProps {
  title: string;
  description?: ReactNode;
  size?: "normal" | "wide";
  children: ReactNode;
}

/** A window with a title, to look at something or to fill in a form. */
export function Dialog({ title, description, size = "normal", children, ...open }: DialogProps) {
  const titleId = useId();
  const descriptionId = useId();
  return (
    <Modal
      aria-labelledby={titleId}
      aria-describedby={description ? descriptionId : undefined}
      className={size === "wide" ? "sm:w-3xl" : "sm:w-lg"}
      {...open}
    >
      {(close) => (
        <>
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
            onClick={close}
          />
        </>
      )}
    </Modal>
  );
}
