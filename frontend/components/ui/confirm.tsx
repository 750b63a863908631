"use client";

import { useId, useState, type ReactNode } from "react";
import { sentence } from "@/lib/api/problem";
import { Button } from "./button";
import { Modal, type OpenProps } from "./modal";
import { Notice } from "./notice";

interface QuestionProps {
  title: string;
  /** What will happen: what is kept, made anew and spent. */
  children: ReactNode;
  /** The verb of the button, such as `Cancel album`. */
  action: string;
  /** The other button: what stays where one does not do it. */
  refuse?: string;
  isDangerous?: boolean;
  /** Closes when it is done; stays open and says why when it is refused. */
  onConfirm: () => Promise<unknown> | void;
}

/** Asks before something that cannot be undone. */
export function Confirm({ trigger, isOpen, onOpenChange, ...question }: QuestionProps & OpenProps) {
  const titleId = useId();
  const wordsId = useId();
  return (
    <Modal
      role="alertdialog"
      aria-labelledby={titleId}
      aria-describedby={wordsId}
      className="sm:w-md"
      trigger={trigger}
      isOpen={isOpen}
      onOpenChange={onOpenChange}
    >
      {(close) => <Question {...question} titleId={titleId} wordsId={wordsId} onClose={close} />}
    </Modal>
  );
}

function Question({
  title,
  children,
  action,
  refuse = "Keep as it is",
  isDangerous = false,
  onConfirm,
  titleId,
  wordsId,
  onClose,
}: QuestionProps & { titleId: string; wordsId: string; onClose: () => void }) {
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);

  async function confirm(): Promise<void> {
    setBusy(true);
    setRefusal(null);
    try {
      await onConfirm();
      onClose();
    } catch (error) {
      setRefusal(sentence(error));
      setBusy(false);
    }
  }

  return (
    <div className="space-y-3">
      <h2 id={titleId} className="font-semibold">
        {title}
      </h2>
      <div id={wordsId} className="text-muted space-y-2 text-sm">
        {children}
      </div>
      {refusal && <Notice tone="bad">{refusal}</Notice>}
      <div className="flex justify-end gap-2 pt-1">
        <Button onClick={onClose}>{refuse}</Button>
        <Button look={isDangerous ? "danger" : "primary"} isBusy={isBusy} onClick={() => void confirm()}>
          {action}
        </Button>
      </div>
    </div>
  );
}
