import type { EventCode } from "./event-codes.ts";
import type { Order } from "./model.ts";

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
