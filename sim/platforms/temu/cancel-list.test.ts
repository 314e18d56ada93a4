import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { httpSender, type Sender } from "../../kernel/sender.ts";
import { memoryStore } from "../../kernel/store.ts";
import { decrypt, startReceiver } from "./webhook-receiver.ts";
import { appSecret, type Fields, list, placeOne, type Sent, startMs, startTemu, type TestTemu, testClock, tokens } from "./wire-client.ts";

const cancelList = "bg.aftersales.cancel.list.get";
const parentList = "bg.aftersales.parentaftersales.list.get";
const agree = "bg.aftersales.cancel.agree";
const confirm = "bg.logistics.shipment.v2.confirm";
const success = 1000000;
const now = startMs / 1000;
const day = 24 * 3600;

let temu: TestTemu;

beforeEach(async () => {
  temu = await startTemu();
});
afterEach(() => temu.close());

const Found = z.object({ total: z.int(), pageNumber: z.int(), data: z.array(z.record(z.string(), z.unknown())) });

async function look(type: string, params: Fields = {}, sent: Sent = {}): Promise<z.infer<typeof Found>> {
  const envelope = await temu.call(type, params, sent);
  if (!envelope.success) throw new Error(`${envelope.errorCode} ${envelope.errorMsg}`);
  return Found.parse(envelope.result);
}
const numbers = async (type: string, params: Fields = {}): Promise<unknown[]> =>
  (await look(type, params)).data.map((entry) => entry.parentAfterSalesSn);
const act = (sn: string, stage: string, more: Fields = {}) => temu.control("POST", `orders/${sn}/cancel`, { stage, ...more });
const statusOf = async (sn: string): Promise<unknown> =>
  (await list(temu, { parentOrderSnList: [sn] })).pageItems[0]?.parentOrderMap.parentOrderStatus;

async function ship(sn: string, confirmAcceptance: string[] = []): Promise<number> {
  const lines = (await list(temu, { parentOrderSnList: [sn] })).pageItems[0]?.orderList;
  const send = {
    carrierId: 998264853,
    trackingNumber: "UG544656195YP",
    selfShippingWarehouseId: "WH-00000000000000001",
    orderSendInfoList: lines?.map(({ orderSn, quantity }) => ({ parentOrderSn: sn, orderSn, quantity })),
    confirmAcceptance,
  };
  return await temu.code(confirm, { sendType: 0, sendRequestList: [send] });
}

/** One request of every kind: waiting, granted, refused, taken back. */
async function oneOfEach(): Promise<{ waiting: string; granted: string; refused: string; revoked: string }> {
  const [waiting, granted, refused, revoked] = [placeOne(temu), placeOne(temu), placeOne(temu), placeOne(temu)];
  for (const sn of [waiting, granted, refused, revoked]) {
    act(sn, "request");
    temu.clock.advance(1000);
  }
  expect(await temu.code(agree, { parentAfterSalesSn: `${granted}-D01` })).toBe(success);
  expect(await ship(refused, ["DENY_CANCELLATION"])).toBe(success);
  act(revoked, "revoke");
  return { waiting, granted, refused, revoked };
}

describe("a buyer's request", () => {
  test("stands in the list with its lines until somebody decides; the order is marked and cannot be shipped", async () => {
    const lines = [
      { extCode: "HG-MUG-0007-BL", quantity: 2 },
      { extCode: "HG-CSH-0040-RS", quantity: 1 },
    ];
    const sn = placeOne(temu, { lines });
    act(sn, "request");
    const order = (await list(temu)).pageItems[0];
    expect(order?.parentOrderMap).toMatchObject({
      parentOrderStatus: 2,
      parentOrderLabel: expect.arrayContaining([{ name: "pending_buyer_cancellation", value: 1 }]),
    });
    const [first, second] = order?.orderList ?? [];
    expect(await look(cancelList)).toEqual({
      total: 1,
      pageNumber: 1,
      data: [
        {
          parentAfterSalesSn: `${sn}-D01`,
          parentAfterSalesStatus: 1,
          afterSalesInfoList: [
            {
              afterSalesSn: `${String(first?.orderSn)}-D01`,
              parentOrderSn: sn,
              orderSn: first?.orderSn,
              goodsId: first?.goodsId,
              productSkuId: 640000000005,
              applyGoodsNumber: 2,
              createAtMillis: startMs,
              productList: first?.productList,
            },
            expect.objectContaining({ orderSn: second?.orderSn, applyGoodsNumber: 1, productList: second?.productList }),
          ],
        },
      ],
    });
    expect(await ship(sn)).toBe(120012030);
  });

  test("the seller agrees: the order is cancelled and its goods are back, once", async () => {
    const sn = placeOne(temu);
    act(sn, "request");
    temu.clock.advance(60_000);
    const reply = await temu.call(agree, { parentAfterSalesSn: `${sn}-D01` });
    expect(reply.result).toBe(true);
    expect(await statusOf(sn)).toBe(3);
    expect((await look(cancelList)).data).toMatchObject([{ parentAfterSalesStatus: 5 }]);
    expect(temu.simulator.stats()).toMatchObject({ shops: [{ stock: { "HG-MUG-0007-BL": { stock: 200, sold: 0 } } }] });
    expect(await temu.code(agree, { parentAfterSalesSn: `${sn}-D01` })).toBe(130010005);
  });

  test("the seller refuses by shipping with DENY_CANCELLATION", async () => {
    const sn = placeOne(temu);
    act(sn, "request");
    expect(await ship(sn, ["DENY_CANCELLATION"])).toBe(success);
    expect(await statusOf(sn)).toBe(4);
    expect((await look(cancelList)).data).toMatchObject([{ parentAfterSalesStatus: 7 }]);
    expect(await temu.code(agree, { parentAfterSalesSn: `${sn}-D01` })).toBe(130010002);
  });

  test("the buyer takes it back, and may ask again under the next number", async () => {
    const sn = placeOne(temu);
    act(sn, "request");
    act(sn, "revoke");
    expect((await look(cancelList)).data).toMatchObject([{ parentAfterSalesStatus: 6 }]);
    temu.clock.advance(1000);
    act(sn, "request");
    act(sn, "request");
    expect((await look(cancelList)).data).toMatchObject([
      { parentAfterSalesSn: `${sn}-D02`, parentAfterSalesStatus: 1 },
      { parentAfterSalesSn: `${sn}-D01`, parentAfterSalesStatus: 6 },
    ]);
    temu.clock.advance(day * 1000);
    expect(await statusOf(sn)).toBe(3);
  });

  test.each([
    ["a day", {}, day],
    ["another time that was set", { answerSeconds: 120 }, 120],
  ])("unanswered for %s it is granted", async (_, more, seconds) => {
    const sn = placeOne(temu);
    act(sn, "request", more);
    temu.clock.advance(seconds * 1000 - 1);
    expect(await statusOf(sn)).toBe(2);
    temu.clock.advance(1);
    expect((await look(cancelList)).data).toMatchObject([{ parentAfterSalesStatus: 5 }]);
    expect(await statusOf(sn)).toBe(3);
    expect((await list(temu)).pageItems[0]?.parentOrderMap.updateTime).toBe(now + seconds);
  });

  test("an order placed with the request has one; the platform's own cancellation is none", async () => {
    const asked = placeOne(temu, { labels: ["pending_buyer_cancellation"] });
    act(placeOne(temu), "cancelled");
    expect(await numbers(cancelList)).toEqual([`${asked}-D01`]);
  });

  test("the control port shows it with the order", async () => {
    const sn = placeOne(temu);
    act(sn, "request");
    expect(temu.control("GET", `orders/${sn}`)).toMatchObject({ cancellations: [{ parentAfterSalesSn: `${sn}-D01`, status: 1 }] });
  });
});

describe("the lists", () => {
  test.each([
    [cancelList, { waiting: 8, granted: 9, refused: 10, revoked: 11 }],
    [parentList, { waiting: 1, granted: 5, refused: 6, revoked: 7 }],
  ] as const)("%s: newest first, filtered by group, order and number", async (type, groups) => {
    const sns = await oneOfEach();
    const { waiting, granted, refused, revoked } = sns;
    expect(await numbers(type)).toEqual([revoked, refused, granted, waiting].map((sn) => `${sn}-D01`));
    for (const kind of ["waiting", "granted", "refused", "revoked"] as const) {
      expect(await numbers(type, { afterSalesStatusGroup: groups[kind] })).toEqual([`${sns[kind]}-D01`]);
    }
    expect(await numbers(type, { parentOrderSnList: [granted, "PO-211-0"] })).toEqual([`${granted}-D01`]);
    expect(await numbers(type, { parentAfterSalesSnList: [`${waiting}-D01`] })).toEqual([`${waiting}-D01`]);
    expect(await look(type, { pageNo: 2, pageSize: 3 })).toMatchObject({
      total: 4,
      pageNumber: 2,
      data: [{ parentAfterSalesSn: `${waiting}-D01` }],
    });
  });

  test.each([
    [cancelList, { pageSize: 201 }],
    [cancelList, { pageSize: -1 }],
    [cancelList, { pageNo: 0 }],
    [cancelList, { afterSalesStatusGroup: 1 }],
    [parentList, { pageSize: 201 }],
    [parentList, { afterSalesStatusGroup: 8 }],
    [parentList, { createAtStart: now }],
    [parentList, { updateAtEnd: now }],
    [parentList, { createAtStart: startMs, createAtEnd: startMs + 1 }],
    [parentList, { updateAtStart: now, updateAtEnd: now - 1 }],
  ])("%s %j: 130010001", async (type, params) => {
    expect(await temu.code(type, params)).toBe(130010001);
  });

  test("hold 10 a page unless told, 200 at most", async () => {
    for (let index = 0; index < 12; index += 1) act(placeOne(temu), "request");
    expect((await look(cancelList)).data).toHaveLength(10);
    expect((await look(cancelList, { pageSize: "200" })).data).toHaveLength(12);
  });

  test("the general list tells kind, times and until when the seller may answer", async () => {
    const sn = placeOne(temu);
    act(sn, "request");
    temu.clock.advance(90_000);
    act(sn, "revoke");
    const other = placeOne(temu);
    act(other, "request");
    expect((await look(parentList)).data).toMatchObject([
      { parentOrderSn: other, parentAfterSalesStatus: 1, afterSalesType: 1, operateExpireTimeMs: startMs + 90_000 + day * 1000 },
      { parentOrderSn: sn, parentAfterSalesStatus: 6, operateExpireTimeMs: null, createAt: now, updateAt: now + 90 },
    ]);
    expect(await numbers(parentList, { createAtStart: now, createAtEnd: now + 1 })).toEqual([`${sn}-D01`]);
    expect(await numbers(parentList, { updateAtStart: now + 90, updateAtEnd: now + 90 })).toHaveLength(2);
    expect(await numbers(parentList, { updateAtStart: now, updateAtEnd: now + 89 })).toEqual([]);
  });

  test("belong to the region's gateway and to the shop", async () => {
    const sn = placeOne(temu, { regionId: 76 });
    act(sn, "request");
    expect(await numbers(cancelList)).toEqual([]);
    expect(await temu.code(agree, { parentAfterSalesSn: `${sn}-D01` })).toBe(130010004);
    const eu: Sent = { gateway: "eu", fields: { access_token: tokens.eu } };
    expect((await look(cancelList, {}, eu)).total).toBe(1);
    expect(await temu.code(agree, { parentAfterSalesSn: `${sn}-D01` }, eu)).toBe(success);
  });
});

describe("agreeing", () => {
  test("to several is all or nothing", async () => {
    const [first, second] = [placeOne(temu), placeOne(temu)];
    act(first, "request");
    expect(await temu.code(agree, { parentAfterSalesSnList: [`${first}-D01`, `${second}-D01`] })).toBe(130010004);
    expect(await statusOf(first)).toBe(2);
    act(second, "request");
    expect(await temu.code(agree, { parentAfterSalesSnList: [`${first}-D01`, `${second}-D01`] })).toBe(success);
    expect([await statusOf(first), await statusOf(second)]).toEqual([3, 3]);
  });

  test("to nothing: 130010001; to what was taken back: 130010005", async () => {
    expect(await temu.code(agree)).toBe(130010001);
    const sn = placeOne(temu);
    act(sn, "request");
    act(sn, "revoke");
    expect(await temu.code(agree, { parentAfterSalesSn: `${sn}-D01` })).toBe(130010005);
    expect(await statusOf(sn)).toBe(2);
  });
});

test("webhooks tell of the request and of its end", async () => {
  const receiver = await startReceiver();
  const patient: Sender = (request) => httpSender()({ ...request, timeoutMs: 10_000 });
  const told = await startTemu({}, memoryStore(), 7, testClock(), patient);
  const [first, second] = [placeOne(told), placeOne(told)];
  told.control("POST", "webhooks", { url: receiver.url });
  const later = async (count: number): Promise<unknown[]> => {
    told.clock.advance(1000);
    await expect.poll(() => receiver.received.length).toBe(count);
    return receiver.received.map((message) => [message.headers["x-tm-event-code"], JSON.parse(decrypt(message, appSecret))]);
  };
  told.control("POST", `orders/${first}/cancel`, { stage: "request", answerSeconds: 60 });
  told.control("POST", `orders/${second}/cancel`, { stage: "request" });
  await later(2);
  told.control("POST", `orders/${second}/cancel`, { stage: "revoke" });
  await later(3);
  told.clock.advance(60_000);
  await expect.poll(() => JSON.stringify(told.simulator.stats())).toContain('"events":5');
  const request = { mallId: 600000000000009, applyOperatorRole: 1 };
  expect(await later(5)).toEqual(
    expect.arrayContaining([
      [
        "bg_aftersales_status_change",
        {
          ...request,
          afterSalesType: 1,
          parentAfterSalesSn: `${first}-D01`,
          parentOrderSn: first,
          parentAfterSalesStatus: 1,
          updateAt: startMs,
        },
      ],
      [
        "bg_aftersales_status_change",
        expect.objectContaining({ parentOrderSn: second, parentAfterSalesStatus: 6, updateAt: startMs + 1000 }),
      ],
      ["bg_order_status_change_event", expect.objectContaining({ parentOrderSn: first, orderStatus: 3 })],
      [
        "bg_cancel_order_status_change",
        {
          ...request,
          parentAfterSalesSn: `${first}-D01`,
          parentOrderSn: first,
          parentAfterSalesStatus: 5,
          updateAt: startMs + 60_000,
        },
      ],
    ]),
  );
  await told.close();
  await receiver.close();
});
