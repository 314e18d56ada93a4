import { sql } from "kysely";
import { afterAll, expect, test } from "vitest";
import { z } from "zod";
import { createTestDatabase } from "../../test/support/database.ts";
import { openTestApp, steppedClock } from "../../test/support/test-app.ts";
import { type Asked, openTestRun, temuAnswer } from "../../test/support/test-run.ts";
import { setUpTestShop, type TestShop, testOrder } from "../../test/support/test-shop.ts";
import { createDocument } from "../app/create-document.ts";
import { openStock } from "../app/create-skus.ts";
import { ingestOrders } from "../app/ingest-orders.ts";
import { FencedOff } from "../db/fence.ts";
import { assertPresent } from "../kernel/assert-never.ts";
import { newOrderStream } from "./order-stream.ts";
import { lookAtStock } from "./stock-looks.ts";
import { pushStock } from "./stock-pushes.ts";

const clock = steppedClock("2026-11-22T08:00:00Z");
const { app, directory, close } = openTestApp(await createTestDatabase(), clock);
afterAll(close);

const read = "bg.btg.goods.stock.quantity.get";
const write = "bg.btg.goods.stock.quantity.update";
const Changes = z.array(z.looseObject({ targetStockAvailable: z.number(), currentStockAvailable: z.number() }));
const refused = JSON.stringify({ success: false, errorCode: 150010005, errorMsg: "stock changed" });

/** A shop that sells one listing of MUG, and a platform that keeps its stock as Temu does. */
async function scene(units: number, stock: number) {
  const shop = await setUpTestShop(app, directory, { MUG: units });
  const platform: { stock: number; asked: string[]; answer: string | undefined; afterRead(): void; afterWrite(): void } = {
    stock,
    asked: [],
    answer: undefined,
    afterRead: () => {},
    afterWrite: () => {},
  };
  const answer = ({ operation, params }: Asked): string => {
    if (operation !== read && operation !== write) return temuAnswer({ totalItemNum: 0, pageItems: [] });
    platform.asked.push(operation === read ? "read" : "write");
    if (operation === read) {
      const row = { productSkuId: "L-MUG", skuStockQuantity: platform.stock, tempLockQuantity: 0, warehouseId: "WH-1" };
      platform.afterRead();
      return temuAnswer({ productSkuStockList: [row] });
    }
    const [change] = Changes.parse(params.skuStockChangeList);
    if (change?.currentStockAvailable !== platform.stock) return refused;
    platform.stock = change.targetStockAvailable;
    platform.afterWrite();
    return platform.answer ?? temuAnswer({});
  };
  const { run: opened, budget } = await openTestRun(app, directory, shop, answer);
  // a fence of its own: others go on when it falls behind
  const run = { ...opened, fence: { ...opened.fence } };
  run.authorisations = [
    { gateway: "pa", purpose: "products", endpoint: "http://127.0.0.1", appKey: "k", appSecret: "s", accessToken: "t" },
  ];
  // polls come and go beside the pushes
  const stream = newOrderStream(run);
  const polling = {
    ...stream,
    get begun() {
      return 0;
    },
    get finished() {
      return 1;
    },
  };
  const push = async () => {
    platform.asked = [];
    clock.pass(4_000);
    await pushStock(run, polling, budget);
    return platform.asked;
  };
  return { run, shop, platform, push };
}

const stockIn = (shop: TestShop, units: number) =>
  openStock(app, shop.scope, shop.warehouseId, [{ skuId: assertPresent(shop.skus.get("MUG"), "SKU"), units }]);

const takeOut = (shop: TestShop, units: number) =>
  createDocument(app, shop.scope, {
    kind: "stock_out",
    warehouseId: shop.warehouseId,
    toWarehouseId: null,
    reason: "own_use",
    note: "",
    lines: [{ code: "MUG", units }],
  });

const sell = (shop: TestShop, number: string, quantity: number) =>
  ingestOrders(app, shop.ingest, { orders: [testOrder(number, [{ sku: "MUG", orderedQuantity: quantity }])], source: "stream" });

const shown = (shop: TestShop) =>
  app.database.inTenant(shop.tenant, async (tx) => {
    const found = await sql<{ foreign_change: object | null }>`select foreign_change from listing where tenant_id = ${shop.tenant}`.execute(
      tx,
    );
    return found.rows[0]?.foreign_change;
  });

test("the first push reads; after it a change of ours costs one write, and a sale of this shop's own a look some time later", async () => {
  const { shop, platform, push } = await scene(10, 0);
  expect(await push()).toEqual(["read", "write"]);
  expect(platform.stock).toBe(10);
  await stockIn(shop, 5);
  expect(await push()).toEqual(["write"]);
  expect(platform.stock).toBe(15);
  platform.stock -= 2;
  await sell(shop, "PO-1", 2);
  expect(await push()).toEqual([]);
  clock.pass(20_000);
  expect(await push()).toEqual(["read"]);
  expect(platform.stock).toBe(13);
});

test("a sale that we have not seen makes the guard refuse: nothing is put on sale twice", async () => {
  const { shop, platform, push } = await scene(10, 0);
  await push();
  platform.stock -= 3;
  await stockIn(shop, 5);
  expect(await push()).toEqual(["write"]);
  expect(platform.stock).toBe(7);
  await sell(shop, "PO-1", 3);
  await push();
  await push();
  expect(platform.stock).toBe(12);
});

test("a figure that fell without an order is shown and not raised; its order explains it", async () => {
  const { shop, platform, push } = await scene(10, 0);
  await push();
  platform.stock = 6;
  await stockIn(shop, 1);
  await push();
  await push();
  expect(platform.stock).toBe(6);
  expect(await shown(shop)).toMatchObject({ seen: 6, expected: 10 });
  await sell(shop, "PO-1", 4);
  await push();
  await push();
  expect(platform.stock).toBe(7);
  expect(await shown(shop)).toBeNull();
});

test("a figure that stays low is left to whoever set it; one above what we have is brought down and shown", async () => {
  const { shop, platform, push } = await scene(10, 0);
  await push();
  platform.stock = 4;
  await stockIn(shop, 1);
  for (let look = 0; look < 8; look += 1) {
    clock.pass(30_000);
    await push();
  }
  expect(platform.stock).toBe(4);
  expect(await shown(shop)).toMatchObject({ seen: 4, expected: 10 });
  // our own figure changes: it is set again
  await stockIn(shop, 1);
  await push();
  expect(platform.stock).toBe(12);
  expect(await shown(shop)).toBeNull();
  platform.stock = 50;
  await stockIn(shop, 1);
  await push();
  await push();
  expect(platform.stock).toBe(13);
  expect(await shown(shop)).toMatchObject({ seen: 50, expected: 12 });
});

test("a sale that we looked at before its order came, and whose order comes cancelled, is not left on sale twice", async () => {
  const { shop, platform, push } = await scene(10, 0);
  await push();
  platform.stock = 9;
  await stockIn(shop, 1);
  for (let look = 0; look < 8; look += 1) {
    clock.pass(30_000);
    await push();
  }
  // left to whoever took it, until our own figure is the same
  await takeOut(shop, 2);
  await push();
  platform.stock = 10;
  const gone = testOrder("PO-1", [{ sku: "MUG" }], { status: "cancelled" });
  await ingestOrders(app, shop.ingest, { orders: [gone], source: "stream" });
  await push();
  await push();
  expect(platform.stock).toBe(9);
});

test("a unit that came back before we knew of its cancellation is not counted back twice, nor taken for somebody's change", async () => {
  const { shop, platform, push } = await scene(10, 0);
  await push();
  platform.stock = 9;
  await sell(shop, "PO-1", 1);
  await push();
  clock.pass(20_000);
  await push();
  // the platform takes it back on sale; our own figure changes and is set, whatever the platform showed before
  platform.stock = 10;
  await stockIn(shop, 1);
  await push();
  await push();
  expect(platform.stock).toBe(10);
  await stockIn(shop, 1);
  await push();
  await push();
  expect(platform.stock).toBe(11);
  const gone = testOrder("PO-1", [{ sku: "MUG" }], { status: "cancelled", updatedAt: clock.now() });
  await ingestOrders(app, shop.ingest, { orders: [gone], source: "stream" });
  await push();
  clock.pass(20_000);
  await push();
  await push();
  expect(platform.stock).toBe(12);
  expect(await shown(shop)).toBeNull();
});

test("a figure that was written by a runner that was not heard of again is not taken for somebody's change", async () => {
  const { run, shop, platform, push } = await scene(10, 0);
  await push();
  // another owner takes the shop over while the write is under way
  platform.afterWrite = () => {
    run.fence.epoch -= 1n;
  };
  await takeOut(shop, 7);
  await expect(push()).rejects.toThrow(FencedOff);
  expect(platform.stock).toBe(3);
  platform.afterWrite = () => {};
  run.fence.epoch += 1n;
  await stockIn(shop, 5);
  expect(await push()).toEqual(["read", "write"]);
  expect(platform.stock).toBe(8);
  expect(await shown(shop)).toBeNull();
  // and a sale that nobody has seen is still held to be one
  platform.stock -= 1;
  await stockIn(shop, 1);
  expect(await push()).toEqual(["write"]);
  expect(platform.stock).toBe(7);
});

test.each([
  ["lost", "<html>"],
  ["not readable", "{}"],
])("a write whose answer was %s stays possible when a later one is refused", async (_, answer) => {
  const { shop, platform, push } = await scene(10, 0);
  await push();
  platform.answer = answer;
  await takeOut(shop, 1);
  expect(await push()).toEqual(["write"]);
  expect(platform.stock).toBe(9);
  platform.answer = undefined;
  await sell(shop, "PO-1", 1);
  // what is read may be ten less the sale, or nine before it; two more buy before it can be set
  platform.afterRead = () => {
    platform.stock = 6;
  };
  expect(await push()).toEqual(["read", "write"]);
  platform.afterRead = () => {};
  await sell(shop, "PO-2", 2);
  await stockIn(shop, 1);
  expect(await push()).toEqual(["read", "write"]);
  expect(platform.stock).toBe(7);
  expect(await shown(shop)).toBeNull();
});

test("a figure that nobody has looked at for hours is compared, and put right", async () => {
  const { run, shop, platform, push } = await scene(10, 0);
  await push();
  platform.stock = 30;
  await lookAtStock(run);
  expect(await push()).toEqual([]);
  clock.pass(7 * 3_600_000);
  await lookAtStock(run);
  expect(await push()).toEqual(["read", "write"]);
  expect(platform.stock).toBe(10);
  expect(await shown(shop)).toMatchObject({ seen: 30, expected: 10 });
});
