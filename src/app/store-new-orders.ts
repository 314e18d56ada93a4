import { takeNumbers } from "../db/counters.ts";
import type { Tx } from "../db/database.ts";
import { insertOrders, type OrderToStore, upsertOrderLines } from "../db/orders.ts";
import { insertPackageLines, insertPackages, type PackageLineToStore, type PackageToStore, refreshStockStates } from "../db/packages.ts";
import { findPairings, type Pairing } from "../db/pairings.ts";
import { listAvailable } from "../db/stock.ts";
import { countSoldUnits } from "../db/stock-pushes.ts";
import { readAddressAt } from "../domain/orders/address-reading.ts";
import { firstState } from "../domain/orders/incoming.ts";
import { dayCode, orderNumber, packageNumber } from "../domain/orders/numbering.ts";
import { chooseWarehouses } from "../domain/stock/choose-warehouses.ts";
import { compositionOf, piecesMoved } from "../domain/stock/units.ts";
import { assertPresent } from "../kernel/assert-never.ts";
import { asId, type OrderId, type OrderLineId, type PackageId, type TenantId, type WarehouseId } from "../kernel/id.ts";
import { toIso } from "../kernel/instant.ts";
import type { PlatformOrder } from "../ports/platform.ts";
import type { App } from "./app.ts";
import type { IngestShop } from "./ingest-shop.ts";
import { note, type Outbox } from "./outbox.ts";
import { toPackageLines } from "./package-lines.ts";
import { reserveLines, type Wish } from "./reserve-lines.ts";

type NewOrder = OrderToStore & { packageId: PackageId; packageNumber: string };

/** Stores orders seen for the first time, each with one package; reserves their stock, the nearest deadline first. */
export async function storeNewOrders(
  tx: Tx,
  app: App,
  outbox: Outbox,
  shop: IngestShop,
  source: "stream" | "sweep" | "request",
  orders: readonly PlatformOrder[],
): Promise<void> {
  const { tenant } = outbox;
  const numbered = await numberOrders(tx, app, outbox, shop, orders);
  const stored = await insertOrders(tx, tenant, shop.fence.shop, outbox.at, numbered);
  const fresh = numbered.filter((one) => stored.has(one.id));
  const pairings = await findPairings(tx, tenant, shop.fence.shop, [
    ...new Set(fresh.flatMap((one) => one.order.lines.map((line) => line.listingKey))),
  ]);
  const lines = fresh.flatMap((one) =>
    one.order.lines.map((line) => ({ id: asId<OrderLineId>(app.entropy.uuid()), orderId: one.id, packageId: one.packageId, line })),
  );
  await upsertOrderLines(tx, tenant, lines);
  const sold = fresh.flatMap(({ order }) =>
    order.lines.map((line) => ({ listingKey: line.listingKey, units: piecesMoved(line, order.status === "cancelled") })),
  );
  await countSoldUnits(tx, tenant, shop.fence.shop, sold);
  const packageLines = lines.flatMap((one) => toPackageLines(app, one, one.line, pairings.get(one.line.listingKey)));
  const picked = Map.groupBy(packageLines, (line) => line.packageId);
  const places = await placeOrders(tx, tenant, shop, fresh, picked);
  await insertPackages(
    tx,
    tenant,
    outbox.at,
    fresh.map((one) => toPackage(shop, one, placeOf(places, shop, one), picked.get(one.packageId) ?? [])),
  );
  await insertPackageLines(tx, tenant, packageLines);
  for (const one of fresh) noteDownload(app, outbox, one, source);
  // a sale has moved the platform's figure, also one that is not ours to ship or that found nothing left to reserve
  for (const line of packageLines) if (line.skuId !== null) outbox.skus.add(line.skuId);
  await reserveNew(tx, app, outbox, fresh, packageLines, pairings, (one) => placeOf(places, shop, one));
}

const placeOf = (places: ReadonlyMap<PackageId, WarehouseId>, shop: IngestShop, one: NewOrder): WarehouseId =>
  assertPresent(places.get(one.packageId) ?? shop.warehouses[0], "the shop's warehouse");

/** Which warehouse each order leaves from, where the shop sells from several. Their balances are locked. */
async function placeOrders(
  tx: Tx,
  tenant: TenantId,
  shop: IngestShop,
  fresh: readonly NewOrder[],
  picked: ReadonlyMap<PackageId, readonly PackageLineToStore[]>,
): Promise<Map<PackageId, WarehouseId>> {
  if (shop.warehouses.length < 2) return new Map();
  const wanting = byDeadline(fresh.filter((one) => firstState(one.order).reserves)).map((one) => ({
    key: one.packageId,
    goods: (picked.get(one.packageId) ?? []).flatMap((line) => (line.skuId === null ? [] : [{ sku: line.skuId, units: line.units }])),
  }));
  const skus = [...new Set(wanting.flatMap((one) => one.goods.map((goods) => goods.sku)))];
  const available = await listAvailable(tx, tenant, shop.warehouses, skus);
  return chooseWarehouses(shop.warehouses, wanting, available);
}

/** The nearest deadline first. */
function byDeadline(orders: readonly NewOrder[]): NewOrder[] {
  return orders.toSorted(
    (left, right) =>
      (left.order.shipBy ?? Number.MAX_SAFE_INTEGER) - (right.order.shipBy ?? Number.MAX_SAFE_INTEGER) ||
      left.order.platformOrderId.localeCompare(right.order.platformOrderId),
  );
}

/** Numbers come in blocks, one statement each, whatever the page's size. */
async function numberOrders(tx: Tx, app: App, outbox: Outbox, shop: IngestShop, orders: readonly PlatformOrder[]): Promise<NewOrder[]> {
  const day = dayCode(outbox.at, shop.timeZone);
  const firstOrder = await takeNumbers(tx, outbox.tenant, `order:${day}`, orders.length);
  const firstPackage = await takeNumbers(tx, outbox.tenant, `package:${day}`, orders.length);
  return orders.map((order, index) => ({
    id: asId<OrderId>(app.entropy.uuid()),
    number: orderNumber(day, firstOrder + BigInt(index)),
    order,
    // nothing of an order that is not ours to ship is read further: buyer data that we don't need is not fetched
    followUpAt: readAddressAt(order, outbox.at),
    packageId: asId<PackageId>(app.entropy.uuid()),
    packageNumber: packageNumber(day, firstPackage + BigInt(index)),
  }));
}

function toPackage(shop: IngestShop, one: NewOrder, warehouseId: WarehouseId, lines: readonly PackageLineToStore[]): PackageToStore {
  const { order } = one;
  const { state } = firstState(order);
  const elsewhere = state === "shipped" || state === "delivered";
  return {
    id: one.packageId,
    number: one.packageNumber,
    orderId: one.id,
    shopId: shop.fence.shop,
    platform: shop.platform,
    warehouseId,
    state,
    backfillElsewhere: elsewhere,
    overlays: [...order.overlays].sort(),
    composition: compositionOf(lines.map((line) => ({ goods: line.skuId ?? line.orderLineId, units: line.units }))),
    orderedAt: order.orderedAt,
    paidAt: order.paidAt,
    shipBy: order.shipBy,
    shippedAt: elsewhere ? (order.updatedAt ?? order.orderedAt) : null,
  };
}

function noteDownload(app: App, outbox: Outbox, one: NewOrder, source: "stream" | "sweep" | "request"): void {
  const { order, packageId } = one;
  outbox.created.add(packageId);
  const since = order.paidAt ?? order.orderedAt;
  note(app, outbox, packageId, { kind: "order_downloaded", afterMs: Math.max(0, outbox.at - since), source, status: order.status });
  const { state } = firstState(order);
  if (state === "ignored") note(app, outbox, packageId, { kind: "ignored", reason: "cooperative_warehouse" });
  if (state === "platform_hold") {
    note(app, outbox, packageId, { kind: "held", until: order.holdUntil === null ? null : toIso(order.holdUntil) });
  }
  if (state === "pending_review") {
    note(app, outbox, packageId, { kind: "review_required", reasons: ["recipient_missing"] });
  }
  for (const overlay of order.overlays) note(app, outbox, packageId, { kind: "overlay_laid", overlay });
}

async function reserveNew(
  tx: Tx,
  app: App,
  outbox: Outbox,
  fresh: readonly NewOrder[],
  lines: readonly PackageLineToStore[],
  pairings: ReadonlyMap<string, Pairing>,
  warehouseOf: (one: NewOrder) => WarehouseId,
): Promise<void> {
  const codes = new Map([...pairings.values()].flatMap((pairing) => pairing.parts.map((part) => [part.skuId, part.skuCode])));
  const byPackage = Map.groupBy(lines, (line) => line.packageId);
  const reserving = fresh.filter((one) => firstState(one.order).reserves);
  const wishes = byDeadline(reserving).flatMap((one) =>
    (byPackage.get(one.packageId) ?? []).flatMap((line): Wish[] =>
      line.skuId === null || line.units === 0
        ? []
        : [
            {
              lineId: line.id,
              packageId: line.packageId,
              warehouseId: warehouseOf(one),
              skuId: line.skuId,
              skuCode: codes.get(line.skuId) ?? "",
              units: line.units,
            },
          ],
    ),
  );
  await reserveLines(tx, app, outbox, wishes);
  // packages without a wish (unpaired, nothing left to send) need their state too
  const wished = new Set(wishes.map((wish) => wish.packageId));
  await refreshStockStates(
    tx,
    outbox.tenant,
    fresh.map((one) => one.packageId).filter((id) => !wished.has(id)),
  );
}
