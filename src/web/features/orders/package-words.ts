import type { PackageRow } from "../../../contract/packages.ts";
import { assertNever } from "../../../kernel/assert-never.ts";
import { type Instant, parseInstant } from "../../../kernel/instant.ts";
import type { Translate } from "../../text/text.ts";
import { sayDeadline, type Urgency, urgencyOf } from "../../ui/deadline.ts";
import type { Tone } from "../../ui/small-parts.tsx";
import { formatDayTime, formatHourMinute } from "../../ui/time.ts";

/** The state's dot and words: `待处理 · 缺货`. Red rows need a person. */
export function sayState(t: Translate, row: PackageRow): { tone: Tone; text: string } {
  const state = t(`state.${row.state}`);
  const overlay = row.overlays[0];
  const { tone, text } = plainState(t, row, state);
  if (overlay === undefined || row.state === "shipped" || row.state === "cancelled") return { tone, text };
  return { tone: tone === "red" ? "red" : "amber", text: `${state} · ${t(`overlay.${overlay}`)}` };
}

function plainState(t: Translate, row: PackageRow, state: string): { tone: Tone; text: string } {
  switch (row.state) {
    case "pending_review":
      return row.stockState === "unpaired" ? { tone: "red", text: `${state} · ${t("stock.unpaired")}` } : { tone: "amber", text: state };
    case "pending_process":
      return { tone: row.stockState === "full" ? "accent" : "amber", text: `${state} · ${t(`stock.${row.stockState}`)}` };
    case "label_requesting":
      return row.labelState === "failed" ? { tone: "red", text: t("label.failed") } : { tone: "accent", text: t("label.requesting") };
    case "pending_print":
      return { tone: "accent", text: row.printedCount > 0 ? `${state} · ${t("label.printed")}` : state };
    case "shipped":
      return { tone: backfillTone(row.backfillState), text: `${state} · ${t(`backfill.${row.backfillState}`)}` };
    case "platform_hold":
    case "delivered":
    case "cancelled":
    case "ignored":
      return { tone: "grey", text: state };
    default:
      return assertNever(row.state);
  }
}

function backfillTone(state: PackageRow["backfillState"]): Tone {
  if (state === "rejected") return "red";
  if (state === "unknown" || state === "elsewhere") return "amber";
  return state === "confirmed" ? "green" : "accent";
}

/** Why it stands here, one clause without a full stop. */
export function sayWhy(t: Translate, why: PackageRow["why"], now: Instant): string {
  switch (why.code) {
    case "held_until": {
      const at = why.at === null ? undefined : parseInstant(why.at);
      return at === undefined ? t("why.held_open") : t("why.held_until", { time: formatDayTime(at, now) });
    }
    case "unpaired":
      return t("why.unpaired", { n: why.lines });
    case "recipient_failed":
      return t("why.recipient_failed", { message: why.message });
    case "stock_short":
      return t("why.stock_short", { n: why.missing });
    case "waybill_failed":
      return sayWaybillFailed(t, why);
    case "backfill_confirmed": {
      const at = why.at === null ? undefined : parseInstant(why.at);
      return at === undefined ? t("why.backfill_confirmed") : t("why.backfill_confirmedAt", { time: formatDayTime(at, now) });
    }
    case "backfill_rejected":
      if (why.reason === "auth-expired") return t("why.backfill_auth");
      return t("why.backfill_rejected", { reason: withCode(t(`platformRefusal.${why.reason}`), why.refusalCode) });
    default:
      return t(`why.${why.code}`);
  }
}

function sayWaybillFailed(t: Translate, why: Extract<PackageRow["why"], { code: "waybill_failed" }>): string {
  if (why.reason === "unavailable") return t("why.waybill_unavailable");
  // "another reason" says nothing: the carrier's own words do
  const reason = why.reason === "other" && why.message !== "" ? why.message : t(`carrierRefusal.${why.reason}`);
  return t("why.waybill_failed", { reason: withCode(reason, why.refusalCode) });
}

function withCode(reason: string, code: string): string {
  return code === "" ? reason : `${reason} (${code})`;
}

/** What moves it on, a sentence or two. */
export function sayHow(t: Translate, why: PackageRow["why"]): string {
  if (why.code === "backfill_rejected" && why.reason === "auth-expired") return t("how.backfill_auth");
  return t(`how.${why.code}`);
}

/** The other side's own words with their code, when the cause carries any. */
export function quoteOf(
  why: PackageRow["why"],
): { says: "saysCarrier" | "saysPlatform" | "saysReading"; message: string; code: string } | undefined {
  switch (why.code) {
    case "waybill_failed":
      return { says: "saysCarrier", message: why.message, code: why.refusalCode };
    case "backfill_rejected":
      return { says: "saysPlatform", message: why.message, code: why.refusalCode };
    case "recipient_failed":
      return { says: "saysReading", message: why.message, code: "" };
    default:
      return undefined;
  }
}

export type DeadlineWords = { urgency: Urgency; text: string; at: string };

/** Time left and the instant. Stopped clocks are calm; a hold has none; what the platform has not taken keeps its clock. */
export function sayShipBy(t: Translate, row: PackageRow, now: Instant): DeadlineWords {
  const shipBy = row.shipBy === null ? undefined : parseInstant(row.shipBy);
  if (row.state === "platform_hold") return { urgency: "calm", text: t("deadline.afterRelease"), at: sayRelease(t, row.why) };
  if (shipBy === undefined) return { urgency: "calm", text: t("deadline.missing"), at: "" };
  const at = formatDayTime(shipBy, now);
  if (isClockStopped(row)) return { urgency: "calm", text: t("deadline.stopped"), at };
  return { urgency: urgencyOf(shipBy, now), text: sayDeadline(t, shipBy, now), at };
}

function sayRelease(t: Translate, why: PackageRow["why"]): string {
  const at = why.code === "held_until" && why.at !== null ? parseInstant(why.at) : undefined;
  return at === undefined ? "" : t("deadline.releaseAt", { time: formatHourMinute(at) });
}

function isClockStopped(row: PackageRow): boolean {
  if (row.state === "shipped") return row.backfillState === "confirmed" || row.backfillState === "elsewhere";
  return row.state === "delivered" || row.state === "cancelled" || row.state === "ignored";
}

/** The second line of the carrier column: the waybill, or what it waits for. */
export function sayWaybill(t: Translate, row: PackageRow): { text: string; tone: "plain" | "red" } {
  if (row.state === "label_requesting" && row.labelState === "failed") return { text: t("logistics.failed"), tone: "red" };
  if (row.waybill !== null) return { text: row.waybill, tone: "plain" };
  switch (row.state) {
    case "platform_hold":
      return { text: t("logistics.afterRelease"), tone: "plain" };
    case "pending_review":
      return { text: t("logistics.afterReview"), tone: "plain" };
    case "pending_process":
      return { text: row.stockState === "full" ? t("logistics.toRequest") : t("logistics.afterStock"), tone: "plain" };
    case "label_requesting":
      return { text: t("logistics.requesting"), tone: "plain" };
    case "ignored":
      return { text: t("logistics.notOurs"), tone: "plain" };
    default:
      return { text: t("logistics.none"), tone: "plain" };
  }
}
