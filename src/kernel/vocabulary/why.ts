import type { CarrierRefusal, PlatformRefusal } from "./platform.ts";

/** Why a package is where it is: one cause, the first that must be dealt with. The web has a clause for each in both languages. */
export type PackageWhy =
  | { code: "held_until"; at: string | null }
  | { code: "review_on" }
  | { code: "unpaired"; lines: number }
  | { code: "recipient_loading" }
  | { code: "recipient_failed"; message: string }
  | { code: "postcode_missing" }
  | { code: "phone_missing" }
  | { code: "stock_short"; missing: number }
  | { code: "ready_for_waybill" }
  | { code: "waybill_requesting" }
  | { code: "waybill_failed"; reason: CarrierRefusal | "unavailable"; message: string; refusalCode: string }
  | { code: "ready_to_print" }
  | { code: "ready_to_ship" }
  | { code: "cancel_requested" }
  | { code: "address_change" }
  | { code: "risk_alert" }
  | { code: "backfill_pending" }
  | { code: "backfill_accepted" }
  | { code: "backfill_unknown" }
  | { code: "backfill_confirmed"; at: string | null }
  | { code: "backfill_rejected"; reason: PlatformRefusal | "auth-expired" | "scope-missing"; message: string; refusalCode: string }
  | { code: "shipped_elsewhere" }
  | { code: "cancelled_by_platform" }
  | { code: "cooperative_warehouse" }
  | { code: "delivered" };

/** The one act that moves a package on; `none` where only time or another party can. */
export const nextActs = ["approve", "pair", "request_waybill", "print", "mark_shipped", "retry_waybill", "retry_backfill", "none"] as const;
export type NextAct = (typeof nextActs)[number];
