import { viewPurposes } from "../../../../contract/packages.ts";
import type { TimelineEntry } from "../../../../contract/timeline.ts";
import { type Instant, parseInstant } from "../../../../kernel/instant.ts";
import { orderStatuses } from "../../../../kernel/vocabulary/platform.ts";
import type { Translate } from "../../../text/text.ts";
import type { Tone } from "../../../ui/small-parts.tsx";
import { formatDayTime, sayAge } from "../../../ui/time.ts";

type Event = TimelineEntry["event"];
export type TimelineGroup = "calls" | "stock";

const callKinds: ReadonlySet<Event["kind"]> = new Set([
  "order_downloaded",
  "order_changed",
  "recipient_stored",
  "recipient_failed",
  "amounts_stored",
  "amounts_unauthorised",
  "waybill_requested",
  "waybill_issued",
  "waybill_refused",
  "waybill_unknown",
  "waybill_cancelled",
  "waybill_cancel_refused",
  "backfill_sent",
  "backfill_confirmed",
  "backfill_rejected",
  "backfill_unknown",
  "backfill_retried",
]);
const stockKinds: ReadonlySet<Event["kind"]> = new Set(["stock_reserved", "stock_released", "stock_deducted"]);

/** Which of the narrower lists an event belongs to. */
export function groupOf(event: Event): TimelineGroup | undefined {
  if (stockKinds.has(event.kind)) return "stock";
  return callKinds.has(event.kind) ? "calls" : undefined;
}

const tones: Readonly<Partial<Record<Event["kind"], Tone>>> = {
  recipient_failed: "red",
  waybill_refused: "red",
  waybill_cancel_refused: "red",
  backfill_rejected: "red",
  review_required: "amber",
  held: "amber",
  waybill_unknown: "amber",
  backfill_unknown: "amber",
  overlay_laid: "amber",
  amounts_unauthorised: "amber",
  cancelled: "amber",
  order_downloaded: "green",
  stock_reserved: "green",
  stock_deducted: "green",
  waybill_issued: "green",
  backfill_confirmed: "green",
  delivered: "green",
  approved: "accent",
  passed_review: "accent",
  waybill_requested: "accent",
  marked_shipped: "accent",
  backfill_sent: "accent",
};

export function toneOf(event: Event): Tone {
  return tones[event.kind] ?? "grey";
}

/** What happened, in a line. */
export function sayEvent(t: Translate, event: Event): string {
  switch (event.kind) {
    case "paired":
      return t("event.paired", { n: event.lines });
    case "printed":
      return t("event.printed", { n: event.count });
    case "overlay_laid":
    case "overlay_lifted":
      return t(`event.${event.kind}`, { overlay: t(`overlay.${event.overlay}`) });
    default:
      return t(`event.${event.kind}`);
  }
}

/** The facts below the line; nothing where the line says it all. */
export function sayFacts(t: Translate, event: Event, now: Instant): string {
  switch (event.kind) {
    case "order_downloaded": {
      const status = orderStatuses.find((one) => one === event.status);
      const parts = [t(`event.source.${event.source}`), status === undefined ? event.status : t(`orderStatus.${status}`)];
      return [...(event.afterMs === null ? [] : [t("timeline.afterPaid", { age: sayAge(t, event.afterMs) })]), ...parts].join(" · ");
    }
    case "order_changed":
      return event.fields.length === 0 ? "" : t("event.order_changedFields", { fields: event.fields.join("、") });
    case "held": {
      const until = event.until === null ? undefined : parseInstant(event.until);
      return until === undefined ? "" : t("event.heldUntil", { time: formatDayTime(until, now) });
    }
    case "review_required":
      return event.reasons.map((reason) => t(`review.${reason}`)).join("；");
    case "waybill_requested":
      return `${event.carrier} · ${event.channel}`;
    case "waybill_issued":
      return [event.carrier, event.waybill, ...(event.trackingNumber === event.waybill ? [] : [event.trackingNumber])].join(" · ");
    case "waybill_cancelled":
    case "waybill_cancel_refused":
      return `${event.carrier} · ${event.waybill}`;
    case "recipient_viewed": {
      const purpose = viewPurposes.find((one) => one === event.purpose);
      return t("event.purpose", { purpose: purpose === undefined ? event.purpose : t(`purpose.${purpose}`) });
    }
    default:
      return sayExchange(t, event);
  }
}

function sayExchange(t: Translate, event: Event): string {
  switch (event.kind) {
    case "waybill_refused":
      return `${event.carrier} · ${t(`carrierRefusal.${event.reason}`)}`;
    case "waybill_unknown":
      return event.carrier;
    case "backfill_sent":
      return `${event.carrier} · ${event.trackingNumber}`;
    case "backfill_confirmed":
      return event.trackingNumber;
    case "backfill_rejected":
      return t(`platformRefusal.${event.reason}`);
    default:
      return "";
  }
}

/** The other side's own words with their code. */
export function quoteOfEvent(event: Event): { message: string; code: string } | undefined {
  switch (event.kind) {
    case "recipient_failed":
    case "waybill_cancel_refused":
      return { message: event.message, code: "" };
    case "waybill_refused":
    case "backfill_rejected":
      return { message: event.message, code: event.code };
    case "waybill_unknown":
    case "backfill_unknown":
      return { message: event.detail, code: "" };
    default:
      return undefined;
  }
}
