"use client";

import { Slot } from "@radix-ui/react-slot";
import clsx from "clsx";
import { useEffect, useLayoutEffect, useRef, useState, type ComponentProps, type ReactNode } from "react";
import { createPortal } from "react-dom";

/** How a window opens: by its trigger, or as `isOpen` says. */
export interface OpenProps {
  /** The button that opens it. */
  trigger?: ReactNode;
  isOpen?: boolean;
  onOpenChange?: (isOpen: boolean) => void;
}

interface ModalProps extends OpenProps, Omit<WindowProps, "onClose" | "children"> {
  /** Lives as long as the window is open. */
  children: (close: () => void) => ReactNode;
}

/** A window over the page; what is behind it waits. */
export function Modal({ trigger, isOpen, onOpenChange, children, ...rest }: ModalProps) {
  const [isOpenHere, setOpenHere] = useState(false);

  function setOpen(next: boolean): void {
    setOpenHere(next);
    onOpenChange?.(next);
  }

  const close = () => setOpen(false);
  return (
    <>
      {trigger && (
        <Slot aria-haspopup="dialog" onClick={() => setOpen(true)}>
          {trigger}
        </Slot>
      )}
      {(isOpen ?? isOpenHere) && (
        <Window onClose={close} {...rest}>
          {children(close)}
        </Window>
      )}
    </>
  );
}

interface WindowProps extends Omit<ComponentProps<"dialog">, "open" | "onClose" | "ref"> {
  onClose: () => void;
}

/** The browser's own modal window: it keeps the focus, closes with Escape or a click beside it, and gives it back. */
function Window({ onClose, className, children, ...rest }: WindowProps) {
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
