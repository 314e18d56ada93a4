/** The platform's refusals: codes are from its documents, most texts are ours. */
export type Refusal = { ok: false; code: number; message: string };
export type Answer = { ok: true; result: unknown } | Refusal;

const messages: Record<number, string> = {
  2000000: "business exception",
  3000000: "bad params",
  3000001: "sign is invalid, please check your sign calculation",
  3000002: "type is missing",
  3000003: "type not exists",
  3000010: "timestamp is missing",
  3000011: "timestamp is invalid or too far in the future",
  3000012: "timestamp is expired",
  3000014: "data_type is not supported",
  3000025: "app_key is missing",
  3000026: "app_key not exists",
  3000030: "access_token is missing",
  3000031: "access_token not exists",
  3000032: "access_token has no permission for this type, ask the seller to authorise it",
  3000033: "access_token and app_key do not match",
  3000034: "access_token is expired",
  3000040: "sign is missing",
  4000000: "system exception, please try again",
  4000004: "too frequent requests, exceeding rate limit.",
  5000003: "the caller's ip is not on the allow-list",
  110020002: "code is invalid, used or expired",
  110020005: "at most 20 events",
  110020006: "the same event is in both lists",
  110020007: "one call per second",
  110020008: "the seller has not granted the event",
  110020009: "the app has not declared the event",
  110020003: "token cannot be created, ask for a new authorisation",
  120011002: "bad parameter",
  120011030: "the order is fulfilled by the cooperative warehouse",
  120011072: "this region is not served here",
  120011085: "selfShippingWarehouseId is invalid",
  120011098: "at most 10 sub tracking numbers",
  120012003: "the order is incomplete in this shipment",
  120012004: "the order has been shipped already",
  120012007: "parent order is invalid",
  120012012: "nothing in this order can be shipped",
  120012015: "orders with different addresses cannot share a parcel",
  120012016: "child order is invalid",
  120012023: "the buyer asked for another address",
  120012030: "the buyer asked to cancel",
  120012031: "the order has a risk alert",
  120013002: "quantity does not match the order",
  120014001: "tracking number is blank",
  120014003: "tracking number occurs twice",
  120014004: "tracking number has been used",
  120014005: "tracking number is invalid",
  120014020: "tracking number has special characters",
  120014022: "tracking number does not match the carrier",
  120015002: "carrier id is invalid",
  120015527: "selfShippingWarehouseId is missing",
  120018027: "packageSn is invalid",
  130010001: "illegal parameter",
  130010002: "the order has been shipped whole",
  130010004: "after-sales number not found",
  130010005: "the operation is forbidden",
  140020002: "order not found",
  140020005: "bad parameter",
  140020008: "the order's amounts are being computed, try again later",
  140020012: "the end is not after the start",
  140020013: "a time filter needs both its start and its end",
  140020014: "a time must be in seconds",
  150010001: "bad parameter",
  150010005: "the stock has changed, try again",
  150010003: "bad parameter",
  150010105: "the shop has no goods here",
  150010188: "the goods do not belong to the mall",
  150010189: "the sku does not belong to the goods",
  150013001: "the sku occurs twice",
  150013002: "the quantity must be between 0 and 1000000",
  150013003: "give either a target or a difference",
};

/** A refusal with the platform's code; `detail` names the offending part. */
export function refuse(code: number, detail?: string): Refusal {
  const message = messages[code] ?? "error";
  return { ok: false, code, message: detail === undefined ? message : `${message}: ${detail}` };
}

/** A granted call. */
export function grant(result: unknown): Answer {
  return { ok: true, result };
}
