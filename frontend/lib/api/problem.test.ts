import { describe, expect, it } from "vitest";
import { ApiError, apiError, read, sentence, UNREACHABLE } from "./problem";

const problem = {
  type: "urn:studio:problem:conflict",
  title: "Conflict",
  status: 409,
  code: "conflict",
  detail: "There is a channel named 'A' already; choose another name.",
  instance: "/api/channels",
  errors: [{ location: "body", field: "name", message: "taken" }],
};

describe("what the API refused", () => {
  it("keeps its sentence, code and fields", () => {
    const error = apiError(problem, 409);
    expect(error).toMatchObject({ message: problem.detail, code: "conflict", status: 409 });
    expect(error.fields).toEqual(problem.errors);
  });

  it("is unreachable where something else answers in its place", () => {
    expect(apiError("Internal Server Error", 500).isUnreachable).toBe(true);
    expect(apiError(undefined, 502).code).toBe(UNREACHABLE);
  });
});

describe("reading", () => {
  it("answers the data", async () => {
    await expect(read(Promise.resolve({ data: [1], response: new Response() }))).resolves.toEqual([1]);
  });

  it("throws what was refused, and that nobody answered", async () => {
    const refused = Promise.resolve({ error: problem, response: new Response(null, { status: 409 }) });
    await expect(read(refused)).rejects.toMatchObject({ code: "conflict" });
    await expect(read(Promise.reject(new TypeError("Failed to fetch")))).rejects.toMatchObject({ isUnreachable: true });
  });

  it("leaves a cancelled call what it is", async () => {
    const cancelled = new DOMException("Cancelled", "AbortError");
    await expect(read(Promise.reject(cancelled))).rejects.toBe(cancelled);
  });

  it("has a sentence for everything", () => {
    expect(sentence(new ApiError("Sign in first.", "not_signed_in", 401))).toBe("Sign in first.");
    expect(sentence(new Error("undefined is not a function"))).not.toContain("undefined");
  });
});
