/** What can go wrong in a call of the API, as one class with a sentence for the person. */
import type { FieldProblem, Problem } from "./types";

export const UNREACHABLE = "unreachable";
const NOT_SIGNED_IN = "not_signed_in";

export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    message: string,
    readonly code: string,
    /** HTTP status; 0 where there was no answer. */
    readonly status: number,
    readonly fields: readonly FieldProblem[] = [],
  ) {
    super(message);
  }

  /** Nobody answers: the backend is down, or the way to it. */
  get isUnreachable(): boolean {
    return this.code === UNREACHABLE;
  }

  get isNotFound(): boolean {
    return this.status === 404;
  }

  get isNotSignedIn(): boolean {
    return this.code === NOT_SIGNED_IN;
  }
}

function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "code" in value && "detail" in value;
}

/** The error that an answer tells of. What is no problem document was said by somebody before the API. */
export function apiError(body: unknown, status: number): ApiError {
  if (isProblem(body)) return new ApiError(body.detail, body.code, status, body.errors ?? []);
  return new ApiError("The studio does not answer.", UNREACHABLE, status);
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The data of a call, or an ApiError. Cancelled calls stay what they are. */
export async function read<T>(call: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await call;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError("The studio does not answer.", UNREACHABLE, 0);
  }
  if (!answer.response.ok) throw apiError(answer.error, answer.response.status);
  return answer.data as T;
}

/** One sentence for whatever was thrown. */
export function sentence(error: unknown): string {
  return error instanceof ApiError ? error.message : "Something unexpected happened. Reload the page and try again.";
}
