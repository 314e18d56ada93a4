import { sql } from "kysely";
import { afterAll, expect, test } from "vitest";
import { createTestDatabase } from "../../test/support/database.ts";
import { openTestApp, steppedClock } from "../../test/support/test-app.ts";
import { setUpTestShop, type TestShop, testOrder } from "../../test/support/test-shop.ts";
import { verifyStock } from "../db/verify-stock.ts";
import { assertPresent } from "../kernel/assert-never.ts";
import type { ListingId, ShopId, WarehouseId } from "../kernel/id.ts";
import { allocateListings, allocateShop, explainListing, listAllocations, preferShop, pushListings } from "./allocate-stock.ts";
import { openStock } from "./create-skus.ts";
import { ingestOrders } from "./ingest-orders.ts";
import { scopeOf } from "./scope.ts";
import { addWarehouse } from "./set-up-shop.ts";

const { app, directory, close } = openTestApp(await createTestDatabase(), steppedClock("2026-11-22T08:00:00Z"));
afterAll(close);

const listingOf = (shop: TestShop) =>
  app.database.inTenant(shop.tenant, async (tx) => {
    const { rows } = await sql<{ id: ListingId }>`select id from listing where tenant_id = ${shop.tenant} order by seller_code`.execute(tx);
    return assertPresent(rows[0], "listing").id;
  });

const waitingPushes = (shop: TestShop) =>
  app.database.inTenant(shop.tenant, async (tx) => {
    const found = await sql`select id from intent where tenant_id = ${shop.tenant} and kind = 'stock_push' and revision > 1`.execute(tx);
    return found.rows.length;
  });

async function figure(shop: TestShop): Promise<unknown> {
  const found = await explainListing(app, shop.scope, await listingOf(shop));
  return found.ok ? found.value.stock?.allotment : found.error;
}

const stockIn = (shop: TestShop, warehouse: WarehouseId, units: number) =>
  openStock(app, shop.scope, warehouse, [{ skuId: assertPresent(shop.skus.get("MUG"), "SKU"), units }]);

test("a shop shows its share, a listing its own, and everything it shows can be explained", async () => {
  const shop = await setUpTestShop(app, directory, { MUG: 12 });
  await ingestOrders(app, shop.ingest, { orders: [testOrder("PO-1", [{ sku: "MUG", orderedQuantity: 4 }])], source: "stream" });
  expect(await figure(shop)).toEqual({ pool: 8, pieces: 8, isWithheld: false, figure: 8 });
  expect(await allocateShop(app, shop.scope, shop.shopId, { sources: [shop.warehouseId], rule: { kind: "percent", value: 50 } })).toEqual({
    ok: true,
    value: { listings: 1 },
  });
  expect(await figure(shop)).toMatchObject({ figure: 4 });
  expect(await waitingPushes(shop)).toBe(1);
  const listing = await listingOf(shop);
  await allocateListings(app, shop.scope, [listing], { kind: "capped", value: 3 });
  expect(await figure(shop)).toMatchObject({ figure: 3 });
  expect(await listAllocations(app, shop.scope)).toMatchObject([{ kind: "percent", value: 50, own_rules: 1n, updated_by: "Tester" }]);
  await allocateListings(app, shop.scope, [listing], null);
  expect(await figure(shop)).toMatchObject({ figure: 4 });
  await preferShop(app, shop.scope, [...shop.skus.values()], { below: 9, shopId: shop.shopId });
  expect(await figure(shop)).toMatchObject({ isWithheld: false, figure: 4 });
});

test("a shop that sells from two warehouses offers both; each order leaves from the first that holds all of it", async () => {
  const shop = await setUpTestShop(app, directory, { MUG: 2 });
  const second = await addWarehouse(app, shop.scope, { code: "DG", name: "东莞仓" });
  await stockIn(shop, second, 5);
  const sources = [shop.warehouseId, second];
  await allocateShop(app, shop.scope, shop.shopId, { sources, rule: { kind: "real", value: null } });
  expect(await figure(shop)).toMatchObject({ pool: 7, figure: 7 });
  const ingest = { ...shop.ingest, warehouses: sources };
  const orders = ["PO-1", "PO-2", "PO-3"].map((number, index) =>
    testOrder(number, [{ sku: "MUG", orderedQuantity: [3, 2, 4][index] ?? 0 }]),
  );
  await ingestOrders(app, ingest, { orders, source: "stream" });
  const places = await app.database.inTenant(shop.tenant, async (tx) => {
    const { rows } = await sql<{ number: string; code: string; stock_state: string }>`
      select o.platform_order_id as number, w.code, p.stock_state from package p
      join shop_order o on o.tenant_id = p.tenant_id and o.id = p.order_id
      join warehouse w on w.tenant_id = p.tenant_id and w.id = p.warehouse_id
      where p.tenant_id = ${shop.tenant} order by 1`.execute(tx);
    return rows.map((row) => `${row.number} ${row.code} ${row.stock_state}`);
  });
  expect(places).toEqual(["PO-1 DG full", "PO-2 YW full", "PO-3 YW none"]);
  expect(await app.database.inTenant(shop.tenant, (tx) => verifyStock(tx, shop.tenant))).toEqual([]);
});

test("safety stock is not offered", async () => {
  const shop = await setUpTestShop(app, directory, { MUG: 12 });
  const sku = assertPresent(shop.skus.get("MUG"), "SKU");
  await app.database.inTenant(shop.tenant, (tx) =>
    tx.insertInto("stock_limit").values({ tenant_id: shop.tenant, warehouse_id: shop.warehouseId, sku_id: sku, safety_units: 5 }).execute(),
  );
  expect(await figure(shop)).toMatchObject({ pool: 7, figure: 7 });
});

test("who lacks the permission changes nothing, and another's shop or listing is not found", async () => {
  const shop = await setUpTestShop(app, directory, { MUG: 12 });
  const other = await setUpTestShop(app, directory, { MUG: 12 });
  const rule = { kind: "off", value: null } as const;
  const viewer = scopeOf(shop.tenant, { id: "u2", name: "Viewer" }, "viewer", { shops: "all", warehouses: "all" });
  const listing = await listingOf(shop);
  expect(await allocateShop(app, viewer, shop.shopId, { sources: [shop.warehouseId], rule })).toMatchObject({
    error: { code: "forbidden" },
  });
  expect(await pushListings(app, viewer, [listing])).toMatchObject({ error: { code: "forbidden" } });
  const wanted = { sources: [shop.warehouseId], rule };
  expect(await allocateShop(app, shop.scope, other.shopId, wanted)).toMatchObject({ error: { code: "shop-not-found" } });
  expect(await allocateListings(app, shop.scope, [await listingOf(other)], rule)).toEqual({ ok: true, value: { listings: 0 } });
  const none: readonly ShopId[] = [];
  const limited = scopeOf(shop.tenant, { id: "u3", name: "Limited" }, "operator", { shops: none, warehouses: "all" });
  expect(await explainListing(app, limited, listing)).toMatchObject({ error: { code: "item-not-found" } });
});
