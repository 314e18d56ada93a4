import type { z } from "zod";
import type { ErrorReply } from "../contract/route.ts";
import { assertNever } from "../kernel/assert-never.ts";
import type { Refusal } from "../kernel/vocabulary/refusal.ts";

/** Every answer that is not 2xx, before it gets its id. */
export type Problem =
  | { kind: "bad-request"; status: 400 | 413 | 415; issues: { path: string; message: string }[] }
  | { kind: "unauthenticated" }
  | { kind: "too-many-requests"; retryAfterS: number }
  | { kind: "refused"; refusal: Refusal }
  | { kind: "internal"; status: 500 | 503 };

/** Thrown inside a request to end it with this answer; caught by the server's one error handler. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.kind);
    this.problem = problem;
  }
}

/** What a schema found wrong, without the values: they may be buyer data. */
export function issuesOf(error: z.ZodError, part: string): { path: string; message: string }[] {
  return error.issues.slice(0, 20).map((issue) => ({ path: [part, ...issue.path].map(String).join("."), message: issue.message }));
}

/** Status and body of a problem. Refusals: 404 for what the scope doesn't reach, 403 for what it may not do, else 409. */
export function toReply(problem: Problem, id: string): { status: number; body: ErrorReply } {
  switch (problem.kind) {
    case "bad-request":
      return { status: problem.status, body: { error: { code: "bad-request", id, issues: problem.issues } } };
    case "unauthenticated":
      return { status: 401, body: { error: { code: "unauthenticated", id } } };
    case "too-many-requests":
      return { status: 429, body: { error: { code: "too-many-requests", id } } };
    case "refused":
      return { status: refusalStatus(problem.refusal), body: { error: withDetail(problem.refusal, id) } };
    case "internal":
      return { status: problem.status, body: { error: { code: "internal", id } } };
    default:
      return assertNever(problem);
  }
}

function refusalStatus(refusal: Refusal): number {
  switch (refusal.code) {
    case "not-found":
    case "shop-not-found":
    case "item-not-found":
    case "sku-not-found":
      return 404;
    case "forbidden":
      return 403;
    default:
      return 409;
  }
}

function withDetail(refusal: Refusal, id: string): ErrorReply["error"] {
  return {
    code: refusal.code,
    ...(refusal.detail !== undefined && { detail: refusal.detail }),
    ...(refusal.lines !== undefined && { lines: refusal.lines.map((line) => ({ ...line, packages: [...line.packages] })) }),
    id,
  };
}
