import { type AutoPairAmong, autoPair } from "../db/auto-pair.ts";
import type { Tx } from "../db/database.ts";
import { listShopIds } from "../db/read-listings.ts";
import type { ShopId } from "../kernel/id.ts";
import type { App } from "./app.ts";
import { healLines } from "./heal-lines.ts";
import { flushOutbox, newOutbox, type Outbox } from "./outbox.ts";
import { type Scope, within } from "./scope.ts";

// a transaction holds its locks as long as its largest batch takes
const atOnce = 5_000;
const maxRounds = 200;

/** Pairs a shop's listings with SKUs by code, rule or barcode, and heals the packages that waited for it: units, stock, review. */
export async function pairListings(app: App, scope: Scope, shopId: ShopId): Promise<{ paired: number; healedLines: number }> {
  const sum = { paired: 0, healedLines: 0 };
  for (let round = 0; round < maxRounds; round += 1) {
    const done = await app.database.inTenant(scope.tenant, async (tx) => {
      const outbox = newOutbox(app, scope.tenant, scope.actor);
      const found = await pairAmong(tx, app, outbox, shopId, { kind: "all" }, atOnce);
      await flushOutbox(tx, app, outbox);
      return found;
    });
    sum.paired += done.paired;
    sum.healedLines += done.healedLines;
    if (done.paired < atOnce) break;
  }
  return sum;
}

/** 自动配对: the same for every shop that the scope reaches, or those of them that are wanted. */
export async function pairShops(
  app: App,
  scope: Scope,
  wanted: readonly ShopId[] | undefined,
): Promise<{ paired: number; healedLines: number }> {
  const shops = await app.database.inTenant(scope.tenant, (tx) => listShopIds(tx, scope.tenant, within(scope.shops, wanted)));
  const sum = { paired: 0, healedLines: 0 };
  for (const shop of shops) {
    const done = await pairListings(app, scope, shop);
    sum.paired += done.paired;
    sum.healedLines += done.healedLines;
  }
  return sum;
}

/** Pairs what finds its SKU by itself among some of a shop's listings, and heals what waited. The caller flushes the outbox. */
export async function pairAmong(
  tx: Tx,
  app: App,
  outbox: Outbox,
  shopId: ShopId,
  among: AutoPairAmong,
  limit: number,
): Promise<{ paired: number; healedLines: number }> {
  const by = outbox.actor === "system" ? null : outbox.actor.name;
  const paired = await autoPair(tx, outbox.tenant, shopId, outbox.at, by, among, limit);
  for (const one of paired) outbox.skus.add(one.skuId);
  return { paired: paired.length, healedLines: await healLines(tx, app, outbox, shopId) };
}
