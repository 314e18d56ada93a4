import { expect, test } from "vitest";
import { ok } from "../../kernel/result.ts";
import { systemClock } from "../../main/clock.ts";
import type { PlatformListing, ShopLink } from "../../ports/platform.ts";
import { listListings } from "./listings.ts";

type Fields = Record<string, unknown>;

/** A regional gateway of a local shop: what it gives to a call is made from the call's body. */
function localShop(answer: (body: Fields) => unknown): { link: ShopLink; sent: { url: string; body: Fields }[] } {
  const sent: { url: string; body: Fields }[] = [];
  const link: ShopLink = {
    shop: { platformShopId: "600000000000017", regionId: "211" },
    authorisations: [
      { gateway: "us", purpose: "orders", endpoint: "https://us.test", appKey: "key", appSecret: "secret", accessToken: "token" },
    ],
    clock: systemClock,
    http: {
      send: async ({ url, body }) => {
        const fields: Fields = JSON.parse(body ?? "{}");
        sent.push({ url, body: fields });
        const reply = JSON.stringify({ success: true, errorCode: 1000000, result: answer(fields) });
        return ok({ status: 200, headers: {}, body: Buffer.from(reply) });
      },
    },
  };
  return { link, sent };
}

const sku = (changes: Fields = {}): Fields => ({
  goodsId: 600000000000001,
  skuId: 17000000000001,
  skuSn: "HG-MUG-0007-BL",
  goodsName: "Mug",
  specName: "Blue",
  specList: [{ specId: 1, parentSpecId: 2, parentSpecName: "Color", specName: "Blue" }],
  thumbUrl: "https://img.example.test/1.jpg",
  status4VO: 2,
  subStatus4VO: 2001,
  stock: 9,
  price: "9.90",
  currency: "USD",
  ...changes,
});

const goods = (changes: Fields = {}): Fields => ({
  goodsId: 600000000000002,
  goodsName: "Kettle",
  thumbUrl: "https://img.example.test/2.jpg",
  status4VO: 5,
  subStatus4VO: 5001,
  specName: "Color",
  skuIdList: [17000000000011, 17000000000012],
  outSkuSnList: ["KET-1", "KET-2"],
  skuInfoList: [
    { skuId: 17000000000011, skuSn: "KET-1", specList: [{ specName: "Red" }, { specName: "1 l" }] },
    { skuId: 17000000000012, skuSn: null, specList: null },
  ],
  ...changes,
});

const skuPage = "3.1";
const goodsPage = "1.1";

async function itemsOf(cursor: string, result: unknown): Promise<readonly PlatformListing[]> {
  const page = await listListings(localShop(() => result).link, cursor);
  if (!page.ok) throw new Error(page.error.kind);
  expect(page.value.bad).toEqual([]);
  return page.value.items;
}

test("all shelves are read to their end, on the region's gateway, each with both names of its filter and as whole numbers", async () => {
  const { link, sent } = localShop((body) => (body.skuSearchType === 2 ? { total: 101, skuList: [sku()] } : { total: 0 }));
  let cursor: string | null = null;
  for (let pages = 0; pages < 20; pages += 1) {
    const page: Awaited<ReturnType<typeof listListings>> = await listListings(link, cursor);
    if (!page.ok) throw new Error(page.error.kind);
    cursor = page.value.next;
    if (cursor === null) break;
  }
  expect(cursor).toBeNull();
  expect(new Set(sent.map((one) => one.url))).toEqual(new Set(["https://us.test/openapi/router"]));
  const asked = sent.map(({ body }) => [
    body.type,
    body.goodsSearchType ?? body.skuSearchType,
    body.goodsStatusFilterType ?? body.skuStatusFilterType,
    body.pageNo,
  ]);
  expect(asked).toEqual([
    ["bg.local.goods.list.query", 6, 6, 1],
    ["bg.local.goods.list.query", 5, 5, 1],
    ["bg.local.goods.list.query", 4, 4, 1],
    ["bg.local.goods.sku.list.query", 3, 3, 1],
    ["bg.local.goods.sku.list.query", 2, 2, 1],
    ["bg.local.goods.sku.list.query", 2, 2, 2],
  ]);
  expect(sent.every(({ body }) => body.pageSize === 100)).toBe(true);
});

test("a row of the list of SKUs is a listing, whatever form its ids have; the figure that it shows is not taken", async () => {
  const expected = {
    listingKey: "17000000000001",
    sellerCode: "HG-MUG-0007-BL",
    title: "Mug",
    spec: "Blue",
    pictureUrl: "https://img.example.test/1.jpg",
    state: "live",
    stock: null,
    wire: { goodsId: "600000000000001", skuId: "17000000000001" },
  };
  expect(await itemsOf(skuPage, { total: 1, skuList: [sku()] })).toEqual([expected]);
  const asText = sku({ goodsId: "600000000000001", skuId: "17000000000001", status4VO: "2", subStatus4VO: "2001" });
  expect(await itemsOf(skuPage, { total: "1", skuList: [asText] })).toEqual([expected]);
  const bare = { goodsId: 1, skuId: 2 };
  expect(await itemsOf(skuPage, { skuList: [bare] })).toMatchObject([
    { listingKey: "2", sellerCode: "", title: "", spec: "", pictureUrl: null },
  ]);
  const other = sku({ skuSn: null, outSkuSn: "CODE", specName: null });
  expect(await itemsOf(skuPage, { skuList: [other] })).toMatchObject([{ sellerCode: "CODE", spec: "Blue" }]);
});

test.each([
  [2001, "live"],
  [2002, "live"],
  [2005, "live"],
  [2006, "live"],
  [2101, "live"],
  [3001, "punished"],
  [3002, "delisted"],
  // else it would get no stock ever again
  [3003, "live"],
  [3004, "punished"],
  [4001, "draft"],
  [4004, "draft"],
  [5001, "draft"],
  [6001, "delisted"],
  [6002, "delisted"],
])("sub-status %i is %s", async (subStatus4VO, state) => {
  const status4VO = Math.floor(subStatus4VO / 1_000);
  expect(await itemsOf(skuPage, { skuList: [sku({ status4VO, subStatus4VO })] })).toMatchObject([{ state }]);
});

test("without a sub-status the status speaks, and without both the list that it stands in", async () => {
  expect(await itemsOf(skuPage, { skuList: [sku({ subStatus4VO: null })] })).toMatchObject([{ state: "live" }]);
  expect(await itemsOf(skuPage, { skuList: [sku({ subStatus4VO: null, status4VO: null })] })).toMatchObject([{ state: "delisted" }]);
  expect(await itemsOf("0.1", { goodsList: [goods({ subStatus4VO: null, status4VO: null })] })).toMatchObject([
    { state: "delisted" },
    { state: "delisted" },
  ]);
});

test("each SKU of goods is a listing, from its rows or from the bare list of ids", async () => {
  const [red, plain] = await itemsOf(goodsPage, { total: 1, goodsList: [goods()] });
  expect(red).toMatchObject({ listingKey: "17000000000011", sellerCode: "KET-1", title: "Kettle", spec: "Red / 1 l", state: "draft" });
  expect(plain).toMatchObject({ listingKey: "17000000000012", sellerCode: "", spec: "" });
  expect(await itemsOf(goodsPage, { goodsList: [goods({ skuInfoList: null })] })).toMatchObject([
    { listingKey: "17000000000011", sellerCode: "KET-1" },
    { listingKey: "17000000000012", sellerCode: "KET-2" },
  ]);
  const uncoded = goods({ skuInfoList: null, outSkuSnList: ["KET-2"] });
  expect(await itemsOf(goodsPage, { goodsList: [uncoded] })).toMatchObject([{ sellerCode: "" }, { sellerCode: "" }]);
  expect(await itemsOf(goodsPage, { goodsList: [goods({ skuInfoList: null, skuIdList: null })] })).toEqual([]);
});

test("a broken row is set aside with its id, its neighbours stay, and a key stands in a page once", async () => {
  const rows = [sku(), sku({ thumbUrl: 7 }), sku({ skuId: null }), "text", sku({ skuSn: "x".repeat(201) }), sku({ goodsName: "Mug, new" })];
  const page = await listListings(localShop(() => ({ total: 6, skuList: rows })).link, skuPage);
  expect(page).toMatchObject({
    ok: true,
    value: {
      items: [{ title: "Mug, new" }],
      bad: [{ platformId: "17000000000001" }, { platformId: "600000000000001" }, { platformId: null }, { platformId: "17000000000001" }],
    },
  });
});
