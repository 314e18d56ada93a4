import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { z } from "zod";
import { createTestDatabase } from "../../test/support/database.ts";
import { openTestServer, type Visitor } from "../../test/support/test-server.ts";
import { setUpTestShop, type TestShop } from "../../test/support/test-shop.ts";
import { skuOf } from "../../test/support/test-stock.ts";
import { countListingsRoute, listListingsRoute } from "../contract/listings.ts";
import { explainListingRoute, listAllocationsRoute, listSkuListingsRoute } from "../contract/stock-rules.ts";
import { saveForeignChange } from "../db/stock-pushes.ts";
import { asId, type ListingId } from "../kernel/id.ts";

const server = await openTestServer(await createTestDatabase());
const { app, directory } = server.install;
let shop: TestShop;
let hand: Visitor;
let viewer: Visitor;
let stranger: Visitor;

beforeAll(async () => {
  shop = await setUpTestShop(app, directory, { MUG: 12, PLATE: 9, SET: 0 });
  await app.database.inTenant(shop.tenant, async (tx) => {
    await sql`update sku set kind = 'bundle' where tenant_id = ${shop.tenant} and id = ${skuOf(shop, "SET")}`.execute(tx);
    for (const [code, units] of [
      ["MUG", 2],
      ["PLATE", 3],
    ] as const) {
      await sql`insert into bundle_component (tenant_id, bundle_id, component_id, quantity)
        values (${shop.tenant}, ${skuOf(shop, "SET")}, ${skuOf(shop, code)}, ${units})`.execute(tx);
    }
  });
  const theirs = await setUpTestShop(app, directory, { MUG: 1 });
  hand = await server.enter(shop.tenant, "warehouse");
  viewer = await server.enter(shop.tenant, "viewer");
  stranger = await server.enter(theirs.tenant, "owner");
});
afterAll(() => server.close());

const read = async <Reply extends z.ZodType>(visitor: Visitor, route: { reply: Reply }, path: string) =>
  route.reply.parse((await visitor.get(`/api/v1${path}`)).body);
const sellers = (visitor: Visitor, code: string) => read(visitor, listSkuListingsRoute, `/stock/skus/${skuOf(shop, code)}/listings`);
const listed = async (query: string) =>
  (await read(viewer, listListingsRoute, `/listings?tab=all${query}`)).rows.map(({ sellerCode, rule, foreignChange }) => ({
    sellerCode,
    rule,
    seen: foreignChange?.seen ?? null,
  }));
async function listingOf(code: string): Promise<ListingId> {
  const { rows } = await read(viewer, listListingsRoute, `/listings?tab=all&search=${code}`);
  return asId<ListingId>(rows[0]?.id ?? "");
}

test("a SKU names every listing that sells it, also in bundles, each with its figure and rule", async () => {
  const { rows, hasMore, scarce } = await sellers(viewer, "MUG");
  expect(rows.map(({ sellerCode, bundle, figure, isWithheld }) => ({ sellerCode, bundle, figure, isWithheld }))).toEqual([
    { sellerCode: "MUG", bundle: null, figure: 12, isWithheld: false },
    // the plates make three sets, the mugs six
    { sellerCode: "SET", bundle: { code: "SET", units: 2 }, figure: 3, isWithheld: false },
  ]);
  expect([hasMore, scarce]).toEqual([false, null]);
  expect(rows[0]).toMatchObject({ shop: { id: shop.shopId }, pairingQuantity: 1, rule: { kind: "real", of: "nobody" } });
  expect((await stranger.get(`/api/v1/stock/skus/${skuOf(shop, "MUG")}/listings`)).status).toBe(404);
});

test("即将售罄 is set, told, and taken back", async () => {
  const skuIds = [skuOf(shop, "PLATE")];
  const scarce = { below: 10, shopId: shop.shopId };
  expect((await hand.post("/api/v1/stock-scarcity", { skuIds, scarce })).body).toEqual({ skus: 1 });
  const { scarce: told, rows } = await sellers(viewer, "PLATE");
  expect(told).toMatchObject({ below: 10, shop: { id: shop.shopId } });
  // this shop is the chosen one: nothing is held back from it
  expect(rows[0]).toMatchObject({ figure: 9, isWithheld: false });
  expect((await viewer.post("/api/v1/stock-scarcity", { skuIds, scarce: null })).status).toBe(403);
  await hand.post("/api/v1/stock-scarcity", { skuIds, scarce: null });
  expect((await sellers(viewer, "PLATE")).scarce).toBeNull();
});

test("what the shop's row counts, the list of listings shows", async () => {
  const [mug, plate] = [await listingOf("MUG"), await listingOf("PLATE")];
  await hand.post("/api/v1/stock-rules", { listingIds: [plate], rule: { kind: "capped", value: 4 } });
  const change = { seen: 9, expected: 12, at: "2026-11-23T08:20:00.000Z" };
  await app.database.inTenant(shop.tenant, (tx) => saveForeignChange(tx, shop.tenant, [{ listingId: mug, change }]));
  const { shops } = await read(viewer, listAllocationsRoute, "/stock-allocations");
  expect(shops).toMatchObject([{ ownRules: 1, foreignChanges: 1 }]);
  expect(await listed("&stock=own_rule")).toEqual([{ sellerCode: "PLATE", rule: { kind: "capped", value: 4 }, seen: null }]);
  expect(await listed("&stock=foreign")).toEqual([{ sellerCode: "MUG", rule: null, seen: 9 }]);
  expect(await listed("&stock=foreign&search=plate")).toEqual([]);
  const counts = await read(viewer, countListingsRoute, "/listings/counts?stock=own_rule");
  expect([counts.all.count, counts.paired.count, counts.unpaired.count, counts.foreign.count]).toEqual([1, 1, 0, 1]);
  expect((await hand.post("/api/v1/stock-pushes", { listingIds: [mug] })).body).toEqual({ listings: 1 });
  expect(await listed("&stock=foreign")).toEqual([]);
  const { stock } = await read(viewer, explainListingRoute, `/listings/${mug}/stock`);
  expect(stock).toMatchObject({ figure: 12, foreignChange: null });
});

test("a warehouse named twice, or one of nobody's, is refused in words", async () => {
  const path = `/api/v1/stock-allocations/${shop.shopId}`;
  const rule = { kind: "real", value: null };
  expect((await hand.post(path, { sources: [shop.warehouseId, shop.warehouseId], rule })).status).toBe(400);
  expect((await hand.post(path, { sources: [shop.tenant], rule })).status).toBe(404);
  expect((await hand.post(path, { sources: [shop.warehouseId], rule })).body).toEqual({ listings: 3 });
});
