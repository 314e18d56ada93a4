import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { localShop, sandboxShop } from "./options.ts";
import { type Fields, list, placeOne, type Sent, sign, startTemu, type TestTemu, tokens } from "./wire-client.ts";

const goodsQuery = "bg.local.goods.list.query";
const skuQuery = "bg.local.goods.sku.list.query";
const goodsRetrieve = "temu.local.goods.list.retrieve";
const skuRetrieve = "temu.local.sku.list.retrieve";
const mall = "600000000000017";
const asLocal: Sent = { fields: { access_token: tokens.local } };
const quietShop = { ...localShop, openingOrders: 0 };

const Money = z.object({ amount: z.string().regex(/^\d+\.\d\d$/), currency: z.literal("USD") });
const Goods = z.looseObject({
  goodsId: z.int(),
  goodsName: z.string(),
  outGoodsSn: z.string().nullable(),
  status4VO: z.int(),
  subStatus4VO: z.int(),
  goodsShowSubStatus: z.int(),
  price: z.string().regex(/^\d+\.\d\d$/),
  listPrice: Money,
  marketPrice: z.int(),
  quantity: z.int(),
  skuIdList: z.array(z.int()),
  outSkuSnList: z.array(z.string()),
  skuInfoList: z.array(z.looseObject({ skuId: z.int(), skuSn: z.string().nullable() })),
  crtTime: z.int().max(9_999_999_999),
});
const GoodsPage = z.object({ pageNo: z.int(), total: z.int(), goodsList: z.array(Goods) });
const Sku = z.looseObject({
  goodsId: z.int(),
  skuId: z.int(),
  skuSn: z.string().nullable(),
  specName: z.string(),
  stock: z.int(),
  price: z.string(),
  status4VO: z.int(),
  subStatus4VO: z.int(),
});
const SkuPage = z.object({ pageNo: z.int(), total: z.int(), skuList: z.array(Sku) });
const Pagination = z.object({ nextToken: z.string().nullable(), previousToken: z.string().nullable() });
const id = z.string().regex(/^\d+$/);
const CursorGoods = z.object({ goodsList: z.array(z.looseObject({ goodsId: id, skuIdList: z.array(id) })), pagination: Pagination });
const CursorSkus = z.object({
  skuList: z.array(z.looseObject({ goodsId: id, skuId: id, outSkuSn: z.string().nullable() })),
  pagination: Pagination,
});

let temu: TestTemu;

beforeEach(async () => {
  temu = await startTemu({ shops: [sandboxShop, quietShop] });
});
afterEach(() => temu.close());

const ask = async (type: string, params: Fields): Promise<unknown> => (await temu.call(type, params, asLocal)).result;
const code = (type: string, params: Fields): Promise<number> => temu.code(type, params, asLocal);
const goods = async (params: Fields) => GoodsPage.parse(await ask(goodsQuery, { pageSize: 100, ...params }));
const skus = async (params: Fields = {}) => SkuPage.parse(await ask(skuQuery, { pageSize: 100, ...params }));

describe("the shop", () => {
  test("is a local one, and its token opens the goods here, where a semi-managed shop's does not", async () => {
    const info = await ask("bg.open.accesstoken.info.get", {});
    expect(info).toMatchObject({ mallId: Number(mall), mallType: 100, apiScopeList: expect.arrayContaining([goodsQuery, skuQuery]) });
    expect(info).not.toHaveProperty("semiUniqueId");
    expect(await temu.code(goodsQuery, { goodsSearchType: 1 })).toBe(3000032);
    temu.control("POST", "tokens", { action: "scopes", add: [goodsQuery] });
    expect(await temu.code(goodsQuery, { goodsSearchType: 1 })).toBe(150010105);
    temu.control("POST", "tokens", { shop: mall, action: "scopes", remove: [goodsQuery] });
    expect(await code(goodsQuery, { goodsSearchType: 1 })).toBe(3000032);
    expect(await temu.code(goodsQuery, { goodsSearchType: 1 }, { gateway: "pa", ...asLocal })).toBe(3000003);
    expect(await temu.code(goodsQuery, { goodsSearchType: 1 }, { gateway: "eu", ...asLocal })).toBe(3000033);
  });

  test("counts its goods' calls under the same cap as its orders'", async () => {
    temu.control("POST", "policy", { name: "cap120", cap: 2, isOn: true });
    await code("bg.order.list.v2.get", {});
    await code(goodsQuery, { goodsSearchType: 1 });
    expect(await code(skuQuery, {})).toBe(4000004);
  });

  test("has orders with the SKU's ids and code, blank where the seller gave none", async () => {
    const listed = await skus();
    const blank = listed.skuList.find((sku) => sku.skuSn === null);
    placeOne(temu, { shop: mall, lines: [{ extCode: "US-HG-DRY-0018-10", quantity: 1 }] });
    placeOne(temu, { shop: mall, lines: [{ skuId: blank?.skuId, quantity: 2 }] });
    const lines = (await list(temu, { sortby: "createTime" }, asLocal)).pageItems.flatMap((item) => item.orderList);
    const coded = listed.skuList.find((sku) => sku.skuSn === "US-HG-DRY-0018-10");
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          skuId: coded?.skuId,
          goodsId: coded?.goodsId,
          productList: [expect.objectContaining({ extCode: "US-HG-DRY-0018-10", soldFactor: 1 })],
        }),
        expect.objectContaining({ skuId: blank?.skuId, quantity: 2, productList: [expect.objectContaining({ extCode: "" })] }),
      ]),
    );
    const [first] = (await list(temu, {}, asLocal)).pageItems;
    expect(first?.parentOrderMap.hasShippingFee).toEqual(expect.any(Boolean));
  });
});

describe("goods by page", () => {
  test("are told apart by search type, with their sub-states and all their SKUs", async () => {
    const onAndOff = await goods({ goodsSearchType: 1 });
    expect(new Set(onAndOff.goodsList.map((one) => one.subStatus4VO))).toEqual(new Set([2001, 2002, 2101, 3001, 3002, 3003, 3004]));
    for (const one of onAndOff.goodsList) expect(one.status4VO).toBe(Math.floor(one.subStatus4VO / 1000));
    const states = async (goodsSearchType: number) => (await goods({ goodsSearchType })).goodsList.map((one) => one.subStatus4VO).sort();
    expect(await states(4)).toEqual([4002, 4004]);
    expect(await states(5)).toEqual([5001]);
    expect(await states(6)).toEqual([6001]);
    const gloves = onAndOff.goodsList.find((one) => one.goodsName.includes("Gloves"));
    expect(gloves?.skuIdList).toHaveLength(4);
    expect(gloves?.skuInfoList.map((sku) => sku.skuSn)).toEqual(gloves?.outSkuSnList);
    expect(gloves?.quantity).toBe(368);
    expect(gloves?.price).toBe("11.99");
    expect(gloves?.marketPrice).toBe(1199);
    const baskets = onAndOff.goodsList.find((one) => one.goodsName.includes("Basket"));
    expect(baskets).toMatchObject({ outGoodsSn: null, outSkuSnList: [], skuInfoList: [{ skuSn: null }, { skuSn: null }] });
  });

  test("the search type is an integer: a text is refused with its path, however it is dressed", async () => {
    const refused = await temu.call(goodsQuery, { goodsSearchType: "1" }, asLocal);
    expect(refused).toMatchObject({ success: false, errorCode: 3000000, errorMsg: expect.stringContaining("goodsSearchType") });
    expect(await code(goodsQuery, { request: { goodsSearchType: "1" } })).toBe(3000000);
    expect(await code(goodsQuery, { request: { goodsSearchType: 1 } })).toBe(1000000);
    expect(await code(goodsQuery, { goodsSearchType: 1, pageNo: "1", pageSize: "5" })).toBe(1000000);
    const common = { app_key: "sandboxappkey00000000000000000001", access_token: tokens.local, timestamp: "1760000000", type: goodsQuery };
    const number = sign({ ...common, goodsSearchType: 1 }, "0123456789abcdef0123456789abcdef01234567");
    const body = (value: string) =>
      `{"app_key":"${common.app_key}","access_token":"${tokens.local}","timestamp":"1760000000","type":"${goodsQuery}","goodsSearchType":${value},"sign":"${number}"}`;
    expect((await temu.sendForEnvelope(body("1"))).errorCode).toBe(1000000);
    // the same bytes are signed, and still it is a text
    expect((await temu.sendForEnvelope(body('"1"'))).errorCode).toBe(3000000);
  });

  test.each([
    ["no search type", {}, 150010001],
    ["an unknown one", { goodsSearchType: 2 }, 150010001],
    ["a fraction", { goodsSearchType: 1.5 }, 3000000],
    ["a page too big", { goodsSearchType: 1, pageSize: 101 }, 150010001],
    ["page zero", { goodsSearchType: 1, pageNo: 0 }, 150010001],
    ["words for ids", { goodsSearchType: 1, goodsIdList: ["many"] }, 3000000],
  ])("%s is refused", async (_, params, expected) => {
    expect(await code(goodsQuery, params)).toBe(expected);
  });

  test("newest first, page after page, oldest first when asked; an unknown page number field changes nothing", async () => {
    const all = await goods({ goodsSearchType: 1 });
    const pages = await Promise.all([1, 2, 3, 4].map((pageNo) => goods({ goodsSearchType: 1, pageNo, pageSize: 4 })));
    expect(pages.flatMap((page) => page.goodsList)).toEqual(all.goodsList);
    expect(pages[3]).toMatchObject({ pageNo: 4, total: all.total });
    expect(all.goodsList.map((one) => one.crtTime)).toEqual(all.goodsList.map((one) => one.crtTime).sort((a, b) => b - a));
    expect((await goods({ goodsSearchType: 1, orderType: 1 })).goodsList).toEqual([...all.goodsList].reverse());
    expect((await goods({ goodsSearchType: 1, page: 3, pageSize: 4 })).pageNo).toBe(1);
  });

  test("are filtered by state, text, ids and time of creation in milliseconds", async () => {
    const names = async (params: Fields) => (await goods({ goodsSearchType: 1, ...params })).goodsList.map((one) => one.goodsName);
    expect(await names({ goodsStatusFilterType: 3, goodsSubStatusFilterType: 3001 })).toEqual(["Parachute Hammock with Tree Straps"]);
    expect(await names({ searchText: "us-hg-dry" })).toEqual(["Roll Top Dry Bag for Kayaking"]);
    const { goodsList } = await goods({ goodsSearchType: 1 });
    const third = goodsList[2];
    expect(await names({ goodsIdList: [third?.goodsId] })).toEqual([third?.goodsName]);
    const bornMs = (third?.crtTime ?? 0) * 1000;
    expect(await names({ crtFrom: bornMs, crtTo: bornMs })).toEqual([third?.goodsName]);
    expect(await names({ crtFrom: third?.crtTime, crtTo: third?.crtTime })).toEqual([]);
  });
});

describe("SKUs by page", () => {
  test("those that can be bought, and those that cannot; what is sold out is among the latter", async () => {
    const sellable = await skus({ skuSearchType: 2 });
    const rest = await skus({ skuSearchType: 3 });
    expect(new Set(sellable.skuList.map((sku) => sku.status4VO))).toEqual(new Set([2]));
    expect(new Set(rest.skuList.map((sku) => sku.subStatus4VO))).toEqual(new Set([3001, 3002, 3003, 3004]));
    expect((await skus()).total).toBe(sellable.total + rest.total);
    expect((await skus({ skuStatusFilterType: 3 })).total).toBe(rest.total);
    expect((await skus({ skuSearchType: 2, skuStatusFilterType: 3 })).total).toBe(0);
    temu.control("POST", "stock", { shop: mall, extCode: "HG-UMB-0043-BK", quantity: 3 });
    expect((await skus({ skuSearchType: 2 })).skuList.map((sku) => sku.skuSn)).toContain("HG-UMB-0043-BK");
    expect(await code(skuQuery, { skuSearchType: 9 })).toBe(150010001);
    expect(await code(skuQuery, { skuStatusFilterType: 1 })).toBe(150010001);
    expect(await code(skuQuery, { pageSize: 101 })).toBe(150010001);
  });

  test("carry the codes that sellers gave: the other shop's, with a prefix, with a suffix, none", async () => {
    const codes = (await skus()).skuList.map((sku) => sku.skuSn);
    const stats = z.object({ shops: z.array(z.object({ shop: z.string(), stock: z.record(z.string(), z.unknown()) })) });
    const { shops } = stats.parse(temu.simulator.stats());
    const semi = Object.keys(shops.find((one) => one.shop === "600000000000009")?.stock ?? {});
    expect(codes.filter((one) => one !== null && semi.includes(one)).length).toBeGreaterThan(5);
    expect(codes).toEqual(expect.arrayContaining(["US-HG-DRY-0018-20", "HG-BTL-0012-GY_US", null]));
    const local = Object.keys(shops.find((one) => one.shop === mall)?.stock ?? {});
    expect(local).toHaveLength(28);
    expect(local).toContain("US-HG-DRY-0018-20");
  });
});

describe("with a cursor", () => {
  test("every SKU comes once, ids as texts, and back again by the token before", async () => {
    const seen: string[] = [];
    let token: string | null = "";
    let before: string | null = null;
    for (let pages = 0; token !== null && pages < 20; pages += 1) {
      const page = CursorSkus.parse(await ask(skuRetrieve, { pageSize: 7, pageToken: token }));
      seen.push(...page.skuList.map((sku) => sku.skuId));
      if (pages === 1) before = page.pagination.previousToken;
      token = page.pagination.nextToken;
    }
    expect(seen).toHaveLength((await skus()).total);
    expect(new Set(seen).size).toBe(seen.length);
    const first = CursorSkus.parse(await ask(skuRetrieve, { pageSize: 7, pageToken: before }));
    expect(first.skuList.map((sku) => sku.skuId)).toEqual(seen.slice(0, 7));
    expect(first.pagination.previousToken).toBeNull();
  });

  test("a listing that leaves or comes meanwhile shifts no page", async () => {
    const first = CursorSkus.parse(await ask(skuRetrieve, { pageSize: 3, skuSearchType: "ACTIVE" }));
    const rest = CursorSkus.parse(
      await ask(skuRetrieve, { pageSize: 100, skuSearchType: "ACTIVE", pageToken: first.pagination.nextToken }),
    );
    temu.control("POST", `listings/${first.skuList[2]?.skuId}/state`, { state: "off-shelf" });
    temu.control("POST", "listings", { shop: mall, goodsName: "Tin Whistle", extCode: "HG-NEW-1", stock: 5 });
    const later = CursorSkus.parse(
      await ask(skuRetrieve, { pageSize: 100, skuSearchType: "ACTIVE", pageToken: first.pagination.nextToken }),
    );
    expect(later.skuList.slice(0, -1)).toEqual(rest.skuList);
    expect(later.skuList.at(-1)?.outSkuSn).toBe("HG-NEW-1");
  });

  test.each([
    ["ACTIVE", [2001, 2002, 2101]],
    ["INACTIVE", [3001, 3002, 3003, 3004]],
    ["INCOMPLETE", [4002, 4004]],
    ["DRAFT", [5001]],
    ["DELETED", [6001]],
  ])("goods that are %s", async (goodsSearchType, expected) => {
    const { goodsList } = CursorGoods.parse(await ask(goodsRetrieve, { pageSize: 100, goodsSearchType }));
    expect([...new Set(goodsList.map((one) => one.subStatus4VO))].sort()).toEqual(expected);
  });

  test("a number for the search type, a page too big and a token of nobody are refused", async () => {
    expect(await code(goodsRetrieve, { goodsSearchType: 1 })).toBe(3000000);
    expect(await code(goodsRetrieve, { pageSize: 101 })).toBe(150010001);
    expect(await code(skuRetrieve, { pageToken: "next" })).toBe(150010001);
  });
});
