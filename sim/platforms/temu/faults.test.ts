import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { list, place, placeOne, snsOf, startTemu, type TestTemu } from "./wire-client.ts";

const tokenInfo = "bg.open.accesstoken.info.get";
const orderList = "bg.order.list.v2.get";
const stockUpdate = "bg.btg.goods.stock.quantity.update";
const success = 1000000;

let temu: TestTemu;

beforeEach(async () => {
  temu = await startTemu();
});
afterEach(() => temu.close());

const fault = (name: string, more: Record<string, unknown> = {}) => temu.simulator.faults.add({ name, share: 1, ...more });
const stockOfMug = (): unknown => Reflect.get(Object(temu.simulator.stats()), "shops")[0].stock["HG-MUG-0007-BL"].stock;
/** A call with an effect: the mug's stock becomes 7. */
const setMug = () => {
  const change = { productSkuId: "640000000005", targetStockAvailable: 7 };
  return temu.send(temu.bodyOf(stockUpdate, { quantityChangeMode: 2, skuStockChangeList: [change] }, { gateway: "pa" }), "pa");
};

describe("before the effect", () => {
  test.each([
    ["unavailable", 503],
    ["html", 200],
  ])("%s: HTTP %i with HTML, and nothing was done", async (name, status) => {
    fault(name, { count: 1 });
    const reply = await setMug();
    expect(reply.status).toBe(status);
    expect(reply.headers.get("content-type")).toContain("text/html");
    expect(stockOfMug()).toBe(200);
    expect((await setMug()).status).toBe(200);
    expect(stockOfMug()).toBe(7);
  });

  test.each([
    ["system-error", 4000000],
    ["throttle-answer", 4000004],
  ])("%s: %i, and nothing was done", async (name, errorCode) => {
    fault(name, { count: 1 });
    expect(await (await setMug()).json()).toMatchObject({ success: false, errorCode });
    expect(stockOfMug()).toBe(200);
  });

  test("connection-lost: no answer, and nothing was done", async () => {
    fault("connection-lost", { count: 1 });
    await expect(setMug()).rejects.toThrow();
    expect(stockOfMug()).toBe(200);
  });
});

describe("after the effect", () => {
  test("reply-lost: no answer, but it was done", async () => {
    fault("reply-lost", { count: 1 });
    await expect(setMug()).rejects.toThrow();
    expect(stockOfMug()).toBe(7);
    expect(temu.simulator.arrivals()).toMatchObject([{ outcome: "ok reply-lost" }]);
  });

  test("half-body: half an answer, but it was done", async () => {
    fault("half-body", { count: 1 });
    const reply = await setMug();
    expect(reply.status).toBe(200);
    await expect(reply.text()).rejects.toThrow();
    expect(stockOfMug()).toBe(7);
  });

  test("reply-delayed: it was done at once, the answer comes later", async () => {
    fault("reply-delayed", { count: 1, delayMs: 5000 });
    const reply = setMug();
    let isHere = false;
    void reply.then(() => {
      isHere = true;
    });
    await expect.poll(() => stockOfMug()).toBe(7);
    expect(isHere).toBe(false);
    temu.clock.advance(5000);
    expect((await reply).status).toBe(200);
  });
});

test("refuse-confirm refuses with the code given, and the order stays", async () => {
  placeOne(temu);
  fault("refuse-confirm", { count: 1, code: 120011018 });
  expect(await temu.code("bg.logistics.shipment.v2.confirm", { sendType: 0, sendRequestList: [] })).toBe(120011018);
  expect(await temu.code("bg.logistics.shipment.v2.confirm", { sendType: 0, sendRequestList: [] })).toBe(120011002);
  expect(temu.simulator.stats()).toMatchObject({ shops: [{ shipConfirms: { accepted: 0, rejected: 2 } }] });
});

describe("a poisoned order", () => {
  test("breaks any schema in the list, with negative quantities and wrong types; its neighbours are sound", async () => {
    const [first = "", second = ""] = place(temu, { count: 2 });
    fault("poison-order", { match: first });
    const broken = (await temu.call(orderList)).result;
    const items: unknown[] = Reflect.get(Object(broken), "pageItems");
    const itemOf = (sn: string) => items.find((item) => JSON.stringify(item).includes(sn));
    expect(itemOf(first)).toMatchObject({
      parentOrderMap: { parentOrderSn: first, parentOrderTime: "yesterday", regionId: { id: null } },
      orderList: expect.arrayContaining([expect.objectContaining({ quantity: -7, productList: null, orderStatus: "TWO" })]),
    });
    expect(itemOf(second)).toMatchObject({ parentOrderMap: { parentOrderSn: second, regionId: 211 } });
    expect((await temu.call("bg.order.detail.v2.get", { parentOrderSn: first })).result).toMatchObject({
      parentOrderMap: { regionId: { id: null } },
    });
    temu.simulator.faults.clear();
    expect(snsOf(await list(temu)).sort()).toEqual([first, second].sort());
  });

  test("a share of all orders, always the same ones", async () => {
    place(temu, { count: 60 });
    fault("poison-order", { share: 0.3 });
    const look = async () => JSON.stringify((await temu.call(orderList, { pageSize: 100 })).result).split("yesterday").length - 1;
    const first = await look();
    expect(first).toBeGreaterThan(5);
    expect(first).toBeLessThan(40);
    expect(await look()).toBe(first);
  });
});

describe("which calls are hit", () => {
  test("only those whose type matches, as often as said", async () => {
    fault("system-error", { match: "order.list", count: 2 });
    expect(await temu.code(tokenInfo)).toBe(success);
    expect([await temu.code(orderList), await temu.code(orderList), await temu.code(orderList)]).toEqual([4000000, 4000000, success]);
  });

  test("a share of them, the same ones for a seed", async () => {
    const look = async () => {
      const fresh = await startTemu();
      fresh.simulator.faults.add({ name: "system-error", share: 0.5 });
      const codes: number[] = [];
      for (let index = 0; index < 40; index += 1) codes.push(await fresh.code(tokenInfo));
      await fresh.close();
      return codes;
    };
    const codes = await look();
    expect(new Set(codes)).toEqual(new Set([4000000, success]));
    expect(await look()).toEqual(codes);
  });

  test("an unknown fault is refused with the names that are known", () => {
    expect(fault("gremlins")).toMatchObject({ status: 404, body: { known: expect.arrayContaining(["reply-lost", "poison-order"]) } });
  });
});
