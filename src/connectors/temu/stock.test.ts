import { expect, test } from "vitest";
import { ok } from "../../kernel/result.ts";
import { systemClock } from "../../main/clock.ts";
import type { ShopLink } from "../../ports/platform.ts";
import { listListings } from "./listings.ts";
import { readStock, stockGroup, writeStock } from "./stock.ts";

/** A partner gateway that gives one result to every call and keeps the bodies that it was sent. */
function linkAnswering(result: unknown): { link: ShopLink; bodies: string[] } {
  const bodies: string[] = [];
  const link: ShopLink = {
    shop: { platformShopId: "1", regionId: "211" },
    authorisations: [
      { gateway: "pa", purpose: "products", endpoint: "http://127.0.0.1", appKey: "key", appSecret: "secret", accessToken: "token" },
    ],
    clock: systemClock,
    http: {
      send: async (request) => {
        bodies.push(request.body ?? "");
        return ok({ status: 200, headers: {}, body: Buffer.from(JSON.stringify({ success: true, errorCode: 1000000, result })) });
      },
    },
  };
  return { link, bodies };
}

const wire = { productId: "61000000001", productSkcId: "71000000001", productSkuId: "640000000001" };
const listing = { listingKey: "640000000001", wire };
const row = { productSkuId: 640000000001, skuStockQuantity: 9, tempLockQuantity: 1, warehouseId: "WH-1", shippingMode: 1 };

test("a figure is written as an absolute one, guarded by the figure that was read, in the warehouse that was read", async () => {
  const { link, bodies } = linkAnswering({ total: 1, productSkuStockList: [row] });
  const seen = await readStock(link, [listing]);
  expect(seen).toMatchObject({ ok: true, value: [{ listingKey: "640000000001", available: 9, locked: 1 }] });
  if (!seen.ok) throw new Error("not read");
  expect((await writeStock(link, [{ ...listing, quantity: 7 }], seen.value)).ok).toBe(true);
  expect(bodies[0]).toContain('"productSkcId":71000000001');
  expect(bodies[1]).toContain(
    '"quantityChangeMode":2,"productSkcId":71000000001,"skuStockChangeList":[{"productSkuId":640000000001,"warehouseId":"WH-1","targetStockAvailable":7,"currentStockAvailable":9}]',
  );
  expect(stockGroup(wire)).toBe("71000000001");
});

test("a SKU in several platform warehouses is read as a sum and not written", async () => {
  const { link, bodies } = linkAnswering({ productSkuStockList: [row, { ...row, warehouseId: "WH-2", skuStockQuantity: 5 }] });
  const seen = await readStock(link, [listing]);
  if (!seen.ok) throw new Error("not read");
  expect(seen.value[0]?.available).toBe(14);
  expect(await writeStock(link, [{ ...listing, quantity: 7 }], seen.value)).toMatchObject({
    ok: false,
    error: { code: "several-warehouses" },
  });
  expect(bodies).toHaveLength(1);
});

test("nothing is written on a figure that was not read; ids of another form are the platform's to refuse", async () => {
  const { link, bodies } = linkAnswering({ productSkuStockList: [] });
  expect(await writeStock(link, [{ ...listing, quantity: 7 }], [])).toMatchObject({
    ok: false,
    error: { reason: "stock-changed-meanwhile" },
  });
  expect(await readStock(link, [{ ...listing, wire: { productSkcId: "SKC-1" } }])).toEqual({ ok: true, value: [] });
  expect(bodies).toHaveLength(1);
  expect(bodies[0]).toContain('"productSkcId":"SKC-1"');
});

const skc = (changes: Record<string, unknown> = {}) => ({
  productId: 61000000001,
  productSkcId: 71000000001,
  productName: "Mug",
  mainImageUrl: "https://img.example.test/1.jpg",
  skcSiteStatus: 1,
  productSkuSummaries: [
    { productSkuId: 640000000001, extCode: "SKU-BLUE", thumbUrl: null, productSkuSpecList: [{ specName: "Blue" }, { specName: "350 ml" }] },
  ],
  ...changes,
});

test("each SKU of an SKC is a listing; a broken SKC is set aside with its id", async () => {
  const { link, bodies } = linkAnswering({ totalCount: 250, data: [skc(), skc({ productSkcId: 71000000002, productId: null })] });
  const page = await listListings(link, null);
  expect(page).toMatchObject({
    ok: true,
    value: {
      items: [
        {
          listingKey: "640000000001",
          sellerCode: "SKU-BLUE",
          title: "Mug",
          spec: "Blue / 350 ml",
          pictureUrl: "https://img.example.test/1.jpg",
          state: "live",
          wire: { productSkcId: "71000000001" },
        },
      ],
      bad: [{ platformId: "71000000002" }],
      next: "2",
    },
  });
  expect(bodies[0]).toContain('"page":1,"pageNo":1,"pageSize":100');
  expect(await listListings(link, "3")).toMatchObject({ ok: true, value: { next: null } });
});

test("a SKU that words its spec need not list it", async () => {
  const { link } = linkAnswering({ total: 1, data: [skc({ productSkuSummaries: [{ productSkuId: 640000000001, spec: "Blue" }] })] });
  expect(await listListings(link, null)).toMatchObject({ ok: true, value: { items: [{ spec: "Blue", sellerCode: "" }], bad: [] } });
});

test("other names for the same fields are taken, and a key stands in a page once", async () => {
  const { productSkuSummaries, ...rest } = skc({ skcSiteStatus: 0 });
  const { link } = linkAnswering({
    total: 2,
    dataList: [
      { ...rest, skuList: productSkuSummaries },
      { ...rest, productSkuList: productSkuSummaries },
    ],
  });
  const page = await listListings(link, null);
  expect(page.ok && page.value.items).toHaveLength(1);
  expect(page.ok && page.value.items[0]?.state).toBe("delisted");
});
