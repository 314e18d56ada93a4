import { cancelOrder } from "./lifecycle.ts";
import type { Cancellation, Order } from "./model.ts";
import { afterSalesEvent } from "./shop-events.ts";
import type { State } from "./state.ts";

/** So long a seller has to answer a buyer who wants to cancel; silence is consent. */
const answerSeconds = 24 * 3600;

/** The after-sales number of a request: the order's own with a running suffix. */
const numberOf = (order: Order, index: number): string => `${order.parentOrderSn}-D${String(index + 1).padStart(2, "0")}`;

/** The buyer asks to cancel an order that has not left. Asking again sets the seller's time anew. */
export function requestCancellation(state: State, order: Order, nowMs: number, withinSeconds = answerSeconds): void {
  const now = Math.floor(nowMs / 1000);
  order.cancelRequestedAt = now;
  order.cancelAnswerBy = now + withinSeconds;
  order.updatedAt = Math.max(order.updatedAt, now);
  state.saveOrder(order);
  openCancellation(state, order, nowMs);
}

/** Writes the request down for an order that is marked as one the buyer wants to cancel. */
export function openCancellation(state: State, order: Order, nowMs: number): void {
  const pending = state.pendingCancellation(order.parentOrderSn);
  if (pending !== undefined) {
    state.saveCancellation({ ...pending, updatedAtMs: nowMs });
    return;
  }
  const parentAfterSalesSn = numberOf(order, state.cancellationsOf(order.parentOrderSn).length);
  const request: Cancellation = {
    parentAfterSalesSn,
    mallId: order.mallId,
    parentOrderSn: order.parentOrderSn,
    status: 1,
    requestedAtMs: nowMs,
    updatedAtMs: nowMs,
    lines: order.lines.map((line) => ({
      afterSalesSn: `${line.orderSn}${parentAfterSalesSn.slice(-4)}`,
      orderSn: line.orderSn,
      productSkuId: line.productSkuId,
      quantity: line.originalQuantity - line.cancelledQuantity,
    })),
  };
  state.saveCancellation(request);
  state.tell(afterSalesEvent(order, request));
}

/** The buyer takes it back. */
export function revokeCancellation(state: State, order: Order, nowMs: number): void {
  order.cancelRequestedAt = null;
  order.cancelAnswerBy = null;
  order.updatedAt = Math.max(order.updatedAt, Math.floor(nowMs / 1000));
  state.saveOrder(order);
  state.closeCancellation(order, 6, nowMs);
}

/** The seller agrees. False when the request waits for nobody any more. */
export function agreeToCancellation(state: State, request: Cancellation, nowMs: number): boolean {
  const order = state.orders.get(request.parentOrderSn);
  if (request.status !== 1 || order === undefined || order.status > 2) return false;
  cancelOrder(state, order, Math.floor(nowMs / 1000));
  return true;
}
