/** Why one of our own acts was refused. The web has a sentence in both languages for each, saying what to do. */
export const refusalCodes = [
  "not-found",
  "forbidden",
  "wrong-state",
  "already-done",
  "unpaired",
  "stock-short",
  "recipient-missing",
  "recipient-postcode-missing",
  "recipient-phone-missing",
  "customs-incomplete",
  "no-channel",
  "channel-not-bound",
  "cancel-requested",
  "address-change",
  "risk-alert",
  "not-printed",
  "no-label",
  "recipient-hidden",
  "changed-meanwhile",
  "platform-warehouse-missing",
  "shop-not-found",
  "item-not-found",
  "too-many-numbers",
  "number-malformed",
  "too-many-waiting",
  "listing-not-found",
  "sku-not-found",
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

export type Refusal = { readonly code: RefusalCode; readonly detail?: string | undefined };
