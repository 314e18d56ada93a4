/** The work states of a package (包裹). Tab = state. Order of the list = order of the tabs. */
export const packageStates = [
  "pending_review",
  "pending_process",
  "label_requesting",
  "pending_print",
  "shipped",
  "platform_hold",
  "delivered",
  "cancelled",
  "ignored",
] as const;
export type PackageState = (typeof packageStates)[number];

/** States that still want work: the ones whose counts are exact. */
export const openPackageStates = [
  "platform_hold",
  "pending_review",
  "pending_process",
  "label_requesting",
  "pending_print",
] as const satisfies readonly PackageState[];

/** Overlays lie on a state and keep it; while one lies there nothing is printed and nothing shipped. */
export const packageOverlays = ["cancel_requested", "address_change", "risk_alert"] as const;
export type PackageOverlay = (typeof packageOverlays)[number];

/** Stock behind a package: all there, some, none, or a line that is paired with no SKU. */
export const stockStates = ["full", "partial", "none", "unpaired"] as const;
export type StockState = (typeof stockStates)[number];

/** Where the waybill stands. */
export const labelStates = ["none", "requesting", "failed", "ready"] as const;
export type LabelState = (typeof labelStates)[number];

/** Where the tracking number stands on its way back to the platform (回传). */
export const backfillStates = ["none", "pending", "sending", "accepted", "confirmed", "rejected", "unknown", "elsewhere"] as const;
export type BackfillState = (typeof backfillStates)[number];

/** Why a package stands in 待审核. */
export const reviewReasons = ["unpaired", "recipient_incomplete", "review_on", "recipient_missing"] as const;
export type ReviewReason = (typeof reviewReasons)[number];
