import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { z } from "zod";
import { createTestDatabase } from "../../test/support/database.ts";
import { openTestServer, type Visitor } from "../../test/support/test-server.ts";
import { setUpTestShop, type TestShop, testOrder } from "../../test/support/test-shop.ts";
import { skuOf } from "../../test/support/test-stock.ts";
import { ingestOrders } from "../app/ingest-orders.ts";
import { addWarehouse } from "../app/set-up-shop.ts";
import { findSkusRoute } from "../contract/catalog.ts";
import { getSkuStockRoute, getStockHistoryRoute, listLedgerRoute, listStockRoute, sumStockRoute } from "../contract/stock.ts";
import { createDocumentRoute, getDocumentRoute, listDocumentLinesRoute, listDocumentsRoute } from "../contract/stock-documents.ts";
import type { WarehouseId } from "../kernel/id.ts";

const server = await openTestServer(await createTestDatabase());
const { app, directory } = server.install;
let shop: TestShop;
let far: WarehouseId;
let owner: Visitor;
let hand: Visitor;
let viewer: Visitor;
let stranger: Visitor;

beforeAll(async () => {
  shop = await setUpTestShop(app, directory, { "A-1": 10, "A-2": 0, "B-1": 5, "C~%": 3 });
  far = await addWarehouse(app, shop.scope, { code: "US", name: "美西仓" });
  const theirs = await setUpTestShop(app, directory, { "A-1": 7 });
  owner = await server.enter(shop.tenant, "owner");
  hand = await server.enter(shop.tenant, "warehouse");
  viewer = await server.enter(shop.tenant, "viewer");
  stranger = await server.enter(theirs.tenant, "owner");
  await ingestOrders(app, shop.ingest, {
    orders: [testOrder("PO-1", [{ sku: "A-1", orderedQuantity: 12 }])],
    source: "stream",
  });
});
afterAll(() => server.close());

const read = async <Reply extends z.ZodType>(visitor: Visitor, route: { reply: Reply }, path: string) =>
  route.reply.parse((await visitor.get(`/api/v1${path}`)).body);
const list = (visitor: Visitor, query = "") => read(visitor, listStockRoute, `/stock${query}`);
const shown = async (query: string) => (await list(owner, query)).rows.map((row) => `${row.sku.code} ${row.warehouse.name}`);
const stockIn = (lines: object[], warehouseId: string = shop.warehouseId) => ({
  kind: "stock_in",
  reason: "purchase",
  warehouseId,
  note: "",
  lines,
});

test("a row per SKU and warehouse, by code; what is low, what is there, and what it comes to", async () => {
  expect(await shown("")).toEqual(["A-1", "A-2", "B-1", "C~%"].flatMap((code) => [`${code} 美西仓`, `${code} 义乌仓`]));
  expect(await shown(`?warehouse=${shop.warehouseId}&search=b-`)).toEqual(["B-1 义乌仓"]);
  expect(await shown(`?search=${encodeURIComponent("%")}&stocked=only`)).toEqual(["C~% 义乌仓"]);
  // all ten are reserved: none left
  expect(await shown("?level=low")).toEqual(["A-1 义乌仓"]);
  const skuId = skuOf(shop, "B-1");
  const change = { skuId, warehouseId: shop.warehouseId, safetyUnits: 2, lowUnits: 6 };
  expect((await owner.post("/api/v1/stock/limits", { changes: [change] })).body).toEqual({ saved: 1 });
  expect(await shown("?level=low")).toEqual(["A-1 义乌仓", "B-1 义乌仓"]);
  expect((await owner.post("/api/v1/stock/limits", { changes: [change, { ...change, skuId: shop.tenant }] })).status).toBe(404);
  expect(await read(owner, sumStockRoute, "/stock/totals")).toEqual({
    rows: 8,
    low: 2,
    onHand: 18,
    available: 8,
    reserved: 10,
    blocked: 0,
    incoming: 0,
  });
  expect((await list(stranger)).rows.map((row) => row.onHand)).toEqual([7]);
  const { skus } = await read(owner, findSkusRoute, "/skus/find?text=A-&kind=single");
  expect(skus.map((sku) => sku.code)).toEqual(["A-1", "A-2"]);
});

test("a long catalogue is read page by page, whatever its codes are made of", async () => {
  const made = await setUpTestShop(app, directory, {});
  const visitor = await server.enter(made.tenant, "owner");
  await app.database.inTenant(made.tenant, (tx) =>
    sql`insert into sku (tenant_id, id, code, name_zh, name_en, weight_g, created_at)
      select ${made.tenant}, md5(n || ${made.tenant}::text)::uuid, '~|%/' || n || '号', '杯', 'cup', 1, '2026-11-22T00:00:00Z'
      from generate_series(1, 250) n`.execute(tx),
  );
  const first = await list(visitor);
  const second = await list(visitor, `?after=${encodeURIComponent(first.next ?? "")}`);
  const third = await list(visitor, `?after=${encodeURIComponent(second.next ?? "")}`);
  expect([first, second, third].map((page) => page.rows.length)).toEqual([100, 100, 50]);
  expect(third.next).toBeNull();
  expect(new Set([first, second, third].flatMap((page) => page.rows.map((row) => row.sku.code))).size).toBe(250);
});

test("one SKU: its warehouses, the packages that hold it or wait, its days and its ledger", async () => {
  const skuId = skuOf(shop, "A-1");
  const one = await read(viewer, getSkuStockRoute, `/stock/skus/${skuId}`);
  expect(one.shelves.map((shelf) => [shelf.warehouse.name, shelf.onHand, shelf.available])).toEqual([
    ["美西仓", 0, 0],
    ["义乌仓", 10, 0],
  ]);
  expect(one.packages).toMatchObject([{ number: expect.stringMatching(/^PK/), held: 10, missing: 2, shop: { name: "禾光家居 US" } }]);
  const { days } = await read(viewer, getStockHistoryRoute, `/stock/skus/${skuId}/history?days=90`);
  expect([days.length, days[0], days.at(-1)]).toMatchObject([90, { onHand: 0, available: 0 }, { onHand: 10, available: 0 }]);
  await hand.post("/api/v1/stock-documents", { ...stockIn([{ code: "A-1", units: 1 }]), kind: "block", reason: "defective" });
  await hand.post("/api/v1/stock-documents", stockIn([{ code: "A-1", units: 1 }]));
  const { rows } = await read(viewer, listLedgerRoute, `/stock/skus/${skuId}/ledger`);
  expect(rows.map((row) => [row.kind, row.cause.number?.slice(0, 2) ?? null, row.actor, row.after.onHand, row.after.reserved])).toEqual([
    ["reserve", "PK", "The warehouse", 11, 11],
    ["purchase_in", "SD", "The warehouse", 11, 10],
    ["reserve", "PK", null, 10, 10],
    ["opening", null, "u1", 10, 0],
  ]);
  expect((await stranger.get(`/api/v1/stock/skus/${skuId}`)).status).toBe(404);
});

test("who may only look changes nothing, and only some may approve a count", async () => {
  const refused = await viewer.post("/api/v1/stock-documents", stockIn([{ code: "A-2", units: 1 }]));
  expect([refused.status, refused.body]).toMatchObject([403, { error: { code: "forbidden" } }]);
  expect((await viewer.post("/api/v1/stock/limits", { changes: [] })).status).toBe(403);
  const made = await hand.post("/api/v1/stock-documents", {
    kind: "count",
    reason: "spot",
    warehouseId: shop.warehouseId,
    note: "",
    lines: [{ code: "B-1" }],
  });
  const { id, number } = createDocumentRoute.reply.parse(made.body);
  await hand.post(`/api/v1/stock-documents/${id}/counts`, { lines: [{ code: "B-1", counted: 6 }] });
  expect((await hand.post(`/api/v1/stock-documents/${id}/submit`)).body).toEqual({ state: "submitted" });
  expect((await hand.post(`/api/v1/stock-documents/${id}/approve`)).status).toBe(403);
  const waiting = await read(owner, listDocumentsRoute, "/stock-documents?state=submitted");
  expect(waiting.rows).toMatchObject([{ number, createdBy: "The warehouse", lines: 1, counted: 1, surplus: { lines: 1, units: 1 } }]);
  expect(waiting.open).toEqual([{ kind: "count", state: "submitted", documents: 1 }]);
  expect((await owner.post(`/api/v1/stock-documents/${id}/approve`)).body).toEqual({ state: "done" });
  const again = await owner.post(`/api/v1/stock-documents/${id}/approve`);
  expect([again.status, again.body]).toMatchObject([409, { error: { code: "wrong-state", detail: "done" } }]);
  const lines = await read(viewer, listDocumentLinesRoute, `/stock-documents/${id}/lines?filter=different`);
  expect(lines.rows).toMatchObject([{ sku: { code: "B-1" }, expected: 5, counted: 6, onHand: 6 }]);
  expect(await read(viewer, getDocumentRoute, `/stock-documents/${id}`)).toMatchObject({ state: "done", doneBy: "The owner" });
  expect((await stranger.get(`/api/v1/stock-documents/${id}`)).status).toBe(404);
  expect((await stranger.get(`/api/v1/stock-documents/${id}/lines`)).status).toBe(404);
});

test("a refusal names its lines, so that a page can mark them", async () => {
  const wish = {
    ...stockIn(
      [
        { code: "A-2", units: 4 },
        { code: "?", units: 1 },
      ],
      far,
    ),
    kind: "stock_out",
    reason: "sample",
  };
  const unknown = await owner.post("/api/v1/stock-documents", wish);
  expect([unknown.status, unknown.body]).toMatchObject([
    409,
    { error: { code: "lines-refused", lines: [{ code: "?", reason: "unknown" }] } },
  ]);
  const short = await owner.post("/api/v1/stock-documents", { ...wish, lines: [{ code: "A-2", units: 4 }] });
  expect(short.body).toMatchObject({ error: { lines: [{ code: "A-2", reason: "short", available: 0, packages: [] }] } });
  const uneven = { ...stockIn([{ code: "A-2", units: 4 }]), kind: "kit", reason: "assemble" };
  expect((await owner.post("/api/v1/stock-documents", uneven)).status).toBe(400);
});
