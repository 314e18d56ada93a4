export const platforms = ["temu", "tiktok-shop", "amazon"] as const;
export type Platform = (typeof platforms)[number];

/** The platform's own state of an order, normalised. */
export const orderStatuses = ["unpaid", "held", "to_ship", "partly_shipped", "shipped", "delivered", "cancelled"] as const;
export type OrderStatus = (typeof orderStatuses)[number];

/** Why a platform refused a call, in our words. Its own code and message always travel along. */
export const platformRefusals = [
  "already-shipped",
  "number-used",
  "number-blank",
  "number-malformed",
  "carrier-unknown",
  "quantity-mismatch",
  "wrong-region",
  "not-shippable",
  "order-not-found",
  "cancel-pending",
  "address-change-pending",
  "risk-alert-pending",
  "warehouse-unknown",
  "not-ready",
  "fully-managed-shop",
  "self-ship-restricted",
  "stock-changed-meanwhile",
  "listing-unknown",
  "bad-signature",
  "clock-skew",
  "bad-request",
  "other",
] as const;
export type PlatformRefusal = (typeof platformRefusals)[number];

/** What stops a whole shop until the platform or the seller takes it back. */
export const sanctions = ["app-suspended", "shop-frozen"] as const;
export type Sanction = (typeof sanctions)[number];

/** Why a carrier refused a call, in our words. */
export const carrierRefusals = [
  "duplicate-order",
  "recipient-incomplete",
  "channel-not-open",
  "not-deliverable",
  "weight-out-of-range",
  "goods-not-allowed",
  "declaration-incomplete",
  "too-late-to-cancel",
  "already-cancelled",
  "not-found",
  "label-not-ready",
  "account-invalid",
  "clock-skew",
  "other",
] as const;
export type CarrierRefusal = (typeof carrierRefusals)[number];
