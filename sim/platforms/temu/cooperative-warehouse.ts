import type { Random } from "../../kernel/random.ts";
import type { Order } from "./model.ts";
import { newPackageSn } from "./package-number.ts";
import type { State } from "./state.ts";

/** The provider that the cooperating warehouse hands everything to: it serves every region. */
const carrierId = "699272608";

/** Seller's goods, the cooperating warehouse's own label. */
export const cooperativeDelivery = 3;

/** Whether a cooperating warehouse, and not the seller, sends this order. */
export const isCooperative = (order: Order): boolean => order.fulfillmentType === "fulfillByCooperativeWarehouse";

/** The cooperating warehouse sends an order whole. The platform knows it at once: nobody confirms it. */
export function shipFromWarehouse(state: State, order: Order, nowMs: number): void {
  const chance = state.nextChance("cooperative parcel");
  state.saveParcel({
    packageSn: newPackageSn(chance),
    mallId: order.mallId,
    carrierId,
    trackingNumber: newTrackingNumber(state, chance),
    warehouseId: null,
    deliveryType: cooperativeDelivery,
    confirmedAtMs: nowMs,
    lines: order.lines.map((line) => ({
      parentOrderSn: order.parentOrderSn,
      orderSn: line.orderSn,
      quantity: line.originalQuantity - line.cancelledQuantity,
    })),
    subParcels: [],
  });
  const now = Math.floor(nowMs / 1000);
  order.status = 4;
  order.shippedAt = now;
  order.updatedAt = Math.max(order.updatedAt, now);
  order.cancelRequestedAt = null;
  order.cancelAnswerBy = null;
  order.labels = order.labels.filter((label) => !label.startsWith("pending_"));
  state.saveOrder(order);
  state.closeCancellation(order, 7, nowMs);
}

function newTrackingNumber(state: State, chance: Random): string {
  for (let tries = 0; tries < 100; tries += 1) {
    const number = `1Z999AA1${String(chance.int(0, 9_999_999_999)).padStart(10, "0")}`;
    if (!state.isTrackingUsed(number)) return number;
  }
  throw new Error("no free number");
}
