import { pairByCode, pairWaitingLines } from "../db/listings.ts";
import { listOpenLines, lockPackages } from "../db/packages.ts";
import { getShop } from "../db/shops.ts";
import { asId, type OrderId, type ShopId } from "../kernel/id.ts";
import type { App } from "./app.ts";
import { flushOutbox, newOutbox, note } from "./outbox.ts";
import { reserveLines } from "./reserve-lines.ts";
import type { Scope } from "./scope.ts";
import { passReview } from "./store-recipient.ts";

/** Pairs a shop's listings with SKUs of exactly the same code, and heals the packages that waited for it: units, stock, review. */
export function pairListings(app: App, scope: Scope, shopId: ShopId): Promise<{ paired: number; healedLines: number }> {
  return app.database.inTenant(scope.tenant, async (tx) => {
    const outbox = newOutbox(app, scope.tenant, scope.actor);
    const shop = await getShop(tx, scope.tenant, shopId);
    const paired = await pairByCode(tx, scope.tenant, shopId);
    for (const one of paired) outbox.skus.add(one.skuId);
    const healed = await pairWaitingLines(tx, scope.tenant, shopId);
    const orders = [...new Set(healed.map((line) => asId<OrderId>(line.orderId)))];
    const healedIds = new Set<string>(healed.map((line) => line.lineId));
    const lines = (await listOpenLines(tx, scope.tenant, orders)).filter((line) => healedIds.has(line.lineId));
    await reserveLines(
      tx,
      app,
      outbox,
      lines.flatMap(({ lineId, packageId, warehouseId, skuId, skuCode, units }) =>
        skuId === null || units === 0 ? [] : [{ lineId, packageId, warehouseId, skuId, skuCode: skuCode ?? "", units }],
      ),
    );
    const packages = await lockPackages(tx, scope.tenant, { orderIds: orders });
    for (const pkg of packages) note(app, outbox, pkg.id, { kind: "paired", lines: pkg.lines.length });
    await passReview(tx, app, outbox, packages, shop.review);
    await flushOutbox(tx, app, outbox);
    return { paired: paired.length, healedLines: healed.length };
  });
}
