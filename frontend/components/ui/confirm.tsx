"use client";

import { Slot } from "@radix-ui/react-slot";
import { useId, useState, type ReactNode } from "react";
import { sentence } from "@/lib/api/problem";
import { Button } from "./button";
import { Modal } from "./modal";
import { Notice } from "./notice";

interface ConfirmProps {
  title: string;
  /** What will happen: what is kept, made anew and spent. */
  children: ReactNode;
  /** The verb of the button, such as `Cancel album`. */
  action: string;
  isDangerous?: boolean;
  /** Closes when it is done; stays open and says why when it is refused. */
  onConfirm: () => Promise<unknown>;
  trigger?: ReactNode;
  isOpen?: boolean;
  onOpenChange?: (isOpen: boolean) => void;
}

/** Asks before something that cannot be undone. It opens by its trigger, or as `isOpen` says. */
export function Confirm({
  title,
  children,
  action,
  isDangerous = false,
  onConfirm,
  trigger,
  isOpen,
  onOpenChange,
}: ConfirmProps) {
  const [isOpenHere, setOpenHere] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const titleId = useId();
  const wordsId = useId();

  function setOpen(next: boolean): void {
    setRefusal(null);
    setOpenHere(next);
    onOpenChange?.(next);
  }

  async function confirm(): Promise<void> {
    setBusy(true);
    setRefusal(null);
    try {
      await onConfirm();
      setOpen(false);
    } catch (error) {
      setRefusal(sentence(error));
    } finally {
      setBusy(false);
    }
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
          role="alertdialog"
          aria-labelledby={titleId}
          aria-describedby={wordsId}
          className="space-y-3 sm:w-md"
          onClose={() => setOpen(false)}
        >
          <h2 id={titleId} className="font-semibold">
            {title}
          </h2>
          <div id={wordsId} className="text-muted space-y-2 text-sm">
            {children}
          </div>
          {refusal && <Notice tone="bad">{refusal}</Notice>}
          <div className="flex justify-end gap-2 pt-1">
            <Button onClick={() => setOpen(false)}>Keep as it is</Button>
            <Button look={isDangerous ? "danger" : "primary"} isBusy={isBusy} onClick={() => void confirm()}>
              {action}
            </Button>
          </div>
        </Modal>
      )}
    </>
  );
}
