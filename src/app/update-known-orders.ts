import type { Tx } from "../db/database.ts";
import { type KnownOrder, listSoldLines, updateOrders, upsertOrderLines } from "../db/orders.ts";
import { listOpenLines, lockPackages, refreshStockStates, resizeLines, type SizedLine } from "../db/packages.ts";
import { findPairings } from "../db/pairings.ts";
import { type LineHold, releaseStock } from "../db/stock.ts";
import { countSoldUnits } from "../db/stock-pushes.ts";
import type { Package } from "../domain/fulfilment/package.ts";
import { readAddressAgainAt } from "../domain/orders/address-reading.ts";
import { eventsFromOrder } from "../domain/orders/incoming.ts";
import { piecesSold, unitsToPick } from "../domain/stock/units.ts";
import { asId, type OrderId, type OrderLineId, type ShopId, type TenantId, type WarehouseId } from "../kernel/id.ts";
import type { TimelineEvent } from "../kernel/vocabulary/timeline.ts";
import type { PlatformOrder } from "../ports/platform.ts";
import type { App } from "./app.ts";
import { applyEvents, type Step } from "./apply-events.ts";
import { note, type Outbox } from "./outbox.ts";
import { awaitPutBack, type PickedGoods } from "./put-back.ts";
import { reserveLines, serveWaitingLines, type Wish } from "./reserve-lines.ts";

export type ChangedOrder = { known: KnownOrder; order: PlatformOrder };

/** Takes over what the platform changed on orders that we hold, and lets their packages follow: cancellation, release, overlays, quantities. */
export async function updateKnownOrders(tx: Tx, app: App, outbox: Outbox, shop: ShopId, changed: readonly ChangedOrder[]): Promise<void> {
  const { tenant } = outbox;
  const returned = await countSoldAnew(tx, tenant, shop, changed);
  await updateOrders(
    tx,
    tenant,
    changed.map(({ known, order }) => ({ id: known.id, order, followUpAt: readAddressAgainAt(known.status, order, outbox.at) })),
  );
  await upsertOrderLines(
    tx,
    tenant,
    changed.flatMap(({ known, order }) =>
      order.lines.map((line) => ({ id: asId<OrderLineId>(app.entropy.uuid()), orderId: known.id, line })),
    ),
  );
  const byOrder = new Map(changed.map((one) => [one.known.id, one]));
  await resizePackages(tx, app, outbox, byOrder);
  // overlays first: a cancellation must find the package as the platform shows it
  let packages = await lockPackages(tx, tenant, { orderIds: [...byOrder.keys()] });
  for (const pkg of packages) outbox.changed.add(pkg.id);
  await noteReturnedUnits(tx, outbox, shop, returned);
  await applyEvents(
    tx,
    app,
    outbox,
    packages.flatMap((pkg) => overlayStep(pkg, byOrder.get(pkg.orderId)?.order)),
  );
  // an order may mean two steps (shipped and delivered at once): never more
  for (let round = 0; round < 2; round += 1) {
    const steps = packages.flatMap((pkg) => orderStep(app, outbox, pkg, byOrder.get(pkg.orderId)?.order));
    if (steps.length === 0) return;
    await applyEvents(tx, app, outbox, steps);
    packages = await lockPackages(tx, tenant, { orderIds: steps.map((step) => step.pkg.orderId) });
  }
}

/** What the platform's figures have lost or won by these changes. Counted before they are stored. Returns the listings that won. */
async function countSoldAnew(tx: Tx, tenant: TenantId, shop: ShopId, changed: readonly ChangedOrder[]): Promise<Set<string>> {
  const before = await listSoldLines(
    tx,
    tenant,
    changed.map(({ known }) => known.id),
  );
  const counted = new Map(before.map((line) => [`${line.orderId} ${line.platformLineId}`, line.units]));
  const sold = changed.flatMap(({ known, order }) =>
    order.lines.map((line) => {
      const now = piecesSold(line, order.status === "cancelled");
      return { listingKey: line.listingKey, units: now - (counted.get(`${known.id} ${line.platformLineId}`) ?? 0) };
    }),
  );
  await countSoldUnits(tx, tenant, shop, sold);
  return new Set(sold.flatMap((one) => (one.units < 0 ? [one.listingKey] : [])));
}

/**
 * The platform takes units back on sale that are no longer wanted, also those that we never held: what we have left must be compared. By
 * listing, because an order may be older than the pairing.
 */
async function noteReturnedUnits(tx: Tx, outbox: Outbox, shop: ShopId, listings: ReadonlySet<string>): Promise<void> {
  if (listings.size === 0) return;
  const pairings = await findPairings(tx, outbox.tenant, shop, [...listings]);
  for (const pairing of pairings.values()) for (const part of pairing.parts) outbox.skus.add(part.skuId);
}

function overlayStep(pkg: Package, order: PlatformOrder | undefined): Step[] {
  if (order === undefined) return [];
  const laid = order.overlays.filter((overlay) => !pkg.overlays.includes(overlay));
  const lifted = pkg.overlays.filter((overlay) => !order.overlays.includes(overlay));
  if (laid.length + lifted.length === 0) return [];
  const timeline: TimelineEvent[] = [
    ...laid.map((overlay): TimelineEvent => ({ kind: "overlay_laid", overlay })),
    ...lifted.map((overlay): TimelineEvent => ({ kind: "overlay_lifted", overlay })),
  ];
  return [{ pkg, event: { kind: "overlays_set", overlays: order.overlays }, timeline }];
}

function orderStep(app: App, outbox: Outbox, pkg: Package, order: PlatformOrder | undefined): Step[] {
  const event = order === undefined ? undefined : eventsFromOrder(pkg, order.status, outbox.at)[0];
  if (event === undefined) return [];
  switch (event.kind) {
    case "order_cancelled":
      return [{ pkg, event, timeline: [{ kind: "cancelled", by: "platform" }] }];
    case "hold_ended":
      note(app, outbox, pkg.id, { kind: "hold_ended" });
      return [{ pkg, event, timeline: [{ kind: "review_required", reasons: ["recipient_missing"] }] }];
    case "shipped_elsewhere":
      return [{ pkg, event, timeline: [{ kind: "shipped_elsewhere" }] }];
    case "delivered":
      return [{ pkg, event, timeline: [{ kind: "delivered" }] }];
    default:
      return [{ pkg, event, timeline: [] }];
  }
}

/** Brings lines to the quantities that the platform now wants: gives back what is too much, wishes for what is missing. */
async function resizePackages(tx: Tx, app: App, outbox: Outbox, orders: ReadonlyMap<OrderId, ChangedOrder>): Promise<void> {
  const lines = (await listOpenLines(tx, outbox.tenant, [...orders.keys()])).map((line) => ({
    line,
    units: unitsToPick(line, line.unitsPerSold),
  }));
  const resized = lines.filter(({ line, units }) => units !== line.units);
  if (resized.length === 0) return;
  const shrunk = resized.flatMap(({ line, units }) => keeping(app, line, units));
  const released = await releaseStock(tx, outbox.tenant, shrunk, { actorId: null, at: outbox.at });
  const given = new Map(released.map((one) => [one.lineId, one.units]));
  await awaitPutBack(
    tx,
    app,
    outbox,
    pickedTooMany(
      resized.map(({ line }) => line),
      given,
      orders,
    ),
  );
  await resizeLines(
    tx,
    outbox.tenant,
    resized.map(({ line, units }) => ({ lineId: line.lineId, units })),
  );
  for (const { line, units } of resized) {
    note(app, outbox, line.packageId, { kind: "order_changed", fields: [`quantity ${line.skuCode ?? ""} ${line.units} → ${units}`] });
  }
  await reserveLines(
    tx,
    app,
    outbox,
    resized.flatMap(({ line, units }) => missing(line, units)),
  );
  for (const { line } of resized) if (line.skuId !== null) outbox.skus.add(line.skuId);
  const freed = shrunk.filter((line) => given.has(line.lineId));
  for (const [warehouse, list] of Map.groupBy(freed, (line): WarehouseId => line.warehouseId)) {
    await serveWaitingLines(tx, app, outbox, warehouse, [...new Set(list.map((line) => line.skuId))]);
  }
  await refreshStockStates(tx, outbox.tenant, [...new Set(resized.map(({ line }) => line.packageId))]);
}

/** What printed packages want no more: it may lie on a packing table by now. */
function pickedTooMany(
  lines: readonly SizedLine[],
  given: ReadonlyMap<string, number>,
  orders: ReadonlyMap<OrderId, ChangedOrder>,
): PickedGoods[] {
  const picked = lines.filter((line) => line.isPrinted && given.has(line.lineId));
  return [...Map.groupBy(picked, (line) => line.packageId).values()].flatMap((list): PickedGoods[] => {
    const [first] = list;
    if (first === undefined) return [];
    const goods = list.flatMap(({ lineId, skuId }) => (skuId === null ? [] : [{ skuId, units: given.get(lineId) ?? 0 }]));
    const reason = orders.get(first.orderId)?.order.status === "cancelled" ? "order_cancelled" : "order_reduced";
    return [{ packageNumber: first.packageNumber, warehouseId: first.warehouseId, reason, goods }];
  });
}

/** Every resized line, also one that holds nothing: its balance is locked before its size changes. */
function keeping(app: App, line: SizedLine, units: number): LineHold[] {
  const { lineId, packageId, warehouseId, skuId } = line;
  return skuId === null ? [] : [{ lineId, packageId, warehouseId, skuId, keep: units, movementId: app.entropy.uuid() }];
}

function missing(line: SizedLine, units: number): Wish[] {
  const { lineId, packageId, warehouseId, skuId } = line;
  // no more than the line lacks is granted, whatever it holds by now
  const wanted = units - Math.min(line.units, line.reservedUnits);
  return skuId === null || units <= line.units
    ? []
    : [{ lineId, packageId, warehouseId, skuId, skuCode: line.skuCode ?? "", units: wanted }];
}
