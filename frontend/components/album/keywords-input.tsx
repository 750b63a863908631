"use client";

import clsx from "clsx";
import { X } from "lucide-react";
import { useState, type KeyboardEvent } from "react";
import type { ControlProps } from "@/components/ui/field";

const MOST = 20;

interface KeywordsInputProps {
  value: readonly string[];
  onChange: (value: string[]) => void;
  onBlur: () => void;
  control: ControlProps;
}

/** Words as chips: Enter or a comma makes one, Backspace takes the last one back for editing. */
export function KeywordsInput({ value, onChange, onBlur, control }: KeywordsInputProps) {
  const [typed, setTyped] = useState("");

  function add(text: string): void {
    onChange(addKeywords(value, text));
    setTyped("");
  }

  function type(text: string): void {
    if (text.includes(",")) add(text);
    else setTyped(text);
  }

  function press(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.key === "Enter") {
      // After the last keyword too: one Enter more must not create the album.
      event.preventDefault();
      add(typed);
    } else if (event.key === "Backspace" && typed === "" && value.length > 0) {
      event.preventDefault();
      setTyped(value.at(-1) ?? "");
      onChange(value.slice(0, -1));
    }
  }

  return (
    <div
      className={clsx(
        "control has-focus-visible:outline-accent flex min-h-10 flex-wrap items-center gap-1.5 py-1.5 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 sm:min-h-9",
        control["aria-invalid"] && "border-bad",
      )}
    >
      {value.map((keyword, index) => (
        <span key={keyword} className="bg-raised flex max-w-full items-center gap-1 rounded-sm py-0.5 pr-0.5 pl-2">
          <span className="truncate">{keyword}</span>
          <button
            type="button"
            aria-label={`Remove ${keyword}`}
            className="text-muted hover:text-ink grid size-5 place-items-center rounded-sm"
            onClick={() => onChange(value.filter((_, other) => other !== index))}
          >
            <X className="size-3.5" aria-hidden />
          </button>
        </span>
      ))}
      <input
        {...control}
        className="placeholder:text-muted min-w-32 grow bg-transparent outline-none"
        placeholder={value.length === 0 ? "rain, warm, slow" : undefined}
        autoComplete="off"
        value={typed}
        onChange={(event) => type(event.target.value)}
        onKeyDown={press}
        onBlur={() => {
          if (typed.trim()) add(typed);
          onBlur();
        }}
      />
    </div>
  );
}

/** The keywords with those of a text, parted by commas; each once, whatever its case, and no more than the API takes. */
export function addKeywords(known: readonly string[], text: string): string[] {
  const all = [...known];
  for (const word of text.split(",").map((part) => part.trim().replace(/\s+/g, " "))) {
    const isNew = !all.some((other) => other.toLowerCase() === word.toLowerCase());
    if (word && isNew && all.length < MOST) all.push(word);
  }
  return all;
}
