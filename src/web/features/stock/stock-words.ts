import type { RefusedLineView } from "../../../contract/route.ts";
import { documentReasons, documentStates } from "../../../kernel/vocabulary/stock.ts";
import { type CallFailure, sayFailure } from "../../api/call-failure.ts";
import type { Translate } from "../../text/text.ts";
import { formatCount } from "../../ui/count.tsx";

/** `−3`, `+12`, `0`. */
export function formatDelta(n: number): string {
  return n === 0 ? "0" : `${n > 0 ? "+" : "−"}${formatCount(Math.abs(n))}`;
}

/** What a refused step says: of a document, not of a package; and silence may have been a yes. */
export function sayStockFailure(t: Translate, failure: CallFailure): string {
  if (failure.kind === "unreachable") return t("document.mayExist");
  if (failure.kind !== "refused") return sayFailure(t, failure);
  if (failure.code === "lines-refused") return t("lineRefusal.title", { n: failure.lines?.length ?? 0 });
  const state = documentStates.find((one) => one === failure.detail);
  return failure.code === "wrong-state" && state !== undefined
    ? t("document.wrongState", { state: t(`documentState.${state}`) })
    : sayFailure(t, failure);
}

/** Why one line was refused, with what there is. */
export function sayLineRefusal(t: Translate, line: RefusedLineView): string {
  const figures = { available: line.available ?? 0, reserved: line.reserved ?? 0, blocked: line.blocked ?? 0 };
  switch (line.reason) {
    case "short":
      return t("lineRefusal.short", figures);
    case "not-blocked":
      return t("lineRefusal.not-blocked", { blocked: figures.blocked });
    case "more-than-sent":
      return t("lineRefusal.more-than-sent", { available: figures.available });
    default:
      return t(`lineRefusal.${line.reason}`);
  }
}

/** Who made or ended a document. */
export const sayMaker = (t: Translate, name: string): string => (name === "system" ? t("ledger.system") : name);

const allReasons = Object.values(documentReasons).flat();

/** The reason of a document; an unknown one as it stands. */
export function sayReason(t: Translate, reason: string): string {
  const known = allReasons.find((one) => one === reason);
  return known === undefined ? reason : t(`documentReason.${known}`);
}
