import { afterAll, expect, test } from "vitest";
import { z } from "zod";
import { createTestDatabase } from "../../test/support/database.ts";
import { openTestApp, steppedClock } from "../../test/support/test-app.ts";
import { type Asked, openTestRun, temuAnswer } from "../../test/support/test-run.ts";
import { setUpTestShop, testOrder } from "../../test/support/test-shop.ts";
import { openStock } from "../app/create-skus.ts";
import { ingestOrders } from "../app/ingest-orders.ts";
import { assertPresent } from "../kernel/assert-never.ts";
import { newOrderStream } from "./order-stream.ts";
import { pushStock } from "./stock-pushes.ts";

const clock = steppedClock("2026-11-22T08:00:00Z");
const { app, directory, close } = openTestApp(await createTestDatabase(), clock);
afterAll(close);

const Edit = z.looseObject({
  skuStockChangeList: z.tuple([z.looseObject({ skuId: z.string(), stockDiff: z.number() })]),
  requestUniqueKey: z.string(),
});

type Platform = { stock: number; asked: string[]; keys: Set<string>; losesAnswer: boolean; onRead: () => void };

/** A local shop that sells one listing of MUG; the platform takes differences only, and each key once. */
async function scene(units: number, stock: number) {
  const shop = await setUpTestShop(app, directory, { MUG: units });
  const platform: Platform = { stock, asked: [], keys: new Set(), losesAnswer: false, onRead: () => {} };
  const edit = (params: Record<string, unknown>): string => {
    const { skuStockChangeList, requestUniqueKey } = Edit.parse(params);
    const [{ skuId, stockDiff }] = skuStockChangeList;
    const errorCode = platform.keys.has(requestUniqueKey) ? 150010003 : platform.stock + stockDiff < 0 ? 150013002 : null;
    platform.keys.add(requestUniqueKey);
    if (errorCode === null) platform.stock += stockDiff;
    if (platform.losesAnswer) return "<html>";
    const row = { skuId, stockEditStatus: errorCode === null, errorCode };
    return temuAnswer({ operateResult: errorCode === null, skuStockEditStatusInfoList: [row] });
  };
  const answer = ({ operation, params }: Asked): string => {
    if (operation === "bg.local.goods.stock.edit") {
      platform.asked.push("write");
      return edit(params);
    }
    if (operation !== "temu.local.goods.sku.stock.query") return temuAnswer({ totalItemNum: 0, pageItems: [] });
    platform.asked.push("read");
    const reply = temuAnswer({ stockList: [{ skuStockInfoList: [{ skuId: "L-MUG", selfOrdinaryStock: { stock: platform.stock } }] }] });
    platform.onRead();
    return reply;
  };
  const opened = await openTestRun(app, directory, shop, answer);
  // polls come and go beside the pushes
  const polling = {
    ...newOrderStream(opened.run),
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
    await pushStock(opened.run, polling, opened.budget);
    return platform.asked;
  };
  const stockIn = (more: number) =>
    openStock(app, shop.scope, shop.warehouseId, [{ skuId: assertPresent(shop.skus.get("MUG"), "SKU"), units: more }]);
  const sell = (number: string, quantity: number) =>
    ingestOrders(app, shop.ingest, { orders: [testOrder(number, [{ sku: "MUG", orderedQuantity: quantity }])], source: "stream" });
  return { platform, push, stockIn, sell };
}

test("what is written without a guard is looked at a little later, and from then on our orders tell the figure", async () => {
  const { platform, push, stockIn } = await scene(10, 0);
  expect(await push()).toEqual(["read", "write"]);
  expect(platform.stock).toBe(10);
  expect(await push()).toEqual([]);
  clock.pass(20_000);
  expect(await push()).toEqual(["read"]);
  await stockIn(5);
  expect(await push()).toEqual(["write"]);
  expect(platform.stock).toBe(15);
  await stockIn(1);
  expect(await push()).toEqual(["read", "write"]);
  expect(platform.stock).toBe(16);
});

test("a sale that we have not seen stays subtracted, whatever we write, and its order explains it", async () => {
  const { platform, push, stockIn, sell } = await scene(10, 10);
  expect(await push()).toEqual(["read"]);
  platform.stock -= 3;
  await stockIn(5);
  expect(await push()).toEqual(["write"]);
  expect(platform.stock).toBe(12);
  await sell("PO-1", 3);
  clock.pass(20_000);
  expect(await push()).toEqual(["read"]);
  expect(platform.stock).toBe(12);
});

test("a sale that shows there only after our reading is subtracted twice at worst, and mended by the next look", async () => {
  const { platform, push, sell } = await scene(10, 15);
  await sell("PO-1", 2);
  platform.onRead = () => {
    platform.stock -= 2;
    platform.onRead = () => {};
  };
  expect(await push()).toEqual(["read", "write"]);
  expect(platform.stock).toBe(6);
  clock.pass(20_000);
  expect(await push()).toEqual(["read", "write"]);
  expect(platform.stock).toBe(8);
});

test("an edit whose answer is lost is read before anything is written, and not made twice", async () => {
  const { platform, push } = await scene(10, 4);
  platform.losesAnswer = true;
  expect(await push()).toEqual(["read", "write"]);
  expect(platform.stock).toBe(10);
  platform.losesAnswer = false;
  clock.pass(60_000);
  expect(await push()).toEqual(["read"]);
  expect(platform.stock).toBe(10);
});

test("a difference that leads below nought is refused, and the figure read anew", async () => {
  const { platform, push } = await scene(2, 10);
  platform.onRead = () => {
    platform.stock = 5;
    platform.onRead = () => {};
  };
  expect(await push()).toEqual(["read", "write"]);
  expect(platform.stock).toBe(5);
  expect(await push()).toEqual(["read", "write"]);
  expect(platform.stock).toBe(2);
});

test("the same change on the same figure within a minute is taken for a repeat, and made on a later reading", async () => {
  clock.pass(60_000 - (clock.now() % 60_000));
  const { platform, push } = await scene(10, 9);
  expect(await push()).toEqual(["read", "write"]);
  platform.stock -= 1;
  clock.pass(20_000);
  expect(await push()).toEqual(["read", "write"]);
  expect(platform.stock).toBe(9);
  clock.pass(60_000);
  expect(await push()).toEqual(["read", "write"]);
  expect(platform.stock).toBe(10);
});
