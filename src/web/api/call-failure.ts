import type { RefusedLineView } from "../../contract/route.ts";
import type { RefusalCode } from "../../kernel/vocabulary/refusal.ts";
import type { Translate } from "../text/text.ts";

/** Every way a call to our own server can fail. */
export type CallFailure =
  | { kind: "refused"; code: RefusalCode; detail: string | null; lines?: readonly RefusedLineView[] }
  | { kind: "bad-request"; issues: readonly { path: string; message: string }[] }
  | { kind: "unauthenticated" }
  | { kind: "too-many-requests" }
  /** More search values than an address line can carry to the server. */
  | { kind: "too-long" }
  | { kind: "internal"; id: string }
  /** No answer: what was asked may or may not have happened. */
  | { kind: "unreachable" }
  /** An answer that this page's version cannot read. */
  | { kind: "unreadable" };

/** Thrown by `callRoute`; TanStack Query hands it to the page, which says it as a sentence. */
export class CallError extends Error {
  readonly failure: CallFailure;

  constructor(failure: CallFailure) {
    super(failure.kind);
    this.failure = failure;
  }
}

/** What to say about whatever was thrown. */
export function failureOf(error: unknown): CallFailure {
  return error instanceof CallError ? error.failure : { kind: "unreadable" };
}

/** One sentence: what went wrong. */
export function sayFailure(t: Translate, failure: CallFailure): string {
  switch (failure.kind) {
    case "refused":
      return t(`refusal.${failure.code}`);
    case "bad-request":
      return t("apiError.bad-request", { issues: failure.issues.map((issue) => `${issue.path} ${issue.message}`).join("；") });
    case "internal":
      return t("apiError.internal", { id: failure.id });
    default:
      return t(`apiError.${failure.kind}`);
  }
}
