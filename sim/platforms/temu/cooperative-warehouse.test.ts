import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { memoryStore } from "../../kernel/store.ts";
import { list, placeOne, snsOf, startMs, startTemu, type TestTemu, testClock } from "./wire-client.ts";

const theirs = "fulfillByCooperativeWarehouse";
const ours = "fulfillBySeller";
const now = startMs / 1000;
const hour = 3600;

let temu: TestTemu;

beforeEach(async () => {
  temu = await startTemu({ cooperativeShipSeconds: 6 * hour });
});
afterEach(() => temu.close());

const order = async (sn: string) => (await list(temu, { parentOrderSnList: [sn], fulfillmentTypeList: [theirs, ours] })).pageItems[0];
const parcelsOf = async (parentOrderSn: string) => {
  const { result } = await temu.call("bg.logistics.shipment.v2.get", { parentOrderSn });
  return z.object({ shipmentInfoDTO: z.array(z.record(z.string(), z.unknown())) }).parse(result).shipmentInfoDTO;
};

describe("a cooperating warehouse", () => {
  test("sends its order when its time has come; the seller's stay", async () => {
    const sn = placeOne(temu, { fulfillmentType: theirs });
    const own = placeOne(temu);
    temu.clock.advance(6 * hour * 1000 - 1);
    expect((await order(sn))?.parentOrderMap.parentOrderStatus).toBe(2);
    temu.clock.advance(1);
    expect((await order(sn))?.parentOrderMap).toMatchObject({
      parentOrderStatus: 4,
      parentShippingTime: now + 6 * hour,
      updateTime: now + 6 * hour,
    });
    expect((await order(own))?.parentOrderMap.parentOrderStatus).toBe(2);
    const [parcel] = await parcelsOf(sn);
    expect(parcel).toMatchObject({ trackingNumber: expect.stringMatching(/^1Z999AA1\d{10}$/u), packageDeliveryType: 3, quantity: 1 });
    const detail = await temu.call("bg.order.detail.v2.get", { parentOrderSn: sn });
    expect(detail.result).toMatchObject({
      orderList: [{ fulfillmentType: theirs, packageSnInfo: [{ packageSn: parcel?.packageSn, packageDeliveryType: 3 }] }],
    });
  });

  test("counts its time from the payment", async () => {
    const sn = placeOne(temu, { fulfillmentType: theirs, status: 1, pendingSeconds: hour });
    temu.clock.advance(7 * hour * 1000 - 1);
    expect((await order(sn))?.parentOrderMap.parentOrderStatus).toBe(2);
    temu.clock.advance(1);
    expect((await order(sn))?.parentOrderMap.parentOrderStatus).toBe(4);
  });

  test("waits while a buyer's request to cancel is open", async () => {
    const sn = placeOne(temu, { fulfillmentType: theirs });
    temu.control("POST", `orders/${sn}/cancel`, { stage: "request" });
    temu.clock.advance(7 * hour * 1000);
    expect((await order(sn))?.parentOrderMap.parentOrderStatus).toBe(2);
    temu.control("POST", `orders/${sn}/cancel`, { stage: "revoke" });
    expect((await order(sn))?.parentOrderMap).toMatchObject({ parentOrderStatus: 4, parentShippingTime: now + 7 * hour });
  });

  test("sends at once when told to; what the seller sends or is pending is not its business", async () => {
    const sn = placeOne(temu, { fulfillmentType: theirs });
    expect(temu.control("POST", `orders/${sn}/ship`)).toMatchObject({ status: 4, parcels: [{ deliveryType: 3 }] });
    expect((await order(sn))?.parentOrderMap.parentOrderStatus).toBe(4);
    const refused = (plan: Record<string, unknown>) => temu.simulator.control("POST", ["orders", placeOne(temu, plan), "ship"], {})?.status;
    expect(refused({})).toBe(409);
    expect(refused({ fulfillmentType: theirs, status: 1 })).toBe(409);
    expect(temu.simulator.control("POST", ["orders", sn, "ship"], {})?.status).toBe(409);
  });

  test("owns its parcel: the seller can neither confirm nor correct it, and it is no confirmation of the seller's", async () => {
    const sn = placeOne(temu, { fulfillmentType: theirs });
    temu.control("POST", `orders/${sn}/ship`);
    const [parcel] = await parcelsOf(sn);
    const edit = { packageSn: parcel?.packageSn, trackingNumber: "UG544656195YP", shipCompanyId: 998264853 };
    expect(await temu.code("bg.logistics.shipment.shippingtype.update", { editPackageRequestList: [edit] })).toBe(120011030);
    expect(temu.simulator.stats()).toMatchObject({ shops: [{ orders: 1, cooperativeOrders: 1, shipConfirms: { accepted: 0 } }] });
  });

  test("without a time of its own sends only when told", async () => {
    const slow = await startTemu();
    const sn = placeOne(slow, { fulfillmentType: theirs });
    slow.clock.advance(48 * hour * 1000);
    expect((await list(slow, { fulfillmentTypeList: [theirs], parentOrderStatus: 2 })).totalItemNum).toBe(1);
    slow.control("POST", `orders/${sn}/ship`);
    expect((await list(slow, { fulfillmentTypeList: [theirs], parentOrderStatus: 4 })).totalItemNum).toBe(1);
    await slow.close();
  });
});

describe("filters by kind of fulfilment", () => {
  test("the list shows the seller's alone unless asked; by update, by status and together", async () => {
    const own = placeOne(temu);
    temu.clock.advance(1000);
    const sn = placeOne(temu, { fulfillmentType: theirs });
    const sns = async (params: Record<string, unknown>) => snsOf(await list(temu, { sortby: "updateTime", ...params }));
    const window = { updateAtStart: now, updateAtEnd: now + 60 };
    expect(await sns(window)).toEqual([own]);
    expect(await sns({ ...window, fulfillmentTypeList: [] })).toEqual([own]);
    expect(await sns({ ...window, fulfillmentTypeList: [theirs] })).toEqual([sn]);
    expect(await sns({ ...window, fulfillmentTypeList: [ours, theirs] })).toEqual([sn, own]);
    expect(await sns({ parentOrderSnList: [sn] })).toEqual([]);
    expect(await sns({ parentOrderSnList: [sn], fulfillmentTypeList: [theirs], parentOrderStatus: 2 })).toEqual([sn]);
  });
});

describe("buyers", () => {
  /** The kinds of the orders of half an hour. */
  async function watch(options: Record<string, number>): Promise<unknown[]> {
    const shop = await startTemu({ buyersPerHour: 600, ...options }, memoryStore(), 7, testClock());
    for (let second = 0; second < 1800; second += 1) {
      shop.clock.advance(1000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const { orders } = z
      .object({ orders: z.array(z.object({ parentOrderSn: z.string(), fulfillmentType: z.string() })) })
      .parse(shop.control("GET", "orders"));
    await shop.close();
    return orders.map((one) => [one.parentOrderSn, one.fulfillmentType]);
  }
  const share = (orders: unknown[]): number => orders.filter((one) => JSON.stringify(one).includes(theirs)).length / orders.length;

  test("have a small share sent by a cooperating warehouse, a chosen one, or none; who buys is the same", async () => {
    const usual = await watch({});
    expect(share(usual)).toBeGreaterThan(0);
    expect(share(usual)).toBeLessThan(0.06);
    const half = await watch({ cooperativeShare: 0.5 });
    expect(share(half)).toBeGreaterThan(0.35);
    const none = await watch({ cooperativeShare: 0 });
    expect(share(none)).toBe(0);
    const sns = (orders: unknown[]) => orders.map((one) => Reflect.get(Object(one), "0"));
    expect(sns(half)).toEqual(sns(none));
  });
});
