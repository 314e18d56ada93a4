import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { fileStore } from "../../kernel/store.ts";
import { localShop, sandboxShop } from "./options.ts";
import { type Fields, place, placeOne, type Sent, startTemu, type TestTemu, testClock, tokens } from "./wire-client.ts";

const edit = "bg.local.goods.stock.edit";
const query = "temu.local.goods.sku.stock.query";
const mall = "600000000000017";
const asLocal: Sent = { fields: { access_token: tokens.local } };
const quietShop = { ...localShop, openingOrders: 0 };
const mug = "HG-MUG-0007-BL";
const otherMug = "HG-MUG-0007-WH";

const Edited = z.object({
  goodsId: z.int(),
  operateResult: z.boolean(),
  msg: z.string().nullable(),
  skuStockEditStatusInfoList: z.array(
    z.object({ skuId: z.int(), stockEditStatus: z.boolean(), errorCode: z.int().nullable(), errorMsg: z.string().nullable() }),
  ),
});
const Pile = z.object({ stock: z.int(), stockType: z.int() });
const Queried = z.object({
  stockList: z.array(
    z.object({
      goodsId: z.int(),
      skuStockInfoList: z.array(
        z.object({
          skuId: z.int(),
          outSkuSn: z.string().nullable(),
          selfOrdinaryStock: Pile,
          selfPreSaleStock: Pile,
          certOrdinaryStock: z.null(),
        }),
      ),
    }),
  ),
});

let temu: TestTemu;

beforeEach(async () => {
  temu = await startTemu({ shops: [sandboxShop, quietShop] });
});
afterEach(() => temu.close());

const stockBy = async (params: Fields) => Queried.parse((await temu.call(query, params, asLocal)).result).stockList;
async function find(outSkuSn: string) {
  const [goods] = await stockBy({ outSkuSnList: [outSkuSn] });
  const sku = goods?.skuStockInfoList[0];
  if (goods === undefined || sku === undefined) throw new Error(`no ${outSkuSn}`);
  return { goodsId: goods.goodsId, skuId: sku.skuId, stock: sku.selfOrdinaryStock.stock, preSale: sku.selfPreSaleStock.stock };
}
const stockOf = async (outSkuSn: string): Promise<number> => (await find(outSkuSn)).stock;
const change = async (params: Fields) => Edited.parse((await temu.call(edit, params, asLocal)).result);
const buy = (quantity: number, more: Fields = {}) => placeOne(temu, { shop: mall, lines: [{ extCode: mug, quantity }], ...more });

describe("an edit", () => {
  test("sets targets or adds differences, SKU by SKU", async () => {
    const [blue, white] = [await find(mug), await find(otherMug)];
    const { goodsId } = blue;
    const set = await change({
      goodsId,
      stockType: 0,
      skuStockTargetList: [
        { skuId: blue.skuId, stockTarget: 40 },
        { skuId: String(white.skuId), stockTarget: "0" },
      ],
    });
    expect(set).toEqual({
      goodsId,
      operateResult: true,
      msg: null,
      skuStockEditStatusInfoList: [blue.skuId, white.skuId].map((skuId) => ({
        skuId,
        stockEditStatus: true,
        errorCode: null,
        errorMsg: null,
      })),
    });
    expect([await stockOf(mug), await stockOf(otherMug)]).toEqual([40, 0]);
    expect((await change({ goodsId, skuStockChangeList: [{ skuId: blue.skuId, stockDiff: -15 }] })).operateResult).toBe(true);
    expect(await stockOf(mug)).toBe(25);
  });

  test("refuses one SKU inside a good envelope, and changes the others", async () => {
    const [blue, white, lamp] = [await find(mug), await find(otherMug), await find("HG-LMP-0021-WH")];
    const envelope = await temu.call(
      edit,
      {
        goodsId: blue.goodsId,
        skuStockChangeList: [
          { skuId: blue.skuId, stockDiff: -121 },
          { skuId: lamp.skuId, stockDiff: 1 },
          { skuId: white.skuId, stockDiff: -120 },
        ],
      },
      asLocal,
    );
    expect(envelope).toMatchObject({ success: true, errorCode: 1000000 });
    const result = Edited.parse(envelope.result);
    expect(result.operateResult).toBe(false);
    expect(result.msg).not.toBeNull();
    expect(result.skuStockEditStatusInfoList.map((one) => [one.skuId, one.stockEditStatus, one.errorCode])).toEqual([
      [blue.skuId, false, 150013002],
      [lamp.skuId, false, 150010189],
      [white.skuId, true, null],
    ]);
    expect([await stockOf(mug), await stockOf(otherMug), await stockOf("HG-LMP-0021-WH")]).toEqual([120, 0, 45]);
    const above = await change({ goodsId: blue.goodsId, skuStockTargetList: [{ skuId: blue.skuId, stockTarget: 1_000_001 }] });
    expect(above.skuStockEditStatusInfoList[0]?.errorCode).toBe(150013002);
  });

  test("with a key that was used changes nothing, and says so per SKU; another shop's keys are its own", async () => {
    const { goodsId, skuId } = await find(mug);
    const asked = { goodsId, skuStockChangeList: [{ skuId, stockDiff: -1 }], requestUniqueKey: "edit-1" };
    expect((await change(asked)).operateResult).toBe(true);
    const again = await change(asked);
    expect(again).toMatchObject({ operateResult: false, skuStockEditStatusInfoList: [{ stockEditStatus: false, errorCode: 150010003 }] });
    expect(await stockOf(mug)).toBe(119);
    expect((await change({ ...asked, requestUniqueKey: "edit-2" })).operateResult).toBe(true);
    expect(await stockOf(mug)).toBe(118);
    // without a key every request counts
    const { requestUniqueKey: _, ...keyless } = asked;
    await change(keyless);
    await change(keyless);
    expect(await stockOf(mug)).toBe(116);
  });

  test("whose reply is lost was made: the key tells the second one", async () => {
    const { goodsId, skuId } = await find(mug);
    const asked = { goodsId, skuStockChangeList: [{ skuId, stockDiff: -5 }], requestUniqueKey: "edit-1" };
    temu.simulator.faults.add({ name: "reply-lost", share: 1, count: 1, match: edit });
    await expect(temu.call(edit, asked, asLocal)).rejects.toThrow();
    expect((await change(asked)).operateResult).toBe(false);
    expect(await stockOf(mug)).toBe(115);
  });

  test("of the pre-sale pile leaves the ordinary one alone", async () => {
    const { goodsId, skuId } = await find(mug);
    await change({ goodsId, stockType: 1, skuStockTargetList: [{ skuId, stockTarget: 9 }] });
    expect(await find(mug)).toMatchObject({ stock: 120, preSale: 9 });
  });

  test.each([
    ["no goods", 150010001, { goodsId: undefined }],
    ["an unknown pile", 150010001, { stockType: 2 }],
    ["neither form", 150010001, { skuStockTargetList: [] }],
    ["both forms", 150013003, { skuStockChangeList: [{ skuId: 1, stockDiff: 1 }] }],
    [
      "a SKU twice",
      150013001,
      {
        skuStockTargetList: [
          { skuId: 1, stockTarget: 1 },
          { skuId: "1", stockTarget: 2 },
        ],
      },
    ],
    ["goods of nobody", 150010188, { goodsId: 5 }],
    ["a fraction", 3000000, { skuStockTargetList: [{ skuId: 1, stockTarget: 1.5 }] }],
  ])("%s: %i as a whole, and the key is not used up", async (_, code, wrong) => {
    const { goodsId, skuId } = await find(mug);
    const good = { goodsId, skuStockTargetList: [{ skuId, stockTarget: 7 }], requestUniqueKey: "edit-1" };
    expect(await temu.code(edit, JSON.parse(JSON.stringify({ ...good, ...wrong })), asLocal)).toBe(code);
    expect(await stockOf(mug)).toBe(120);
    expect((await change(good)).operateResult).toBe(true);
  });

  test("keys, stock and states outlive a restart", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "temu-"));
    const [file, clock, shops] = [path.join(folder, "temu.sqlite"), testClock(), [sandboxShop, quietShop]];
    await temu.close();
    let store = fileStore(file);
    temu = await startTemu({ shops }, store, 7, clock);
    const { goodsId, skuId } = await find(mug);
    const asked = { goodsId, skuStockChangeList: [{ skuId, stockDiff: -1 }], requestUniqueKey: "edit-1" };
    await change(asked);
    temu.control("POST", `listings/${skuId}/state`, { state: "punished" });
    await temu.close();
    store.close();
    store = fileStore(file);
    temu = await startTemu({ shops }, store, 7, clock);
    expect((await change(asked)).operateResult).toBe(false);
    expect(await stockOf(mug)).toBe(119);
    expect(temu.control("GET", `listings/${skuId}`)).toMatchObject({ listings: [{ subStatus: 3001 }] });
    temu.simulator.reset();
    expect((await change(asked)).operateResult).toBe(true);
    store.close();
    rmSync(folder, { recursive: true });
  });
});

describe("buyers", () => {
  test("take from the stock, unpaid orders too, and a cancellation gives back", async () => {
    const paid = buy(3);
    const unpaid = buy(4, { status: 1, pendingSeconds: 600 });
    expect(await stockOf(mug)).toBe(113);
    temu.control("POST", `orders/${unpaid}/cancel`);
    expect(await stockOf(mug)).toBe(117);
    temu.control("POST", `orders/${paid}/cancel`);
    expect(await stockOf(mug)).toBe(120);
  });

  test("who come between a reading and a target are forgotten by it; a difference remembers them", async () => {
    const { goodsId, skuId, stock } = await find(mug);
    buy(5);
    await change({ goodsId, skuStockTargetList: [{ skuId, stockTarget: stock }] });
    expect(await stockOf(mug)).toBe(120);
    buy(5);
    await change({ goodsId, skuStockChangeList: [{ skuId, stockDiff: -20 }] });
    expect(await stockOf(mug)).toBe(95);
    const sold = { shops: [{}, { shop: mall, stock: { [mug]: { stock: 95, sold: 10, refused: 0 } } }] };
    expect(temu.simulator.stats()).toMatchObject(sold);
  });

  test("cannot buy more than there is, nor what is off the shelf, and each shop has its own stock under one code", async () => {
    const more = { shop: mall, lines: [{ extCode: mug, quantity: 121 }] };
    expect(temu.simulator.control("POST", ["orders"], more)).toMatchObject({ status: 409, body: { error: "out-of-stock" } });
    const off = { shop: mall, lines: [{ extCode: "HG-TNT-0003-TQ", quantity: 1 }] };
    expect(temu.simulator.control("POST", ["orders"], off)).toMatchObject({ status: 409, body: { error: "not-on-sale" } });
    place(temu, { lines: [{ extCode: mug, quantity: 2 }] });
    expect(await stockOf(mug)).toBe(120);
    const chosen = place(temu, { shop: mall, count: 60 });
    expect(chosen).toHaveLength(60);
    const sold = z
      .object({ shops: z.array(z.object({ shop: z.string(), stock: z.record(z.string(), z.object({ sold: z.int() })) })) })
      .parse(temu.simulator.stats())
      .shops.find((one) => one.shop === mall)?.stock;
    for (const code of ["HG-TNT-0003-TQ", "HG-HMK-0016-OL", "HG-UMB-0043-BK", "HG-KTL-0008-SS"]) expect(sold?.[code]?.sold).toBe(0);
  });
});

describe("the query", () => {
  test("finds by goods, by SKU and by code, and leaves out what is deleted or unknown", async () => {
    const { goodsId, skuId } = await find(mug);
    const [whole] = await stockBy({ goodsId });
    expect(whole?.skuStockInfoList).toHaveLength(3);
    expect(await stockBy({ skuIdList: [skuId] })).toMatchObject([{ goodsId, skuStockInfoList: [{ skuId, outSkuSn: mug }] }]);
    const [towel] = await stockBy({ outSkuSnList: ["HG-TOW-0036-AQ"] });
    expect(towel?.skuStockInfoList).toHaveLength(1);
    expect(await stockBy({ skuIdList: [5] })).toEqual([]);
    expect(await temu.code(query, {}, asLocal)).toBe(150010001);
  });
});
