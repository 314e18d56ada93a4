import type { Tx } from "../db/database.ts";
import { listHealableLines, removeLines } from "../db/listings.ts";
import { insertPackageLines, lockPackages } from "../db/packages.ts";
import { findPairings } from "../db/pairings.ts";
import { getShop } from "../db/shops.ts";
import { asId, type OrderId, type ShopId } from "../kernel/id.ts";
import type { App } from "./app.ts";
import { note, type Outbox } from "./outbox.ts";
import { toPackageLines } from "./package-lines.ts";
import { reserveLines } from "./reserve-lines.ts";
import { passReview } from "./store-recipient.ts";

// more than this wait for the next pairing or the next reading of the listings
const linesMax = 5_000;

/**
 * Packages that waited for a pairing which now exists get their SKUs, stock and review. What a line is picked from is decided here once: a
 * later change of the pairing leaves it as it is. Returns how many lines were healed.
 */
export async function healLines(tx: Tx, app: App, outbox: Outbox, shopId: ShopId): Promise<number> {
  const { tenant } = outbox;
  const waiting = await listHealableLines(tx, tenant, shopId, linesMax);
  if (waiting.length === 0) return 0;
  const pairings = await findPairings(tx, tenant, shopId, [...new Set(waiting.map((line) => line.listingKey))]);
  const healed = waiting.flatMap((line) => {
    const pairing = pairings.get(line.listingKey);
    // a bundle without components tells nobody what to pick
    if (pairing === undefined) return [];
    return [{ line, parts: toPackageLines(app, { id: line.orderLineId, packageId: line.packageId }, line, pairing) }];
  });
  await removeLines(
    tx,
    tenant,
    healed.map((one) => one.line.lineId),
  );
  await insertPackageLines(
    tx,
    tenant,
    healed.flatMap((one) => one.parts),
  );
  const orders = [...new Set(healed.map((one): OrderId => asId(one.line.orderId)))];
  const packages = await lockPackages(tx, tenant, { orderIds: orders });
  const fresh = new Set(healed.flatMap((one) => one.parts.map((part) => part.id)));
  const deadlines = new Map(healed.map((one) => [one.line.packageId, one.line.shipBy ?? Number.MAX_SAFE_INTEGER]));
  const byDeadline = packages.toSorted((left, right) => (deadlines.get(left.id) ?? 0) - (deadlines.get(right.id) ?? 0));
  await reserveLines(
    tx,
    app,
    outbox,
    byDeadline.flatMap((pkg) =>
      pkg.lines.flatMap(({ id: lineId, skuId, skuCode, units }) =>
        skuId === null || units === 0 || !fresh.has(lineId)
          ? []
          : [{ lineId, packageId: pkg.id, warehouseId: pkg.warehouseId, skuId, skuCode: skuCode ?? "", units }],
      ),
    ),
  );
  const reserved = await lockPackages(tx, tenant, { orderIds: orders });
  for (const pkg of reserved) note(app, outbox, pkg.id, { kind: "paired", lines: pkg.lines.length });
  await passReview(tx, app, outbox, reserved, (await getShop(tx, tenant, shopId)).review);
  return healed.length;
}
