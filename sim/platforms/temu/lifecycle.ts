import { isCooperative, shipFromWarehouse } from "./cooperative-warehouse.ts";
import type { Order } from "./model.ts";
import type { State } from "./state.ts";

const cancelAnswerSeconds = 24 * 3600;

export const quantityOf = (line: Order["lines"][number]): number => line.originalQuantity - line.cancelledQuantity;

/** Deadlines run from the moment the order may be shipped. */
export const shipBy = (order: Order): number | null => (order.confirmedAt === null ? null : order.confirmedAt + order.shipWithinSeconds);
export const deliverBy = (order: Order): number => (order.confirmedAt ?? order.pendingUntil) + order.deliverWithinSeconds;

/** When a request to cancel is granted for want of an answer. */
function cancelledAt(order: Order): number | null {
  return order.cancelRequestedAt === null ? null : (order.cancelAnswerBy ?? order.cancelRequestedAt + cancelAnswerSeconds);
}

/** When a cooperating warehouse sends its order. A buyer's request holds it back; once that is over it is sent at that moment, not before it. */
function sentAt(state: State, order: Order): number | null {
  if (state.cooperativeShipSeconds === null || order.confirmedAt === null || !isCooperative(order)) return null;
  return order.cancelRequestedAt === null ? Math.max(order.confirmedAt + state.cooperativeShipSeconds, order.updatedAt) : null;
}

/** When time will next do something to an order, in seconds. Null when it waits for nothing. */
export function nextChangeAt(state: State, order: Order): number | null {
  if (order.status === 1) return order.pendingUntil;
  return order.status === 2 ? (cancelledAt(order) ?? sentAt(state, order)) : null;
}

/**
 * Does what time does by itself, as of `nowMs`: a pending order becomes shippable, a request to cancel that nobody answered for a
 * day is granted, a cooperating warehouse sends. Run before every look at the orders, so nobody can see an order that is late; the change carries its own time.
 */
export function settleOrders(state: State, nowMs: number): void {
  const now = Math.floor(nowMs / 1000);
  for (const order of state.waitingOrders()) {
    if (order.status === 1 && order.pendingUntil <= now) {
      order.status = 2;
      order.confirmedAt = order.pendingUntil;
      order.updatedAt = order.pendingUntil;
      state.saveOrder(order);
    }
    const grantedAt = cancelledAt(order);
    if (order.status === 2 && grantedAt !== null && grantedAt <= now) cancelOrder(state, order, grantedAt);
    const leavesAt = sentAt(state, order);
    if (order.status === 2 && leavesAt !== null && leavesAt <= now) shipFromWarehouse(state, order, leavesAt * 1000);
  }
}

/** Cancels what has not been shipped and gives the units back to the item. */
export function cancelOrder(state: State, order: Order, atSeconds: number): void {
  order.wasCancelledWhilePending = order.status === 1;
  order.status = 3;
  order.cancelRequestedAt = null;
  order.cancelAnswerBy = null;
  order.updatedAt = Math.max(order.updatedAt, atSeconds);
  for (const line of order.lines) {
    const item = state.getItem(line.productSkuId);
    const units = quantityOf(line) * item.soldFactor;
    item.stock += units;
    item.sold -= units;
    state.saveItem(item);
    line.cancelledQuantity = line.originalQuantity;
  }
  state.saveOrder(order);
  state.closeCancellation(order, 5, atSeconds * 1000);
}

/** The six labels of a parent order. Two follow from the clock, the others are set by what the buyer or the platform did. */
export function labelsOf(order: Order, nowMs: number): { name: string; value: 0 | 1 }[] {
  const now = Math.floor(nowMs / 1000);
  const deadline = shipBy(order);
  const left = order.status === 2 && deadline !== null ? deadline - now : undefined;
  const isSet = (name: string): boolean => {
    if (name === "soon_to_be_overdue") return left !== undefined && left >= 0 && left <= 24 * 3600;
    if (name === "past_due") return left !== undefined && left < 0;
    if (name === "pending_buyer_cancellation") return order.cancelRequestedAt !== null;
    return order.labels.includes(name);
  };
  return parentLabels.map((name) => ({ name, value: isSet(name) ? 1 : 0 }));
}

export const parentLabels = [
  "soon_to_be_overdue",
  "past_due",
  "pending_buyer_cancellation",
  "pending_buyer_address_change",
  "pending_risk_control_alert",
  "signature_required_on_delivery",
] as const;
