import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { list, place, placeOne, snsOf, startMs, startTemu, type TestTemu } from "./wire-client.ts";

const orderList = "bg.order.list.v2.get";
const now = startMs / 1000;
const hour = 3600;

let temu: TestTemu;

beforeEach(async () => {
  temu = await startTemu();
});
afterEach(() => temu.close());

describe("an item of the list", () => {
  test("has the documents' fields and their pattern of nulls", async () => {
    const sn = placeOne(temu, { shipWithinSeconds: 48 * hour });
    const { pageItems, totalItemNum } = await list(temu);
    expect(totalItemNum).toBe(1);
    expect(sn).toMatch(/^PO-211-\d{17}$/u);
    expect(pageItems[0]?.parentOrderMap).toEqual({
      parentOrderSn: sn,
      parentOrderStatus: 2,
      parentOrderTime: now,
      parentOrderPendingFinishTime: now,
      parentConfirmTime: now,
      expectShipLatestTime: now + 48 * hour,
      latestDeliveryTime: expect.any(Number),
      parentShippingTime: null,
      updateTime: now,
      siteId: 100,
      regionId: 211,
      parentOrderLabel: [
        { name: "soon_to_be_overdue", value: 0 },
        { name: "past_due", value: 0 },
        { name: "pending_buyer_cancellation", value: 0 },
        { name: "pending_buyer_address_change", value: 0 },
        { name: "pending_risk_control_alert", value: 0 },
        { name: "signature_required_on_delivery", value: 0 },
      ],
      fulfillmentWarning: [],
      hasShippingFee: null,
      orderPaymentType: "PPD",
      batchOrderNumberList: null,
      shippingMethod: 1,
      isShipmentConsolidatedByMainMall: false,
    });
  });

  test("its lines too", async () => {
    placeOne(temu, { lines: [{ extCode: "HG-CSH-0040-RS", quantity: 2 }] });
    const { pageItems } = await list(temu);
    expect(pageItems[0]?.orderList).toEqual([
      {
        orderSn: expect.stringMatching(/^211-\d{17}$/u),
        quantity: 2,
        originalOrderQuantity: 2,
        canceledQuantityBeforeShipment: 0,
        orderStatus: 2,
        goodsId: expect.any(Number),
        skuId: expect.any(Number),
        goodsName: "Velvet Cushion Cover, Pack of Two",
        originalGoodsName: "Velvet Cushion Cover, Pack of Two",
        spec: "Dusty Rose",
        originalSpecName: "Dusty Rose",
        thumbUrl: "http://127.0.0.1:9100/img/HG-CSH-0040-RS.svg",
        productList: [{ productId: expect.any(Number), productSkuId: expect.any(Number), soldFactor: 2, extCode: "HG-CSH-0040-RS" }],
        orderLabel: [{ name: "customized_products", value: 0 }],
        fulfillmentType: "fulfillBySeller",
        fulfillmentWarning: [],
        packageAbnormalTypeList: [],
        inventoryDeductionWarehouseId: null,
        inventoryDeductionWarehouseName: null,
        orderPaymentType: "PPD",
        isCancelledDuringPending: false,
        orderCreateTime: now,
        orderShippingTime: null,
        earliestTimeBuyShippingLabel: null,
        earliestTimeGetShippingDocument: null,
        qualificationUploadEndTime: null,
        isShipmentConsolidatedByMainMall: false,
      },
    ]);
  });

  test("of a local shop says whether the buyer paid freight", async () => {
    const local = await startTemu({
      shops: [{ mallId: "600000000000009", mallType: 100, appKey: "sandboxappkey00000000000000000001", tokens: { us: "t" } }],
    });
    placeOne(local);
    const page = await list(local, {}, { fields: { access_token: "t" } });
    expect(page.pageItems[0]?.parentOrderMap.hasShippingFee).toBeTypeOf("boolean");
    await local.close();
  });
});

describe("pages", () => {
  test("newest first, equal times by number, no order twice and none lost", async () => {
    const sns = [...place(temu, { count: 7, ageSeconds: 60 }), ...place(temu, { count: 8 })];
    const pages = await Promise.all([1, 2, 3, 4].map((pageNumber) => list(temu, { pageNumber, pageSize: 4 })));
    const shown = pages.flatMap(snsOf);
    expect(pages.map((page) => page.pageItems.length)).toEqual([4, 4, 4, 3]);
    expect(shown).toEqual([...sns.slice(7).sort(), ...sns.slice(0, 7).sort()]);
    expect((await list(temu, { pageNumber: 5, pageSize: 4 })).pageItems).toEqual([]);
  });

  test("by update: what changed last comes first, and a change moves the update time", async () => {
    const [first = "", second = ""] = place(temu, { count: 2 });
    temu.clock.advance(5000);
    temu.control("POST", `orders/${first}/cancel`, { stage: "request" });
    const byUpdate = await list(temu, { sortby: "updateTime" });
    expect(snsOf(byUpdate)).toEqual([first, second]);
    expect(byUpdate.pageItems[0]?.parentOrderMap.updateTime).toBe(now + 5);
  });

  test("ten by default, a hundred at most, numbers as text", async () => {
    place(temu, { count: 12 });
    expect((await list(temu)).pageItems).toHaveLength(10);
    expect((await list(temu, { pageSize: "100", pageNumber: "1" })).pageItems).toHaveLength(12);
  });
});

describe("refusals", () => {
  test.each([
    ["a page of 101", 140020005, { pageSize: 101 }],
    ["a page of 0", 140020005, { pageSize: 0 }],
    ["page 0", 140020005, { pageNumber: 0 }],
    ["an unknown status", 140020005, { parentOrderStatus: 7 }],
    ["21 numbers", 140020005, { parentOrderSnList: Array.from({ length: 21 }, (_, index) => `PO-${index}`) }],
    ["an unknown order", 140020005, { sortby: "price" }],
    ["an unknown kind of fulfilment", 140020005, { fulfillmentTypeList: ["fulfillByMagic"] }],
    ["a start without its end", 140020013, { updateAtStart: now }],
    ["an end without its start", 140020013, { createBefore: now }],
    ["milliseconds", 140020014, { createAfter: startMs, createBefore: startMs + 1000 }],
    ["an end at the start", 140020012, { parentConfirmTimeStart: now, parentConfirmTimeEnd: now }],
    ["an end before the start", 140020012, { expectShipLatestTimeStart: now, expectShipLatestTimeEnd: now - 1 }],
  ])("%s: %i", async (_, code, params) => {
    expect(await temu.code(orderList, params)).toBe(code);
  });
});

describe("filters", () => {
  test.each([
    ["creation", "createAfter", "createBefore"],
    ["update", "updateAtStart", "updateAtEnd"],
    ["confirmation", "parentConfirmTimeStart", "parentConfirmTimeEnd"],
  ])("by %s, both ends included", async (_, start, end) => {
    placeOne(temu);
    temu.clock.advance(10_000);
    const second = placeOne(temu);
    temu.clock.advance(10_000);
    placeOne(temu);
    expect(snsOf(await list(temu, { [start]: now + 10, [end]: now + 11 }))).toEqual([second]);
    expect(snsOf(await list(temu, { [start]: now + 9, [end]: now + 10 }))).toEqual([second]);
    expect((await list(temu, { [start]: String(now), [end]: String(now + 20) })).totalItemNum).toBe(3);
    expect((await list(temu, { [start]: now + 11, [end]: now + 19 })).totalItemNum).toBe(0);
  });

  test("by the deadline; a pending order has none yet", async () => {
    const soon = placeOne(temu, { shipWithinSeconds: 2 * hour });
    placeOne(temu, { shipWithinSeconds: 40 * hour });
    placeOne(temu, { status: 1, shipWithinSeconds: hour });
    const window = { expectShipLatestTimeStart: now, expectShipLatestTimeEnd: now + 24 * hour };
    expect(snsOf(await list(temu, window))).toEqual([soon]);
  });

  test("by status, 0 for all", async () => {
    const pending = placeOne(temu, { status: 1 });
    const open = placeOne(temu);
    const cancelled = placeOne(temu);
    temu.control("POST", `orders/${cancelled}/cancel`);
    expect(snsOf(await list(temu, { parentOrderStatus: 1 }))).toEqual([pending]);
    expect(snsOf(await list(temu, { parentOrderStatus: 2 }))).toEqual([open]);
    expect(snsOf(await list(temu, { parentOrderStatus: 3 }))).toEqual([cancelled]);
    expect((await list(temu, { parentOrderStatus: 0 })).totalItemNum).toBe(3);
    expect((await list(temu, { parentOrderStatus: 51 })).totalItemNum).toBe(0);
  });

  test("by number, by region, by SKU", async () => {
    const [first = "", , third = ""] = place(temu, { count: 3, lines: [{ extCode: "HG-MUG-0007-BL", quantity: 1 }] });
    const lamp = placeOne(temu, { lines: [{ extCode: "HG-LMP-0021-WH", quantity: 1 }] });
    expect(snsOf(await list(temu, { parentOrderSnList: [third, first, "PO-211-none"] })).sort()).toEqual([first, third].sort());
    expect((await list(temu, { regionId: 211 })).totalItemNum).toBe(4);
    expect((await list(temu, { regionId: 37 })).totalItemNum).toBe(0);
    const skuId = (await list(temu, { parentOrderSnList: [lamp] })).pageItems[0]?.orderList[0]?.skuId;
    expect(snsOf(await list(temu, { skuId }))).toEqual([lamp]);
    expect((await list(temu, { skuId: "99999999999999999999" })).totalItemNum).toBe(0);
  });

  test("only what the seller ships, unless asked otherwise", async () => {
    const ours = placeOne(temu);
    const theirs = placeOne(temu, { fulfillmentType: "fulfillByCooperativeWarehouse" });
    expect(snsOf(await list(temu))).toEqual([ours]);
    const page = await list(temu, { fulfillmentTypeList: ["fulfillByCooperativeWarehouse"] });
    expect(snsOf(page)).toEqual([theirs]);
    expect(page.pageItems[0]?.parentOrderMap.batchOrderNumberList).toHaveLength(1);
    expect((await list(temu, { fulfillmentTypeList: ["fulfillBySeller", "fulfillByCooperativeWarehouse"] })).totalItemNum).toBe(2);
  });

  test("by label, by abnormality, by pre-sale; false asks for nothing", async () => {
    placeOne(temu, { shipWithinSeconds: 60 * hour });
    const late = placeOne(temu, { shipWithinSeconds: hour, ageSeconds: 2 * hour });
    const soon = placeOne(temu, { shipWithinSeconds: hour });
    const signed = placeOne(temu, { labels: ["signature_required_on_delivery"], shipWithinSeconds: 60 * hour });
    const lost = placeOne(temu, { abnormal: ["NO_TRACK"], shipWithinSeconds: 60 * hour });
    const early = placeOne(temu, { lineLabels: ["pre_sale_order"], shipWithinSeconds: 60 * hour });
    const labelled = async (name: string) => snsOf(await list(temu, { parentOrderLabel: [name] }));
    expect(await labelled("past_due")).toEqual([late]);
    expect(await labelled("soon_to_be_overdue")).toEqual([soon]);
    expect(await labelled("signature_required_on_delivery")).toEqual([signed]);
    expect(snsOf(await list(temu, { packageAbnormalTypeList: ["NO_TRACK", "TRACK_TOO_EARLY"] }))).toEqual([lost]);
    expect(snsOf(await list(temu, { hasPreSaleOrder: true }))).toEqual([early]);
    expect((await list(temu, { hasPreSaleOrder: false })).totalItemNum).toBe(6);
    expect((await list(temu, { hasQualificationRequiredOrder: true })).totalItemNum).toBe(0);
  });
});

describe("what time does", () => {
  test("a pending order can be shipped when its time is up, and says so by its update time", async () => {
    const sn = placeOne(temu, { status: 1, pendingSeconds: 300 });
    const pending = (await list(temu)).pageItems[0]?.parentOrderMap;
    expect(pending).toMatchObject({ parentOrderStatus: 1, expectShipLatestTime: null, parentConfirmTime: null, updateTime: now });
    expect(pending?.parentOrderPendingFinishTime).toBe(now + 300);
    temu.clock.advance(300_000 + 700);
    const page = await list(temu, { updateAtStart: now + 300, updateAtEnd: now + 301 });
    expect(snsOf(page)).toEqual([sn]);
    expect(page.pageItems[0]?.parentOrderMap).toMatchObject({ parentOrderStatus: 2, parentConfirmTime: now + 300, updateTime: now + 300 });
  });

  test("a request to cancel that nobody answers for a day is granted, and the units come back", async () => {
    const sn = placeOne(temu, { lines: [{ extCode: "HG-CUR-0052-NV", quantity: 3 }], labels: ["pending_buyer_cancellation"] });
    expect(snsOf(await list(temu, { parentOrderLabel: ["pending_buyer_cancellation"] }))).toEqual([sn]);
    temu.clock.advance(24 * 3600_000 - 1000);
    expect((await list(temu)).pageItems[0]?.parentOrderMap.parentOrderStatus).toBe(2);
    temu.clock.advance(1000);
    const item = (await list(temu)).pageItems[0];
    expect(item?.parentOrderMap).toMatchObject({ parentOrderStatus: 3, updateTime: now + 24 * hour });
    expect(item?.orderList[0]).toMatchObject({ quantity: 0, originalOrderQuantity: 3, canceledQuantityBeforeShipment: 3 });
    expect(temu.simulator.stats()).toMatchObject({ shops: [{ stock: { "HG-CUR-0052-NV": { stock: 200, sold: 0 } } }] });
  });

  test("cancelled while pending is marked", async () => {
    const sn = placeOne(temu, { status: 1 });
    temu.control("POST", `orders/${sn}/cancel`, { stage: "cancelled" });
    expect((await list(temu)).pageItems[0]?.orderList[0]?.isCancelledDuringPending).toBe(true);
  });
});

describe("the demo shop at its opening", () => {
  let demo: TestTemu;
  beforeAll(async () => {
    demo = await startTemu({ openingOrders: 20 });
  });
  afterAll(() => demo.close());

  test("twenty orders wait, some of every kind that needs a person", async () => {
    const both = { fulfillmentTypeList: ["fulfillBySeller", "fulfillByCooperativeWarehouse"], pageSize: 100 };
    const { pageItems, totalItemNum } = await list(demo, both);
    expect(totalItemNum).toBe(20);
    const count = (holds: (item: (typeof pageItems)[number]) => boolean) => pageItems.filter(holds).length;
    expect(count((item) => item.parentOrderMap.parentOrderStatus === 1)).toBe(1);
    expect(count((item) => item.orderList[0]?.fulfillmentType === "fulfillByCooperativeWarehouse")).toBe(1);
    expect(count((item) => item.orderList.length > 1)).toBeGreaterThan(0);
    expect(count((item) => item.orderList.some((line) => line.quantity !== 1))).toBeGreaterThan(0);
    const shownSns = snsOf({ pageItems, totalItemNum });
    const addresses = await Promise.all(shownSns.map((parentOrderSn) => demo.call("bg.order.decryptshippinginfo.get", { parentOrderSn })));
    const results = addresses.map((reply) => reply.result);
    expect(results.filter((address) => Reflect.get(Object(address), "postCode") === "")).toHaveLength(1);
    expect(results.filter((address) => Reflect.get(Object(address), "mobile") === "")).toHaveLength(1);
    for (const label of ["past_due", "soon_to_be_overdue", "pending_buyer_cancellation", "signature_required_on_delivery"]) {
      expect((await list(demo, { parentOrderLabel: [label] })).totalItemNum).toBeGreaterThan(0);
    }
  });
});
