import type { Market } from "./buyers.ts";
import { isCooperative } from "./cooperative-warehouse.ts";
import { settleOrders } from "./lifecycle.ts";
import type { Limits } from "./limits.ts";
import { isDeleted } from "./listing-state.ts";
import type { Item, Order } from "./model.ts";
import type { State } from "./state.ts";
import type { Webhooks } from "./webhooks.ts";

const statusNames: Record<Order["status"], string> = { 1: "pending", 2: "toShip", 3: "cancelled", 4: "shipped" };

type StatsParts = { state: State; webhooks: Webhooks; limits: Limits; market: Market; defaultShop: string };

/** Per shop: what came in, what was let through, and the platform's side of orders, shipments and stock. */
export function readStats({ state, webhooks, limits, market, defaultShop }: StatsParts): unknown {
  settleOrders(state, state.world.clock.nowMs());
  const shops = [...state.malls.keys()].map((mallId) => {
    const ordersByStatus = { pending: 0, toShip: 0, cancelled: 0, shipped: 0, ...countStatuses(state.ordersIn(mallId)) };
    const parcels = [...state.parcels.values()].filter((parcel) => parcel.mallId === mallId && parcel.deliveryType === 1);
    return {
      shop: mallId,
      ...limits.mallStats(mallId),
      orders: state.ordersIn(mallId).length,
      ordersByStatus,
      cooperativeOrders: state.ordersIn(mallId).filter(isCooperative).length,
      shipConfirms: { accepted: parcels.length, ...state.tallyOf(mallId) },
      stock: countStock(state.itemsIn(mallId)),
      buyersPerHour: market.rate(mallId),
      webhooks: webhooks.statsOf(mallId),
    };
  });
  return { shops, addresses: limits.addressStats(), policies: limits.list(), buyersPerHour: market.rate(defaultShop) };
}

function countStatuses(orders: readonly Order[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const order of orders) counts[statusNames[order.status]] = (counts[statusNames[order.status]] ?? 0) + 1;
  return counts;
}

/** By seller code; an item without one, and another with a code that occurred before, by its SKU. */
function countStock(items: readonly Item[]): Record<string, unknown> {
  const counts: Record<string, unknown> = {};
  for (const { extCode, skuId, stock, sold, refused } of [...items].sort(
    (left, right) => Number(isDeleted(left)) - Number(isDeleted(right)),
  )) {
    counts[extCode === "" || extCode in counts ? skuId : extCode] = { stock, sold, refused };
  }
  return counts;
}
