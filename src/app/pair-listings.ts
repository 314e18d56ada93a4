import { type AutoPairAmong, autoPair } from "../db/auto-pair.ts";
import type { Tx } from "../db/database.ts";
import { listShopIds } from "../db/read-listings.ts";
import type { ShopId, TenantId } from "../kernel/id.ts";
import type { App } from "./app.ts";
import { healLines } from "./heal-lines.ts";
import { flushOutbox, newOutbox, type Outbox } from "./outbox.ts";
import { type Actor, personName, type Scope, within } from "./scope.ts";

// a transaction holds its locks as long as its largest batch takes
const atOnce = 5_000;
const maxRounds = 200;

type PairSums = { paired: number; healedLines: number };

/** Pairs a shop's listings with SKUs by code, rule or barcode, and heals the packages that waited for it: units, stock, review. */
export function pairListings(app: App, scope: Scope, shopId: ShopId): Promise<PairSums> {
  return pairInRounds(app, scope, shopId, { kind: "all" });
}

/**
 * Pairs what can be paired of a shop, so many a transaction; `guard` is asked at the beginning of each, where somebody acts who may have been
 * replaced meanwhile.
 */
export async function pairInRounds(
  app: App,
  who: { tenant: TenantId; actor: Actor },
  shopId: ShopId,
  among: AutoPairAmong,
  guard?: (tx: Tx) => Promise<void>,
): Promise<PairSums> {
  const sum = { paired: 0, healedLines: 0 };
  for (let round = 0; round < maxRounds; round += 1) {
    const done = await app.database.inTenant(who.tenant, async (tx) => {
      await guard?.(tx);
      const outbox = newOutbox(app, who.tenant, who.actor);
      const found = await pairAmong(tx, app, outbox, shopId, among, atOnce);
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
export async function pairShops(app: App, scope: Scope, wanted: readonly ShopId[] | undefined): Promise<PairSums> {
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
export async function pairAmong(tx: Tx, app: App, outbox: Outbox, shopId: ShopId, among: AutoPairAmong, limit: number): Promise<PairSums> {
  const paired = await autoPair(tx, outbox.tenant, shopId, outbox.at, personName(outbox.actor), among, limit);
  for (const one of paired) outbox.skus.add(one.skuId);
  return { paired: paired.length, healedLines: await healLines(tx, app, outbox, shopId) };
}
