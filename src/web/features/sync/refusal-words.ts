import { type CallFailure, sayFailure } from "../../api/call-failure.ts";
import type { Translate } from "../../text/text.ts";

/** Why a wish was not taken, and what to do: names the texts that are no order numbers. */
export function sayRefusal(t: Translate, failure: CallFailure): string {
  if (failure.kind !== "refused") return sayFailure(t, failure);
  if (failure.code === "number-malformed" && failure.detail !== null) return t("request.malformed", { numbers: failure.detail });
  return `${t(`refusal.${failure.code}`)} · ${t(`cure.${failure.code}`)}`;
}
