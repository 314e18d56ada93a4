import { pairByCode } from "../db/listings.ts";
import type { ShopId } from "../kernel/id.ts";
import type { App } from "./app.ts";
import { healLines } from "./heal-lines.ts";
import { flushOutbox, newOutbox } from "./outbox.ts";
import type { Scope } from "./scope.ts";

/** Pairs a shop's listings with SKUs of exactly the same code, and heals the packages that waited for it: units, stock, review. */
export function pairListings(app: App, scope: Scope, shopId: ShopId): Promise<{ paired: number; healedLines: number }> {
  return app.database.inTenant(scope.tenant, async (tx) => {
    const outbox = newOutbox(app, scope.tenant, scope.actor);
    const paired = await pairByCode(tx, scope.tenant, shopId);
    for (const one of paired) outbox.skus.add(one.skuId);
    const healedLines = await healLines(tx, app, outbox, shopId);
    await flushOutbox(tx, app, outbox);
    return { paired: paired.length, healedLines };
  });
}
