import type { PackageOverlay, ReviewReason } from "./package.ts";
import type { CarrierRefusal, PlatformRefusal } from "./platform.ts";

export type StockFact = { sku: string; units: number; missing: number };
export type CallFact = { operation: string; durationMs: number; code: string | null };

/** What happened to a package, as data. No buyer data in here, ever: it is shown to every role and kept. */
export type TimelineEvent =
  | { kind: "order_downloaded"; afterMs: number | null; source: "stream" | "sweep" | "request"; status: string }
  | { kind: "order_changed"; fields: string[] }
  | { kind: "recipient_stored" }
  | { kind: "recipient_failed"; message: string }
  | { kind: "amounts_stored" }
  | { kind: "amounts_unauthorised" }
  | { kind: "stock_reserved"; lines: StockFact[] }
  | { kind: "stock_released"; lines: StockFact[] }
  | { kind: "stock_deducted"; lines: StockFact[] }
  | { kind: "paired"; lines: number }
  | { kind: "held"; until: string | null }
  | { kind: "hold_ended" }
  | { kind: "review_required"; reasons: ReviewReason[] }
  | { kind: "passed_review" }
  | { kind: "approved" }
  | { kind: "unapproved" }
  | { kind: "waybill_requested"; carrier: string; channel: string }
  | { kind: "waybill_request_withdrawn" }
  | { kind: "waybill_issued"; carrier: string; waybill: string; trackingNumber: string; call: CallFact | null }
  | { kind: "waybill_refused"; carrier: string; reason: CarrierRefusal | "unavailable"; code: string; message: string }
  | { kind: "waybill_unknown"; carrier: string; detail: string }
  | { kind: "waybill_cancelled"; carrier: string; waybill: string }
  | { kind: "waybill_cancel_refused"; carrier: string; waybill: string; message: string }
  | { kind: "printed"; count: number }
  | { kind: "marked_shipped" }
  | { kind: "backfill_sent"; trackingNumber: string; carrier: string; call: CallFact | null }
  | { kind: "backfill_confirmed"; trackingNumber: string; call: CallFact | null }
  | { kind: "backfill_rejected"; reason: PlatformRefusal | "auth-expired" | "scope-missing"; code: string; message: string }
  | { kind: "backfill_unknown"; detail: string }
  | { kind: "backfill_retried" }
  | { kind: "shipped_elsewhere" }
  | { kind: "overlay_laid"; overlay: PackageOverlay }
  | { kind: "overlay_lifted"; overlay: PackageOverlay }
  | { kind: "cancelled"; by: "platform" }
  | { kind: "ignored"; reason: "cooperative_warehouse" }
  | { kind: "delivered" }
  | { kind: "recipient_viewed"; purpose: string };

export type TimelineKind = TimelineEvent["kind"];
