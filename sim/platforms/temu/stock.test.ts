import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { type Fields, placeOne, shop, startTemu, type TestTemu } from "./wire-client.ts";

const stockGet = "bg.btg.goods.stock.quantity.get";
const stockUpdate = "bg.btg.goods.stock.quantity.update";
const goodsList = "temu.goods.list.get";
const pa = { gateway: "pa" } as const;
const success = 1000000;

const Goods = z.object({
  totalCount: z.int(),
  data: z.array(
    z.looseObject({
      productId: z.int(),
      productSkcId: z.int(),
      productName: z.string(),
      thumbUrl: z.string(),
      skcSiteStatus: z.int(),
      productSkuSummaries: z.array(z.looseObject({ productSkuId: z.int(), extCode: z.string(), spec: z.string(), thumbUrl: z.string() })),
    }),
  ),
});
const Stock = z.object({
  total: z.int(),
  productSkuStockList: z.array(
    z.object({
      productSkuId: z.int(),
      skuStockQuantity: z.int(),
      tempLockQuantity: z.int(),
      warehouseId: z.string(),
      shippingMode: z.literal(1),
    }),
  ),
});

let temu: TestTemu;

beforeEach(async () => {
  temu = await startTemu();
});
afterEach(() => temu.close());

const goods = async (params: Fields = {}) => Goods.parse((await temu.call(goodsList, params, pa)).result);
/** The demo item of a seller code, as the partner gateway shows it. */
async function find(extCode: string) {
  const { data } = await goods({ skuExtCodes: [extCode] });
  const sku = data[0]?.productSkuSummaries[0];
  if (data[0] === undefined || sku === undefined) throw new Error(`no ${extCode}`);
  return { productSkcId: data[0].productSkcId, productSkuId: sku.productSkuId };
}
const stockOf = async (productSkcId: number) => Stock.parse((await temu.call(stockGet, { productSkcId }, pa)).result);
const change = (quantityChangeMode: number, skuStockChangeList: Fields[], more: Fields = {}) =>
  temu.code(stockUpdate, { quantityChangeMode, skuStockChangeList, ...more }, pa);

describe("goods", () => {
  test("forty items, one entry per SKC, each with its picture and seller code", async () => {
    const { data, totalCount } = await goods({ page: 1, pageSize: 100 });
    const skus = data.flatMap((skc) => skc.productSkuSummaries);
    expect(totalCount).toBe(data.length);
    expect(new Set(skus.map((sku) => sku.productSkuId)).size).toBe(40);
    expect(new Set(skus.map((sku) => sku.extCode)).size).toBe(40);
    expect(new Set(data.map((skc) => skc.productSkcId)).size).toBe(data.length);
    for (const sku of skus) expect(sku.thumbUrl).toBe(`http://127.0.0.1:9100/img/${sku.extCode}.svg`);
  });

  test("sizes share an SKC, colours do not", async () => {
    const { data } = await goods({ productName: "Dry Bag" });
    expect(data.map((skc) => skc.productSkuSummaries.map((sku) => sku.spec))).toEqual([["10 L", "20 L"]]);
    const lamps = await goods({ productName: "table lamp" });
    expect(lamps.totalCount).toBe(2);
    expect(lamps.data[0]?.productId).toBe(lamps.data[1]?.productId);
  });

  test("pages, filters, the other name, and a page too big", async () => {
    const first = await goods({ page: 1, pageSize: 30 });
    const second = await goods({ page: 2, pageSize: 30 });
    expect(first.data).toHaveLength(30);
    expect(first.data.length + second.data.length).toBe(first.totalCount);
    const skc = first.data[3]?.productSkcId;
    expect((await goods({ productSkcIds: [skc] })).data.map((one) => one.productSkcId)).toEqual([skc]);
    expect((await goods({ skcSiteStatus: 0 })).totalCount).toBe(0);
    expect((await goods({ bindSiteIds: [105] })).totalCount).toBe(0);
    expect(await temu.code(goodsList, { page: 1, pageSize: 101 }, pa)).toBe(3000000);
    expect((await temu.call("bg.glo.goods.list.get", { page: 1, pageSize: 30 }, pa)).result).toEqual(first);
  });

  test("the search by SKU tells product and SKC", async () => {
    const { productSkcId, productSkuId } = await find("HG-DRY-0018-20");
    const reply = await temu.call("bg.glo.product.search", { pageNum: 1, pageSize: 10, productSkuIdList: [productSkuId] }, pa);
    expect(reply.result).toMatchObject({
      total: 1,
      dataList: [{ skcList: [{ skcId: productSkcId, skuList: [{ skuId: productSkuId }] }] }],
    });
  });
});

describe("stock", () => {
  test("falls when a buyer orders, by the units that one piece holds", async () => {
    const { productSkcId } = await find("HG-CSH-0040-RS");
    placeOne(temu, { lines: [{ extCode: "HG-CSH-0040-RS", quantity: 3 }] });
    expect((await stockOf(productSkcId)).productSkuStockList[0]).toMatchObject({ skuStockQuantity: 194, tempLockQuantity: 0 });
  });

  test("of pending orders is locked: gone from sale, and shown", async () => {
    const { productSkcId } = await find("HG-MUG-0007-BL");
    const sn = placeOne(temu, { status: 1, pendingSeconds: 60, lines: [{ extCode: "HG-MUG-0007-BL", quantity: 5 }] });
    expect((await stockOf(productSkcId)).productSkuStockList[0]).toMatchObject({ skuStockQuantity: 195, tempLockQuantity: 5 });
    temu.control("POST", `orders/${sn}/cancel`);
    expect((await stockOf(productSkcId)).productSkuStockList[0]).toMatchObject({ skuStockQuantity: 200, tempLockQuantity: 0 });
  });

  test("is set to a target or changed by a difference", async () => {
    const { productSkcId, productSkuId } = await find("HG-MUG-0007-BL");
    const warehouseId = (await stockOf(productSkcId)).productSkuStockList[0]?.warehouseId;
    const now = async () => (await stockOf(productSkcId)).productSkuStockList[0]?.skuStockQuantity;
    const reply = await temu.call(
      stockUpdate,
      { quantityChangeMode: 2, productSkcId, skuStockChangeList: [{ productSkuId, warehouseId, targetStockAvailable: 37 }] },
      pa,
    );
    expect(reply.success).toBe(true);
    expect(await now()).toBe(37);
    expect(await change(1, [{ productSkuId, warehouseId, stockDiff: -7 }])).toBe(success);
    expect(await now()).toBe(30);
    expect(await change(2, [{ productSkuId: String(productSkuId), warehouseId, targetStockAvailable: "0" }])).toBe(success);
    expect(await now()).toBe(0);
  });

  test("a guard that does not hold refuses the change: 150010005", async () => {
    const { productSkcId, productSkuId } = await find("HG-MUG-0007-BL");
    const guarded = { productSkuId, targetStockAvailable: 10, currentShippingMode: 1, currentStockAvailable: 200 };
    placeOne(temu);
    expect(await change(2, [guarded])).toBe(150010005);
    expect((await stockOf(productSkcId)).productSkuStockList[0]?.skuStockQuantity).toBe(199);
    expect(await change(2, [{ ...guarded, currentStockAvailable: 199 }])).toBe(success);
  });

  test.each([
    ["no mode", 150010001, undefined, [{ targetStockAvailable: 1 }]],
    ["an unknown mode", 150010001, 3, [{ targetStockAvailable: 1 }]],
    ["no changes", 150010001, 2, []],
    ["no target", 150010001, 2, [{}]],
    ["no difference", 150010001, 1, [{ targetStockAvailable: 1 }]],
    ["both", 150013003, 2, [{ targetStockAvailable: 1, stockDiff: 1 }]],
    ["an unknown warehouse", 150010001, 2, [{ targetStockAvailable: 1, warehouseId: "WH-9" }]],
    ["less than nothing", 150013002, 1, [{ stockDiff: -201 }]],
    ["more than a million", 150013002, 2, [{ targetStockAvailable: 1_000_001 }]],
    ["the SKU twice", 150013001, 2, [{ targetStockAvailable: 1 }, { targetStockAvailable: 2 }]],
    ["nobody's SKU", 150010188, 2, [{ targetStockAvailable: 1, productSkuId: 5 }]],
    ["words", 3000000, 2, [{ targetStockAvailable: "many" }]],
  ])("%s: %i, and nothing changes", async (_, code, mode, changes) => {
    const { productSkcId, productSkuId } = await find("HG-MUG-0007-BL");
    const list = changes.map((one) => ({ productSkuId, ...one }));
    expect(
      await temu.code(stockUpdate, { ...(mode === undefined ? {} : { quantityChangeMode: mode }), skuStockChangeList: list }, pa),
    ).toBe(code);
    expect((await stockOf(productSkcId)).productSkuStockList[0]?.skuStockQuantity).toBe(200);
  });

  test("a SKU of another SKC: 150010189; an SKC of nobody: 150010188; none: 150010001", async () => {
    const { productSkuId } = await find("HG-MUG-0007-BL");
    const { productSkcId } = await find("HG-LMP-0021-WH");
    expect(await change(2, [{ productSkuId, targetStockAvailable: 1 }], { productSkcId })).toBe(150010189);
    expect(await temu.code(stockGet, { productSkcId: 1 }, pa)).toBe(150010188);
    expect(await temu.code(stockGet, {}, pa)).toBe(150010001);
  });

  test("an item without stock cannot be bought, so the platform never oversells", async () => {
    temu.control("POST", "stock", { platform: "temu", shop, extCode: "HG-CSH-0040-RS", quantity: 9 });
    const reply = temu.simulator.control("POST", ["orders"], { count: 10, lines: [{ extCode: "HG-CSH-0040-RS", quantity: 2 }] });
    expect(reply).toMatchObject({ status: 409, body: { error: "out-of-stock", orders: [{}, {}] } });
    expect(temu.simulator.stats()).toMatchObject({ shops: [{ stock: { "HG-CSH-0040-RS": { stock: 1, sold: 8, refused: 1 } } }] });
    const twice = [
      { extCode: "HG-MUG-0007-BL", quantity: 101 },
      { extCode: "HG-MUG-0007-BL", quantity: 100 },
    ];
    expect(temu.simulator.control("POST", ["orders"], { lines: twice })?.status).toBe(409);
  });

  test("the warehouses that goods can be bound to, by site", async () => {
    const { result } = await temu.call("bg.btg.goods.stock.warehouse.list.get", { siteIdList: [100, 105] }, pa);
    expect(result).toMatchObject({ warehouseDTOList: [{ siteId: 100, validWarehouseList: [{ warehouseDisable: false }, {}] }] });
  });
});
