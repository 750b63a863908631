"use client";

import clsx from "clsx";
import { useEffect, useLayoutEffect, useRef, type ComponentProps } from "react";
import { createPortal } from "react-dom";

interface ModalProps extends Omit<ComponentProps<"dialog">, "open" | "onClose" | "ref"> {
  onClose: () => void;
}

/**
 * The browser's own modal window: it keeps the focus, closes with Escape or a click beside it, and gives the focus
 * back. Render it only while it is open.
 */
export function Modal({ onClose, className, children, ...rest }: ModalProps) {
  const window = useRef<HTMLDialogElement>(null);

  useLayoutEffect(() => {
    const current = window.current;
    current?.showModal();
    return () => current?.close();
  }, []);

  useEffect(() => {
    const current = window.current;
    function cancelled(event: Event): void {
      event.preventDefault();
      onClose();
    }
    current?.addEventListener("cancel", cancelled);
    return () => current?.removeEventListener("cancel", cancelled);
  }, [onClose]);

  return createPortal(
    <dialog
      ref={window}
      onMouseDown={(event) => {
        if (event.target === window.current) onClose();
      }}
      className="panel text-ink animate-appear m-auto w-[calc(100vw-2rem)] max-w-none bg-transparent p-0 backdrop:bg-zinc-950/40 sm:w-fit"
      {...rest}
    >
      <div className={clsx("bg-surface relative max-h-[85dvh] w-full overflow-y-auto rounded-md p-5", className)}>
        {children}
      </div>
    </dialog>,
    document.body,
  );
}
