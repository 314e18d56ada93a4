import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { localShop, sandboxShop } from "./options.ts";
import { type Fields, placeOne, type Sent, startTemu, type TestTemu, tokens } from "./wire-client.ts";

const goodsList = "temu.goods.list.get";
const mall = "600000000000017";
const pa: Sent = { gateway: "pa" };
const asLocal: Sent = { fields: { access_token: tokens.local } };
const quietLocal = { ...localShop, openingOrders: 0 };

const Listing = z.looseObject({
  goodsId: z.string(),
  skuId: z.string(),
  productSkcId: z.string(),
  productSkuId: z.string(),
  extCode: z.string(),
  subStatus: z.int(),
  shownSubStatus: z.int(),
});
const Listings = z.object({ listings: z.array(Listing) });
const Goods = z.object({
  totalCount: z.int(),
  data: z.array(
    z.looseObject({
      productSkcId: z.int(),
      skcSiteStatus: z.int(),
      productSkuSummaries: z.array(z.looseObject({ productSkuId: z.int(), extCode: z.string() })),
    }),
  ),
});

let temu: TestTemu;

beforeEach(async () => {
  temu = await startTemu({ shops: [sandboxShop, quietLocal] });
});
afterEach(() => temu.close());

const all = (shop: string) => Listings.parse(temu.control("GET", "listings", { shop })).listings;
function find(shop: string, extCode: string) {
  const found = all(shop).find((one) => one.extCode === extCode);
  if (found === undefined) throw new Error(`no ${extCode}`);
  return found;
}
const add = (listing: Fields) => Listing.parse(temu.control("POST", "listings", listing));
const refused = (path: string, body: Fields) => temu.simulator.control("POST", path.split("/"), body)?.status;
const goods = async (params: Fields = {}) => Goods.parse((await temu.call(goodsList, { pageSize: 100, ...params }, pa)).result);

describe("a listing of the semi-managed shop", () => {
  test("leaves the site and comes back, and cannot be bought meanwhile", async () => {
    const mug = find(sandboxShop.mallId, "HG-MUG-0007-BL");
    const statusOf = async () => (await goods({ productSkcIds: [mug.productSkcId] })).data[0]?.skcSiteStatus;
    expect(await statusOf()).toBe(1);
    temu.control("POST", `listings/${mug.productSkuId}/state`, { state: "off-shelf" });
    expect(await statusOf()).toBe(0);
    expect((await goods({ skcSiteStatus: 0 })).totalCount).toBe(1);
    const mugs = { lines: [{ extCode: "HG-MUG-0007-BL", quantity: 1 }] };
    expect(temu.simulator.control("POST", ["orders"], mugs)).toMatchObject({ status: 409, body: { error: "not-on-sale" } });
    temu.control("POST", `listings/${mug.productSkcId}/state`, { state: 2001 });
    expect(await statusOf()).toBe(1);
    placeOne(temu);
  });

  test("keeps the SKC on the site while one of its sizes is there", async () => {
    const size = find(sandboxShop.mallId, "HG-DRY-0018-10");
    const state = async () => (await goods({ productSkcIds: [size.productSkcId] })).data[0]?.skcSiteStatus;
    temu.control("POST", `listings/${size.productSkuId}/state`, { state: "off-shelf" });
    expect(await state()).toBe(1);
    temu.control("POST", `listings/${size.productSkcId}/state`, { state: "off-shelf" });
    expect(await state()).toBe(0);
  });

  test("that is deleted is in no list any more, but orders still show it", async () => {
    const sn = placeOne(temu);
    const { totalCount } = await goods();
    const mug = find(sandboxShop.mallId, "HG-MUG-0007-BL");
    temu.control("POST", `listings/${mug.skuId}/state`, { state: "deleted" });
    expect((await goods()).totalCount).toBe(totalCount - 1);
    const search = { pageNum: 1, pageSize: 10, productSkuIdList: [mug.productSkuId] };
    expect((await temu.call("bg.glo.product.search", search, pa)).result).toMatchObject({ total: 0 });
    const detail = await temu.call("bg.order.detail.v2.get", { parentOrderSn: sn });
    expect(detail.result).toMatchObject({ orderList: [{ productList: [{ extCode: "HG-MUG-0007-BL" }] }] });
  });

  test("is added while the shop runs, with stock, a picture and buyers", async () => {
    const { totalCount } = await goods();
    const whistle = add({ goodsName: "Tin Whistle", extCode: "HG-WHI-0070-BR", stock: 12, priceMinor: 999 });
    expect((await goods()).totalCount).toBe(totalCount + 1);
    const [shown] = (await goods({ skuExtCodes: ["HG-WHI-0070-BR"] })).data;
    expect(shown).toMatchObject({
      productName: "Tin Whistle",
      skcSiteStatus: 1,
      productSkuSummaries: [{ productSkuId: Number(whistle.productSkuId) }],
    });
    placeOne(temu, { lines: [{ extCode: "HG-WHI-0070-BR", quantity: 2 }] });
    const stock = await temu.call("bg.btg.goods.stock.quantity.get", { productSkcId: whistle.productSkcId }, pa);
    expect(stock.result).toMatchObject({ productSkuStockList: [{ skuStockQuantity: 10 }] });
  });

  test("gets a further size in the same SKC, and a further colour in one of its own", () => {
    const small = find(sandboxShop.mallId, "HG-BSK-0045-S");
    const medium = add({ goodsId: small.goodsId, extCode: "HG-BSK-0045-M", spec: "Medium" });
    expect(medium).toMatchObject({ goodsId: small.goodsId, productSkcId: small.productSkcId });
    const mug = find(sandboxShop.mallId, "HG-MUG-0007-BL");
    const green = add({ goodsId: mug.goodsId, extCode: "HG-MUG-0007-GN", spec: "Green" });
    expect(green.goodsId).toBe(mug.goodsId);
    const skcs = all(sandboxShop.mallId).map((one) => one.productSkcId);
    expect(skcs.filter((one) => one === green.productSkcId)).toHaveLength(1);
  });
});

describe("a listing of the local shop", () => {
  test("is added as a draft, goes on sale and is stocked", async () => {
    const listing = add({ shop: mall, goodsName: "Tin Whistle", extCode: "US-WHI-0070", state: "draft", stock: 5 });
    const published = async () =>
      (await temu.call("bg.local.goods.publish.status.get", { goodsIdList: [listing.goodsId] }, asLocal)).result;
    expect(await published()).toMatchObject([{ status: 5, subStatus: 5001 }]);
    temu.control("POST", `listings/${listing.goodsId}/state`, { state: "on-sale" });
    expect(await published()).toMatchObject([{ status: 2, subStatus: 2001 }]);
    temu.control("POST", "stock", { shop: mall, skuId: listing.skuId, quantity: 0 });
    expect(await published()).toMatchObject([{ status: 3, subStatus: 3003 }]);
    expect(find(mall, "US-WHI-0070")).toMatchObject({ subStatus: 2001, shownSubStatus: 3003 });
    // when it was changed is told in milliseconds, by the shop's own clock
    const since = temu.clock.nowMs();
    const listed = { goodsSearchType: 1, goodsStatusChangeTimeFrom: since, goodsStatusChangeTimeTo: since };
    expect((await temu.call("bg.local.goods.list.query", listed, asLocal)).result).toMatchObject({ total: 1 });
  });

  test("without a code is named by its SKU, and counted under it", () => {
    const blank = all(mall).find((one) => one.extCode === "" && one.subStatus === 2001);
    temu.control("POST", "stock", { shop: mall, skuId: blank?.skuId, quantity: 77 });
    expect(temu.simulator.stats()).toMatchObject({ shops: [{}, { stock: { [blank?.skuId ?? ""]: { stock: 77 } } }] });
  });
});

test.each([
  ["a state that nobody knows", "listings/17000000000001/state", { state: "asleep" }, 400],
  ["sold out, which follows from the stock", "listings/17000000000001/state", { state: 3003 }, 400],
  ["a listing of nobody", "listings/5/state", { state: "draft" }, 404],
  ["an act that is none", "listings/17000000000001/sell", {}, 404],
  ["a shop of nobody", "listings", { shop: "1" }, 404],
  ["goods of nobody", "listings", { goodsId: "5" }, 404],
  ["less than nothing", "listings", { stock: -1 }, 400],
  ["neither code nor SKU", "stock", { quantity: 1 }, 404],
])("%s", (_, path, body, status) => {
  expect(refused(path, body)).toBe(status);
});
