import type { Tx } from "../db/database.ts";
import { addIntents } from "../db/intents.ts";
import { insertAudit } from "../db/records.ts";
import { listPushedListings, type PushedListing } from "../db/stock-pushes.ts";
import {
  clearForeignChanges,
  hasWarehouses,
  listListingShops,
  listPushableListings,
  listShopStock,
  removeStockRules,
  type ShopStockRow,
  type StockRule,
  saveScarcity,
  saveShopSources,
  saveStockRules,
} from "../db/stock-rules.ts";
import { asId, type IntentId, type ListingId, type ShopId, type SkuId, type WarehouseId } from "../kernel/id.ts";
import { fail, ok, type Result } from "../kernel/result.ts";
import type { Refusal } from "../kernel/vocabulary/refusal.ts";
import type { App } from "./app.ts";
import { flushOutbox, newOutbox } from "./outbox.ts";
import { actorName, type Scope, within } from "./scope.ts";

export type { PushedListing, ShopStockRow };

const listingsMax = 50_000;

/** From where, and by which rule, each shop within reach offers stock. */
export function listAllocations(app: App, scope: Scope): Promise<ShopStockRow[]> {
  return app.database.inTenant(scope.tenant, (tx) => listShopStock(tx, scope.tenant, within(scope.shops)));
}

/** Where a listing's figure comes from; undefined: unpaired, not on sale, or not within reach. */
export function explainListing(
  app: App,
  scope: Scope,
  listing: ListingId,
): Promise<Result<{ shopId: ShopId; stock: PushedListing | null }, Refusal>> {
  return app.database.inTenant(scope.tenant, async (tx) => {
    const [found] = await listListingShops(tx, scope.tenant, within(scope.shops), [listing]);
    if (found === undefined) return fail<Refusal>({ code: "item-not-found" });
    const [stock] = await listPushedListings(tx, scope.tenant, found.shopId, [listing]);
    return ok({ shopId: found.shopId, stock: stock ?? null });
  });
}

/** Sets the warehouses that a shop sells from, best first, and its rule; every listing of it is pushed anew. */
export async function allocateShop(
  app: App,
  scope: Scope,
  shop: ShopId,
  wanted: { sources: readonly WarehouseId[]; rule: StockRule },
): Promise<Result<{ listings: number }, Refusal>> {
  if (!scope.permissions.has("stock:write")) return fail({ code: "forbidden" });
  const unreachable = wanted.sources.some((one) => scope.warehouses !== "all" && !scope.warehouses.includes(one));
  if (unreachable) return fail({ code: "item-not-found" });
  return await app.database.inTenant(scope.tenant, async (tx) => {
    const [before] = await listShopStock(tx, scope.tenant, within(scope.shops, [shop]));
    if (before === undefined) return fail<Refusal>({ code: "shop-not-found" });
    if (!(await hasWarehouses(tx, scope.tenant, wanted.sources))) return fail<Refusal>({ code: "item-not-found" });
    await saveShopSources(tx, scope.tenant, shop, wanted.sources);
    await saveStockRules(tx, scope.tenant, app.clock.now(), actorName(scope.actor), [
      { id: app.entropy.uuid(), shopId: shop, listingId: null, rule: wanted.rule },
    ]);
    await audit(tx, app, scope, "stock_allocated", { kind: "shop", id: shop }, { ...wanted });
    const listings = await listPushableListings(tx, scope.tenant, shop, listingsMax);
    await push(
      tx,
      app,
      scope,
      listings.map((listingId) => ({ listingId, shopId: shop })),
    );
    return ok({ listings: listings.length });
  });
}

/** Gives listings a rule of their own, or takes it away (null). Returns those that were within reach. */
export async function allocateListings(
  app: App,
  scope: Scope,
  listings: readonly ListingId[],
  rule: StockRule | null,
): Promise<Result<{ listings: number }, Refusal>> {
  if (!scope.permissions.has("stock:write")) return fail({ code: "forbidden" });
  return await app.database.inTenant(scope.tenant, async (tx) => {
    const found = await listListingShops(tx, scope.tenant, within(scope.shops), listings);
    const ids = found.map((one) => one.listingId);
    if (rule === null) await removeStockRules(tx, scope.tenant, ids);
    else {
      const rules = found.map((one) => ({ id: app.entropy.uuid(), ...one, rule }));
      await saveStockRules(tx, scope.tenant, app.clock.now(), actorName(scope.actor), rules);
    }
    await push(tx, app, scope, found);
    return ok({ listings: ids.length });
  });
}

/** Sets our figures at the platform, also where somebody else has changed them. */
export async function pushListings(app: App, scope: Scope, listings: readonly ListingId[]): Promise<Result<{ listings: number }, Refusal>> {
  if (!scope.permissions.has("stock:write")) return fail({ code: "forbidden" });
  return await app.database.inTenant(scope.tenant, async (tx) => {
    const found = await listListingShops(tx, scope.tenant, within(scope.shops), listings);
    await clearForeignChanges(
      tx,
      scope.tenant,
      found.map((one) => one.listingId),
    );
    await push(tx, app, scope, found);
    return ok({ listings: found.length });
  });
}

/** 即将售罄: below so many units in the pool only the chosen shop goes on selling these SKUs. */
export async function preferShop(
  app: App,
  scope: Scope,
  skus: readonly SkuId[],
  scarce: { below: number; shopId: ShopId } | null,
): Promise<Result<{ skus: number }, Refusal>> {
  if (!scope.permissions.has("stock:write")) return fail({ code: "forbidden" });
  return await app.database.inTenant(scope.tenant, async (tx) => {
    if (scarce !== null && (await listShopStock(tx, scope.tenant, within(scope.shops, [scarce.shopId]))).length === 0)
      return fail<Refusal>({ code: "shop-not-found" });
    const outbox = newOutbox(app, scope.tenant, scope.actor);
    for (const sku of await saveScarcity(tx, scope.tenant, skus, scarce)) outbox.skus.add(sku);
    await flushOutbox(tx, app, outbox);
    return ok({ skus: outbox.skus.size });
  });
}

function push(tx: Tx, app: App, scope: Scope, listings: readonly { listingId: ListingId; shopId: ShopId }[]): Promise<void> {
  const at = app.clock.now();
  return addIntents(
    tx,
    scope.tenant,
    at,
    listings.map(({ listingId, shopId }) => ({
      id: asId<IntentId>(app.entropy.uuid()),
      shopId,
      kind: "stock_push",
      subjectId: listingId,
      key: "",
      data: {},
      dueAt: at,
    })),
  );
}

function audit(
  tx: Tx,
  app: App,
  scope: Scope,
  act: string,
  subject: { kind: string; id: string },
  detail: Record<string, unknown>,
): Promise<void> {
  const actorId = scope.actor === "system" ? "system" : scope.actor.id;
  return insertAudit(tx, scope.tenant, { id: app.entropy.uuid(), at: app.clock.now(), actorId, act, subject, detail });
}
