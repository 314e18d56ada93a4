import { expect, test } from "vitest";
import { instantFromSeconds } from "../../kernel/instant.ts";
import { ok } from "../../kernel/result.ts";
import { systemClock } from "../../main/clock.ts";
import type { ShopLink } from "../../ports/platform.ts";
import { readJson } from "./json.ts";
import { getOrder, listOrders, readOrder } from "./orders.ts";

type Fields = Record<string, unknown>;

const line = (changes: Fields = {}): Fields => ({
  orderSn: "211-00000000000000011",
  orderStatus: 2,
  quantity: 2,
  originalOrderQuantity: 2,
  canceledQuantityBeforeShipment: 0,
  goodsId: 600000000000001,
  skuId: 17000000000001,
  goodsName: "Mug",
  spec: "Blue",
  thumbUrl: "https://img.example.test/1.jpg",
  orderLabel: [{ name: "customized_products", value: 0 }],
  fulfillmentType: "fulfillBySeller",
  fulfillmentWarning: [],
  productList: [{ productSkuId: 640000000001, soldFactor: 1, extCode: "SKU-BLUE", productId: 61000000001 }],
  earliestTimeBuyShippingLabel: null,
  ...changes,
});

const order = (map: Fields = {}, lines: Fields[] = [line()]): Fields => ({
  parentOrderMap: {
    parentOrderSn: "PO-211-00000000000000001",
    parentOrderStatus: 2,
    parentOrderTime: 1759999000,
    parentOrderPendingFinishTime: 1760000200,
    expectShipLatestTime: 1760172800,
    latestDeliveryTime: 1761000000,
    updateTime: 1760000300,
    parentOrderLabel: [
      { name: "soon_to_be_overdue", value: 0 },
      { name: "pending_buyer_cancellation", value: 0 },
    ],
    fulfillmentWarning: [],
    ...map,
  },
  orderList: lines,
});

function read(value: unknown, isLocal = false) {
  const reply = readOrder(value, isLocal);
  if (!reply.ok) throw new Error(reply.error.detail);
  return reply.value;
}

test.each([
  [1, "held"],
  [2, "to_ship"],
  [3, "cancelled"],
  [4, "shipped"],
  [41, "partly_shipped"],
  [5, "delivered"],
  [51, "partly_shipped"],
])("status %i is %s", (status, expected) => {
  expect(read(order({ parentOrderStatus: status })).status).toBe(expected);
});

test("labels that are set become overlays and marks, those that are not are left out", () => {
  const labels = [
    { name: "pending_buyer_cancellation", value: 1 },
    { name: "pending_risk_control_alert", value: 1 },
    { name: "signature_required_on_delivery", value: 1 },
    { name: "past_due", value: 0 },
    { name: "unheard_of", value: null },
  ];
  const seen = read(order({ parentOrderLabel: labels, fulfillmentWarning: ["RESTRICT_USPS_SELF_SHIPPING"] }));
  expect(seen.overlays).toEqual(["cancel_requested", "risk_alert"]);
  expect(seen.marks).toEqual(["signature_required_on_delivery", "RESTRICT_USPS_SELF_SHIPPING"]);
});

test("the content does not change with the clock, and changes with everything that matters", () => {
  const { contentHash } = read(order());
  const due = [{ name: "soon_to_be_overdue", value: 1 }];
  expect(read(order({ updateTime: 1760009999 })).contentHash).toBe(contentHash);
  expect(read(order({ parentOrderLabel: due })).contentHash).toBe(contentHash);
  expect(read(order({}, [line({ earliestTimeBuyShippingLabel: 1760000000 })])).contentHash).toBe(contentHash);
  expect(read(order({ fulfillmentWarning: ["CONFIRMED_CHANGED_ADDRESS"] })).contentHash).not.toBe(contentHash);
  expect(read(order({}, [line({ quantity: 1, canceledQuantityBeforeShipment: 1 })])).contentHash).not.toBe(contentHash);
});

test("a line names its listing by the supplier's SKU, by the site's where there is none, and a set by the site's", () => {
  expect(read(order()).lines[0]).toMatchObject({ listingKey: "640000000001", sellerCode: "SKU-BLUE", unitsPerPiece: 1 });
  expect(read(order({}, [line({ productList: null })])).lines[0]).toMatchObject({ listingKey: "17000000000001", sellerCode: "" });
  const set = [
    { productSkuId: 1, soldFactor: 2, extCode: "A", productId: 1 },
    { productSkuId: 2, soldFactor: 1, extCode: "B", productId: 2 },
  ];
  expect(read(order({}, [line({ productList: set })])).lines[0]).toMatchObject({
    listingKey: "17000000000001",
    sellerCode: "",
    unitsPerPiece: 1,
  });
});

test("a local shop's line names its listing by the site's SKU, with the supplier's numbers beside it or without", () => {
  expect(read(order(), true).lines[0]).toMatchObject({ listingKey: "17000000000001", sellerCode: "SKU-BLUE", unitsPerPiece: 1 });
  const bare = { productId: null, productSkuId: null, soldFactor: null, extCode: "SKU-BLUE" };
  expect(read(order({}, [line({ skuId: "17000000000001", productList: [bare] })]), true).lines[0]).toMatchObject({
    listingKey: "17000000000001",
    sellerCode: "SKU-BLUE",
    unitsPerPiece: 1,
    wire: { goodsId: "600000000000001", skuId: "17000000000001" },
  });
  for (const productList of [null, []]) {
    expect(read(order({}, [line({ productList })]), true).lines[0]).toMatchObject({ listingKey: "17000000000001", sellerCode: "" });
  }
});

test("the shop's authorisations tell how its lines are read, in the list and in the detail", async () => {
  const { link } = linkAnswering({ totalItemNum: 1, pageItems: [order()], ...order() });
  const products = {
    gateway: "pa",
    purpose: "products",
    endpoint: "http://127.0.0.1",
    appKey: "key",
    appSecret: "s",
    accessToken: "t",
  } as const;
  const crossBorder = { ...link, authorisations: [...link.authorisations, products] };
  for (const [shop, key] of [
    [link, "17000000000001"],
    [crossBorder, "640000000001"],
  ] as const) {
    expect(await listOrders(shop, window, null)).toMatchObject({ ok: true, value: { items: [{ lines: [{ listingKey: key }] }] } });
    expect(await getOrder(shop, "PO-211-00000000000000001")).toMatchObject({ ok: true, value: { lines: [{ listingKey: key }] } });
  }
});

test("ids beyond 2^53 keep every digit", () => {
  const text = JSON.stringify(order()).replace("640000000001", "9007199254740993123");
  const json = readJson(text);
  if (!json.ok) throw new Error("not read");
  expect(read(json.value).lines[0]?.listingKey).toBe("9007199254740993123");
});

test("what was cancelled is not shipped", () => {
  const part = read(order({}, [line({ quantity: 1, originalOrderQuantity: 3, canceledQuantityBeforeShipment: 2 })])).lines[0];
  expect(part).toMatchObject({ orderedQuantity: 3, cancelledQuantity: 2 });
  const alone = read(order({}, [line(), line({ orderSn: "211-00000000000000012", orderStatus: 3 })])).lines[1];
  expect(alone).toMatchObject({ orderedQuantity: 2, cancelledQuantity: 2 });
});

test("text that PostgreSQL cannot hold is made to fit", () => {
  // a title that was cut in the middle of an emoji
  expect(read(order({}, [line({ goodsName: "Mug \ud83d" })])).lines[0]?.title).toBe("Mug \ufffd");
});

test.each<[string, unknown]>([
  ["no lines", order({}, [])],
  ["an unknown status", order({ parentOrderStatus: 77 })],
  ["a negative quantity", order({}, [line({ quantity: -1 })])],
  ["a quantity beyond belief", order({}, [line({ quantity: 10_000_000, originalOrderQuantity: null })])],
  ["half a piece", order({}, [line({ quantity: 1.5 })])],
  ["more than was ordered", order({}, [line({ quantity: 3 })])],
  ["a sold factor of nought", order({}, [line({ productList: [{ productSkuId: 1, soldFactor: 0 }] })])],
  ["a line twice", order({}, [line(), line()])],
  ["milliseconds for seconds", order({ parentOrderTime: 1759999000000 })],
  ["a number with a NUL", order({ parentOrderSn: "PO-211-\u00001" })],
  ["text for an object", "PO-211-00000000000000001"],
  ["null", null],
])("%s makes an item bad", (_, item) => {
  expect(readOrder(item, false).ok).toBe(false);
});

test("a bad item keeps its raw text and its number, and its detail none of its values", () => {
  const reply = readOrder(order({}, [line({ quantity: -1, goodsName: "Private words" })]), false);
  if (reply.ok) throw new Error("read");
  expect(reply.error.platformId).toBe("PO-211-00000000000000001");
  expect(reply.error.raw).toContain("Private words");
  expect(reply.error.detail).toMatch(/^orderList\.0\.quantity: /u);
});

function linkAnswering(result: unknown): { link: ShopLink; sent: () => Fields } {
  let last: Fields = {};
  const link: ShopLink = {
    shop: { platformShopId: "600000000000009", regionId: "211" },
    authorisations: [
      { gateway: "us", purpose: "orders", endpoint: "http://127.0.0.1", appKey: "key", appSecret: "secret", accessToken: "token" },
    ],
    clock: systemClock,
    http: {
      send: async (request) => {
        last = JSON.parse(request.body ?? "{}");
        return ok({ status: 200, headers: {}, body: Buffer.from(JSON.stringify({ success: true, errorCode: 1000000, result })) });
      },
    },
  };
  return { link, sent: () => last };
}

const window = { updatedFrom: instantFromSeconds(1_760_000_000), updatedTo: instantFromSeconds(1_760_003_600) };

test("a page asks for both kinds of fulfilment, in the platform's seconds, and names the next until the total is reached", async () => {
  const { link, sent } = linkAnswering({ totalItemNum: 101, pageItems: [order()] });
  const first = await listOrders(link, window, null);
  expect(first).toMatchObject({ ok: true, value: { next: "2" } });
  expect(sent()).toMatchObject({
    type: "bg.order.list.v2.get",
    pageNumber: 1,
    pageSize: 100,
    updateAtStart: 1_760_000_000,
    updateAtEnd: 1_760_003_600,
    sortby: "updateTime",
    fulfillmentTypeList: ["fulfillBySeller", "fulfillByCooperativeWarehouse"],
  });
  expect(await listOrders(link, window, "2")).toMatchObject({ ok: true, value: { next: null } });
});

test("a window that is too wide to be read is a failure, not a list that ends early", async () => {
  const { link } = linkAnswering({ totalItemNum: 60_000, pageItems: [order()] });
  expect(await listOrders(link, window, "500")).toMatchObject({ ok: false, error: { kind: "rejected", code: "window-too-wide" } });
});
