/** Brings what the API refused back to the fields of a form; what was typed stays. */
import type { FieldValues, Path, UseFormSetError } from "react-hook-form";
import { ApiError, sentence } from "./api/problem";

/** Puts each field's problem beside it, and what belongs to no field under `root`. */
export function showRefusal<T extends FieldValues>(
  error: unknown,
  names: readonly Path<T>[],
  setError: UseFormSetError<T>,
): void {
  let isPlaced = false;
  if (error instanceof ApiError) {
    for (const problem of error.fields) {
      const name = names.find((each) => problem.field === each || problem.field.startsWith(`${each}.`));
      if (!name) continue;
      setError(name, { message: asSentence(problem.message) }, { shouldFocus: !isPlaced });
      isPlaced = true;
    }
  }
  if (!isPlaced) setError("root", { message: sentence(error) });
}

function asSentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
