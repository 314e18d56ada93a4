import { failureKinds } from "../../kernel/vocabulary/sync.ts";
import type { Translate } from "../text/text.ts";

/** A stored failure in the reader's language; what the platform or the wire said stays as it was said. */
export function sayStoredFailure(t: Translate, stored: string): string {
  const end = stored.indexOf(": ");
  const name = end === -1 ? stored : stored.slice(0, end);
  const kind = failureKinds.find((one) => one === name);
  if (kind === undefined) return stored;
  return end === -1
    ? t(`failureKind.${kind}`)
    : t("failureKind.withWords", { failure: t(`failureKind.${kind}`), words: stored.slice(end + 2) });
}
