import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { europeanShop, globalShop, sandboxShop } from "./options.ts";
import { regionIdsOf } from "./regions.ts";
import { list, place, placeOne, snsOf, startTemu, type TestTemu, tokens } from "./wire-client.ts";

const tokenInfo = "bg.open.accesstoken.info.get";
const orderList = "bg.order.list.v2.get";
const confirm = "bg.logistics.shipment.v2.confirm";
const success = 1000000;

/** The two shops abroad, as a client in each region meets them. */
const abroad = {
  eu: { mall: europeanShop.mallId, token: europeanShop.tokens.eu ?? "", product: europeanShop.tokens.pa ?? "" },
  global: { mall: globalShop.mallId, token: globalShop.tokens.global ?? "", product: globalShop.tokens.pa ?? "" },
} as const;
type Gateway = keyof typeof abroad;
const sentBy = (gateway: Gateway) => ({ gateway, fields: { access_token: abroad[gateway].token } });

let temu: TestTemu;

beforeEach(async () => {
  temu = await startTemu({ shops: [sandboxShop, { ...europeanShop, openingOrders: 0 }, { ...globalShop, openingOrders: 0 }] });
});
afterEach(() => temu.close());

const amountsOf = async (gateway: Gateway, parentOrderSn: string) => {
  const { result } = await temu.call("bg.order.amount.query", { parentOrderSn }, sentBy(gateway));
  return z.object({ parentOrderMap: z.record(z.string(), z.unknown()) }).parse(result).parentOrderMap;
};

describe("a shop abroad", () => {
  test.each([
    ["eu", 600000000000013, 76, 105, /^eu-/u],
    ["global", 600000000000014, 37, 101, /^global-/u],
  ] as const)("%s: its token tells mall, region and site", async (gateway, mallId, regionId, siteId, requestId) => {
    const info = await temu.call(tokenInfo, {}, sentBy(gateway));
    expect(info.result).toMatchObject({ mallId, regionId, mallType: 1 });
    expect(info.requestId).toMatch(requestId);
    expect((await temu.call("bg.local.mall.info.get", {}, sentBy(gateway))).result).toMatchObject({ mallId, siteId });
    const product = { gateway: "pa" as const, fields: { access_token: abroad[gateway].product } };
    expect((await temu.call("bg.open.accesstoken.info.get.global", {}, product)).result).toMatchObject({ mallId, regionId });
  });

  test.each(["eu", "global"] as const)(
    "%s: its orders come from several regions of the gateway, and nobody else sees them",
    async (gateway) => {
      const sns = place(temu, { shop: abroad[gateway].mall, count: 40 });
      const page = await list(temu, { pageSize: 100 }, sentBy(gateway));
      expect(snsOf(page).sort()).toEqual([...sns].sort());
      const regions = new Set(page.pageItems.map((item) => String(item.parentOrderMap.regionId)));
      expect(regions.size).toBeGreaterThan(3);
      for (const region of regions) expect(regionIdsOf(gateway)).toContain(region);
      for (const { parentOrderMap } of page.pageItems) {
        const padded = String(parentOrderMap.regionId).padStart(3, "0");
        expect(parentOrderMap.parentOrderSn).toMatch(new RegExp(`^PO-${padded}-\\d{17}$`, "u"));
      }
      expect((await list(temu)).totalItemNum).toBe(0);
      expect((await list(temu, {}, { gateway, fields: { access_token: tokens[gateway] } })).totalItemNum).toBe(0);
    },
  );

  test.each([
    ["eu", 210, 102, "United Kingdom", /^\+44 7700 900\d{3}$/u],
    ["eu", 76, 105, "Germany", /^\+49 30 23125 \d{3}$/u],
    ["eu", 162, 112, "Poland", /^\+48 000 0/u],
    ["global", 12, 103, "Australia", /^\+61 2 5550 \d{4}$/u],
    ["global", 100, 118, "Japan", /^\+81 00 000/u],
  ] as const)("%s region %i: site %i, an address in %s", async (gateway, regionId, siteId, country, mobile) => {
    const sn = placeOne(temu, { shop: abroad[gateway].mall, regionId });
    const [entry] = (await list(temu, { regionId }, sentBy(gateway))).pageItems;
    expect(entry?.parentOrderMap).toMatchObject({ parentOrderSn: sn, regionId, siteId });
    const { result } = await temu.call("bg.order.decryptshippinginfo.get", { parentOrderSn: sn }, sentBy(gateway));
    expect(result).toMatchObject({ regionName1: country, mobile: expect.stringMatching(mobile) });
  });

  test("every region of every gateway can be bought from", async () => {
    for (const gateway of ["eu", "global"] as const) {
      for (const regionId of regionIdsOf(gateway))
        placeOne(temu, { shop: abroad[gateway].mall, regionId, lines: [{ extCode: "HG-MUG-0007-BL", quantity: 1 }] });
      expect((await list(temu, {}, sentBy(gateway))).totalItemNum).toBe(regionIdsOf(gateway).length);
    }
    expect(temu.simulator.control("POST", ["orders"], { regionId: 43 })).toMatchObject({ status: 409, body: { error: "unknown-region" } });
  });
});

describe("money follows the region", () => {
  test.each([
    ["eu", 76, "EUR", 827],
    ["eu", 210, "GBP", 701],
    ["eu", 162, "PLN", 3506],
    ["global", 128, "MXN", 15463],
    // yen and won have no smaller part
    ["global", 100, "JPY", 1349],
    ["global", 185, "KRW", 12047],
  ] as const)("%s region %i: a mug in %s costs %i, and the sums hold", async (gateway, regionId, currency, price) => {
    const amounts = await amountsOf(gateway, placeOne(temu, { shop: abroad[gateway].mall, regionId }));
    const amount = (name: string): number => {
      const found = z.object({ amount: z.int(), currency: z.literal(currency) }).parse(amounts[name]);
      return found.amount;
    };
    expect(amount("retailPriceTotal")).toBe(price);
    expect(amount("customerPaid")).toBe(
      amount("retailPriceTotal") + amount("shippingAmountTotal") + amount("taxTotal") - amount("totalDiscount"),
    );
  });
});

describe("tokens and orders stay with their gateway", () => {
  test.each([
    ["us", abroad.eu.token],
    ["us", abroad.global.token],
    ["eu", abroad.global.token],
    ["eu", tokens.us],
    ["global", abroad.eu.token],
    ["global", tokens.us],
  ] as const)("on %s a token of another region: 3000033", async (gateway, access_token) => {
    expect(await temu.code(tokenInfo, {}, { gateway, fields: { access_token } })).toBe(3000033);
  });

  test("the other published answer, when it is chosen: 3000031", async () => {
    temu.control("POST", "policy", { foreignTokenCode: 3000031 });
    expect(await temu.code(tokenInfo, {}, { gateway: "eu", fields: { access_token: tokens.us } })).toBe(3000031);
    temu.simulator.reset();
    expect(await temu.code(tokenInfo, {}, { gateway: "eu", fields: { access_token: tokens.us } })).toBe(3000033);
  });

  test("goods for Canada aren't confirmed on the European gateway: 120011072", async () => {
    const sn = placeOne(temu, { shop: abroad.eu.mall, regionId: 37 });
    const line = { parentOrderSn: sn, orderSn: "x", quantity: 1 };
    const send = {
      carrierId: 998264853,
      trackingNumber: "UG544656195YP",
      selfShippingWarehouseId: "WH-00000000000000101",
      orderSendInfoList: [line],
    };
    expect(await temu.code(confirm, { sendType: 0, sendRequestList: [send] }, sentBy("eu"))).toBe(120011072);
    expect(await temu.code("bg.order.detail.v2.get", { parentOrderSn: sn }, sentBy("eu"))).toBe(140020002);
  });

  test("an order is shipped on its own gateway from the shop's own warehouse", async () => {
    const sn = placeOne(temu, { shop: abroad.eu.mall, regionId: 76 });
    const [entry] = (await list(temu, {}, sentBy("eu"))).pageItems;
    const lines = entry?.orderList.map(({ orderSn, quantity }) => ({ parentOrderSn: sn, orderSn, quantity }));
    const warehouses = await temu.call("bg.logistics.warehouse.list.get", {}, sentBy("eu"));
    const { warehouseList } = z
      .object({ warehouseList: z.array(z.object({ warehouseId: z.string(), regionId1: z.int() })) })
      .parse(warehouses.result);
    expect(warehouseList.map((warehouse) => warehouse.regionId1)).toEqual([43, 76]);
    const send = {
      carrierId: 998264853,
      trackingNumber: "UG544656195YP",
      selfShippingWarehouseId: warehouseList[0]?.warehouseId,
      orderSendInfoList: lines,
    };
    expect(await temu.code(confirm, { sendType: 0, sendRequestList: [send] }, sentBy("eu"))).toBe(success);
    expect((await list(temu, {}, sentBy("eu"))).pageItems[0]?.parentOrderMap.parentOrderStatus).toBe(4);
  });
});

test("the cap counts a mall's calls over all its gateways, and the malls apart", async () => {
  temu.control("POST", "policy", { name: "cap120", isOn: true, cap: 3 });
  const own = { gateway: "eu" as const, fields: { access_token: tokens.eu } };
  expect(await temu.code(tokenInfo)).toBe(success);
  expect(await temu.code(tokenInfo, {}, own)).toBe(success);
  expect(await temu.code("bg.open.accesstoken.info.get.global", {}, { gateway: "pa" })).toBe(success);
  expect(await temu.code(tokenInfo, {}, sentBy("eu"))).toBe(success);
  expect(await temu.code(tokenInfo, {}, { gateway: "global", fields: { access_token: tokens.global } })).toBe(4000004);
  expect(temu.simulator.stats()).toMatchObject({
    shops: [
      { shop: "600000000000009", calls: 4, throttled: 1, bans: 1 },
      { shop: "600000000000013", calls: 1, throttled: 0, bans: 0 },
      { shop: "600000000000014", calls: 0 },
    ],
  });
});

test("each shop has buyers of its own", async () => {
  temu.control("POST", "buyers", { shop: abroad.eu.mall, perHour: 3600 });
  for (let second = 0; second < 60; second += 1) {
    temu.clock.advance(1000);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect((await list(temu, {}, sentBy("eu"))).totalItemNum).toBeGreaterThan(20);
  expect((await list(temu)).totalItemNum).toBe(0);
  expect(temu.simulator.stats()).toMatchObject({ buyersPerHour: 0, shops: [{ buyersPerHour: 0 }, { buyersPerHour: 3600 }, {}] });
  expect(temu.simulator.control("POST", ["buyers"], { shop: "1", perHour: 1 })?.status).toBe(404);
});

test("stock is each mall's own, under the same seller codes", async () => {
  placeOne(temu, { shop: abroad.eu.mall });
  const shops: unknown[] = Reflect.get(Object(temu.simulator.stats()), "shops");
  const mugs = shops.map((shop) => Reflect.get(Object(shop), "stock")["HG-MUG-0007-BL"].stock);
  expect(mugs).toEqual([200, 199, 200]);
  expect(await temu.code(orderList, {}, { gateway: "pa", fields: { access_token: abroad.eu.product } })).toBe(3000003);
});
