import type { EventCode } from "./event-codes.ts";
import type { Cancellation, Order } from "./model.ts";

/** Something that happened to an order. `payload` is what an app reads, members in the order of the published samples. */
export type ShopEvent = {
  code: EventCode;
  mallId: string;
  regionId: string;
  parentOrderSn: string;
  payload: Record<string, string | number>;
};

const of = (order: Order, code: EventCode, payload: ShopEvent["payload"]): ShopEvent => ({
  code,
  mallId: order.mallId,
  regionId: order.regionId,
  parentOrderSn: order.parentOrderSn,
  payload,
});

/** A new order, or one whose status is another: an event for each of its lines. */
export function statusEvents(order: Order): ShopEvent[] {
  return order.lines.map(({ orderSn }) =>
    of(order, "bg_order_status_change_event", {
      mallId: Number(order.mallId),
      orderSn,
      orderStatus: order.status,
      parentOrderSn: order.parentOrderSn,
      updateTime: order.updatedAt,
    }),
  );
}

/** The buyer's new address counts from now on. */
export function addressEvent(order: Order): ShopEvent {
  return of(order, "bg_trade_logistics_address_changed", { mallId: Number(order.mallId), parentOrderSn: order.parentOrderSn });
}

const byTheBuyer = 1;
const refundOnly = 1;

/**
 * A buyer's request to cancel was made, taken back, refused or granted. Which event tells of the first three is not published: here it is
 * the general one; the cancellation's own event is documented for the grant alone.
 */
export function afterSalesEvent(order: Order, request: Cancellation): ShopEvent {
  const { parentAfterSalesSn, parentOrderSn, status, updatedAtMs } = request;
  const common = { parentAfterSalesSn, parentAfterSalesStatus: status, parentOrderSn, updateAt: updatedAtMs };
  const mallId = Number(order.mallId);
  return status === 5
    ? of(order, "bg_cancel_order_status_change", { applyOperatorRole: byTheBuyer, mallId, ...common })
    : of(order, "bg_aftersales_status_change", { afterSalesType: refundOnly, applyOperatorRole: byTheBuyer, mallId, ...common });
}
