/** What the platform tells an app about a shop. There is no event for stock, and the name of the co-warehouse's one is not published. */
export const eventCodes = [
  "bg_order_status_change_event",
  "bg_trade_logistics_address_changed",
  "bg_aftersales_status_change",
  "bg_cancel_order_status_change",
] as const;
export type EventCode = (typeof eventCodes)[number];
