import clsx from "clsx";
import { useId, type ComponentProps, type ReactNode } from "react";
import { ChevronDown, CircleAlert } from "lucide-react";

/** What ties a control to its label, hint and error; spread it onto the control. */
export interface ControlProps {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": boolean | undefined;
}

interface FieldProps {
  label: ReactNode;
  /** At the other end of the label, such as a counter. */
  aside?: ReactNode;
  hint?: ReactNode;
  /** What is wrong, and what to do. */
  error?: string;
  /** Worth knowing, but no reason to stop. */
  advice?: string;
  isOptional?: boolean;
  className?: string;
  children: (control: ControlProps) => ReactNode;
}

/** A labelled control with its hint and what is wrong with it. */
export function Field({ label, aside, hint, error, advice, isOptional = false, className, children }: FieldProps) {
  const id = useId();
  const noteId = `${id}-note`;
  const hasNote = Boolean(error ?? advice ?? hint);
  return (
    <div className={clsx("space-y-1.5", className)}>
      <div className="flex items-baseline justify-between gap-4">
        <label htmlFor={id} className="text-sm font-medium">
          {label}
          {isOptional && <span className="text-muted font-normal"> (optional)</span>}
        </label>
        {aside}
      </div>
      {children({ id, "aria-describedby": hasNote ? noteId : undefined, "aria-invalid": error ? true : undefined })}
      {hasNote && <FieldNote id={noteId} hint={hint} error={error} advice={advice} />}
    </div>
  );
}

interface FieldNoteProps {
  id?: string;
  hint?: ReactNode;
  error?: string;
  advice?: string;
}

/** The line below a control: the error before the advice before the hint. */
export function FieldNote({ id, hint, error, advice }: FieldNoteProps) {
  const urgent = error ?? advice;
  if (!urgent) return hint ? <p id={id} className="text-muted text-sm">{hint}</p> : null;
  return (
    <p
      id={id}
      role={error ? "alert" : undefined}
      className={clsx("flex gap-1.5 text-sm", error ? "text-bad" : "text-waiting")}
    >
      <CircleAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
      {urgent}
    </p>
  );
}

export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input className={clsx("control h-10 sm:h-9", className)} {...rest} />;
}

export function TextArea({ className, ...rest }: ComponentProps<"textarea">) {
  return <textarea className={clsx("control field-sizing-content min-h-20", className)} {...rest} />;
}

/** The browser's own list: known to every keyboard, screen reader and phone. */
export function Select({ className, children, ...rest }: ComponentProps<"select">) {
  return (
    <span className={clsx("relative block", className)}>
      <select className="control h-10 appearance-none pr-9 sm:h-9" {...rest}>
        {children}
      </select>
      <ChevronDown
        className="text-muted pointer-events-none absolute top-1/2 right-3 size-4 -translate-y-1/2"
        aria-hidden
      />
    </span>
  );
}

interface ChoiceProps extends ComponentProps<"input"> {
  type: "checkbox" | "radio";
  label: ReactNode;
  hint?: ReactNode;
  /** Draws a hairline round it, for choices that need words. */
  isFramed?: boolean;
}

/** A box to tick, or one of several to choose, with its words beside it. */
export function Choice({ type, label, hint, isFramed = false, className, ...rest }: ChoiceProps) {
  return (
    <label
      className={clsx(
        "flex cursor-pointer items-start gap-2.5 text-sm has-disabled:cursor-default has-disabled:opacity-60",
        isFramed && "border-edge has-checked:border-accent has-checked:bg-accent-soft rounded-md border px-3 py-2.5",
        className,
      )}
    >
      <input type={type} className="accent-accent mt-0.5 size-4 shrink-0" {...rest} />
      <span className="min-w-0">
        <span className="block">{label}</span>
        {hint && <span className="text-muted mt-0.5 block">{hint}</span>}
      </span>
    </label>
  );
}
