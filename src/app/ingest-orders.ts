import type { Tx } from "../db/database.ts";
import { type Fence, inFence } from "../db/fence.ts";
import { lockListingRows } from "../db/listings.ts";
import { findKnownOrders, type KnownOrder } from "../db/orders.ts";
import { lockPackages } from "../db/packages.ts";
import { releaseItems } from "../db/quarantine.ts";
import { listTouchedShelves, lockBalances } from "../db/stock.ts";
import { judgeIncoming } from "../domain/orders/incoming.ts";
import type { PlatformOrder } from "../ports/platform.ts";
import type { App } from "./app.ts";
import type { IngestShop } from "./ingest-shop.ts";
import { noteAlerts } from "./note-alerts.ts";
import { flushOutbox, newOutbox } from "./outbox.ts";
import { storeNewOrders } from "./store-new-orders.ts";
import { updateKnownOrders } from "./update-known-orders.ts";

export type IngestPage = { orders: readonly PlatformOrder[]; source: "stream" | "sweep" | "request" };

/** How a page was judged: the platform's numbers of what was new and what had changed, and how many were the same or older. */
export type IngestSummary = { created: readonly string[]; changed: readonly string[]; same: number; older: number };

/**
 * Takes a page of the platform's orders into our books: new ones become an order with a package and reserve stock, known ones take what is
 * newer. Idempotent: the same page again changes nothing. One transaction, a bounded number of statements whatever the page's size.
 */
export function ingestOrders(app: App, shop: IngestShop, page: IngestPage): Promise<IngestSummary> {
  return inFence(app.database, shop.fence, async (tx) => {
    const outbox = newOutbox(app, shop.fence.tenant, "system");
    const sorted = await judgePage(tx, shop.fence, page.orders);
    await lockStock(tx, shop, sorted);
    if (sorted.fresh.length > 0) await storeNewOrders(tx, app, outbox, shop, page.source, sorted.fresh);
    if (sorted.changed.length > 0) await updateKnownOrders(tx, app, outbox, shop.fence.shop, sorted.changed);
    await releaseRead(tx, app, shop.fence, page.orders);
    await flushOutbox(tx, app, outbox);
    return {
      created: sorted.fresh.map(numberOf),
      changed: sorted.changed.map(({ order }) => numberOf(order)),
      same: sorted.same,
      older: sorted.older,
    };
  });
}

/** A page moves stock several times over: listings, packages, then every balance that it may touch, so that nobody ever waits in a circle. */
async function lockStock(tx: Tx, shop: IngestShop, sorted: Sorted): Promise<void> {
  const { tenant } = shop.fence;
  const touched = [...sorted.fresh, ...sorted.changed.map(({ order }) => order)];
  const keys = new Set(touched.flatMap((order) => order.lines.map((line) => line.listingKey)));
  if (keys.size > 0) await lockListingRows(tx, tenant, shop.fence.shop, { keys: [...keys] });
  const orders = sorted.changed.map(({ known }) => known.id);
  if (orders.length > 0) await lockPackages(tx, tenant, { orderIds: orders });
  const listingKeys = [...new Set(sorted.fresh.flatMap((order) => order.lines.map((line) => line.listingKey)))];
  if (orders.length + listingKeys.length === 0) return;
  const shelves = await listTouchedShelves(tx, tenant, shop.fence.shop, { orders, listingKeys, warehouses: shop.warehouses });
  await lockBalances(tx, tenant, shelves);
}

/** An order that could be read is in quarantine no more. */
async function releaseRead(tx: Tx, app: App, fence: Fence, orders: readonly PlatformOrder[]): Promise<void> {
  const left = await releaseItems(tx, fence, orders.map(numberOf), app.clock.now());
  if (left === 0) await noteAlerts(tx, app, fence.tenant, { close: [{ kind: "item-quarantined", shopId: fence.shop }] });
}

type Sorted = { fresh: PlatformOrder[]; changed: { known: KnownOrder; order: PlatformOrder }[]; same: number; older: number };

async function judgePage(tx: Tx, fence: Fence, orders: readonly PlatformOrder[]): Promise<Sorted> {
  const sorted: Sorted = { fresh: [], changed: [], same: 0, older: 0 };
  if (orders.length === 0) return sorted;
  const latest = latestOfEach(orders);
  const known = await findKnownOrders(tx, fence.tenant, fence.shop, [...latest.keys()]);
  for (const order of latest.values()) {
    const before = known.get(order.platformOrderId);
    switch (judgeIncoming(before, order)) {
      case "new":
        sorted.fresh.push(order);
        break;
      case "changed":
        if (before !== undefined) sorted.changed.push({ known: before, order });
        break;
      case "same":
        sorted.same += 1;
        break;
      case "older":
        sorted.older += 1;
        break;
    }
  }
  return sorted;
}

const numberOf = (order: PlatformOrder): string => order.platformOrderId;

/** Pages may repeat an order while it changes: the newest version of each counts. */
function latestOfEach(orders: readonly PlatformOrder[]): Map<string, PlatformOrder> {
  const latest = new Map<string, PlatformOrder>();
  for (const order of orders) {
    const seen = latest.get(order.platformOrderId);
    if (seen === undefined || (order.updatedAt ?? 0) >= (seen.updatedAt ?? 0)) latest.set(order.platformOrderId, order);
  }
  return latest;
}
