import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { httpSender, type Sender } from "../../kernel/sender.ts";
import { memoryStore } from "../../kernel/store.ts";
import { writeMessage } from "./webhook-message.ts";
import { decrypt, formsOf, type Received, type Receiver, startReceiver } from "./webhook-receiver.ts";
import { appKey, appSecret, list, placeOne, startMs, startTemu, type TestTemu, testClock, tokens } from "./wire-client.ts";

const update = "bg.tmc.message.update";
const statusEvent = "bg_order_status_change_event";
const addressChanged = "bg_trade_logistics_address_changed";
const success = 1000000;
const minute = 60_000;
const hour = 60 * minute;

/** The machine's network without the platform's impatience: two busy cores aren't what is tested. */
const patient: Sender = (request) => httpSender()({ ...request, timeoutMs: 10_000 });

let temu: TestTemu;
let receiver: Receiver;

beforeEach(async () => {
  receiver = await startReceiver();
  temu = await startTemu({}, memoryStore(), 7, testClock(), patient);
});
afterEach(async () => {
  await temu.close();
  await receiver.close();
});

const subscribe = (more: Record<string, unknown> = {}) =>
  temu.control("POST", "webhooks", { platform: "temu", url: receiver.url, ...more });
const clear = (message: Received): unknown => JSON.parse(decrypt(message, appSecret));
const stats = (): unknown => Reflect.get(Object(temu.simulator.stats()), "shops")[0].webhooks;
const received = (count: number) => expect.poll(() => receiver.received.length).toBe(count);
/** Lets time pass and waits for so many messages in all. */
const later = async (ms: number, count: number): Promise<Received[]> => {
  temu.clock.advance(ms);
  await received(count);
  return receiver.received;
};

describe("a message", () => {
  test("is POSTed as JSON, encrypted, under the headers and the signature of the documents", async () => {
    subscribe();
    const sn = placeOne(temu);
    const [message] = await later(1000, 1);
    expect(message?.method).toBe("POST");
    expect(message?.headers).toMatchObject({
      "content-type": "application/json",
      "x-tm-app-key": appKey,
      "x-tm-event-code": statusEvent,
      "x-tm-ext-param": "{}",
      "x-tm-timestamp": String(startMs + 1000),
      "x-tm-signature": expect.stringMatching(/^[0-9a-f]{64}$/u),
    });
    if (message === undefined) return;
    const [entry] = (await list(temu)).pageItems;
    const orderSn = entry?.orderList[0]?.orderSn;
    expect(decrypt(message, appSecret)).toBe(
      `{"mallId":600000000000009,"orderSn":"${orderSn}","orderStatus":2,"parentOrderSn":"${sn}","updateTime":1760000000}`,
    );
    expect(formsOf(message, appSecret)).toEqual(["pairs"]);
  });

  test.each(["pairs", "pairs-without-ext", "joined-upper-case"])("is signed in the form %s when that is chosen", async (form) => {
    subscribe({ form });
    placeOne(temu);
    const [message] = await later(1000, 1);
    expect(message === undefined ? [] : formsOf(message, appSecret)).toEqual([form]);
  });

  test("the published sample comes out byte for byte, in both forms that it is published in", () => {
    const app = { appKey: "demo-test-app", appSecret: "12345678abcdefgh" };
    const event = { code: "bg_test_event", plaintext: '{"orderSn":"XXYYZZ","status":1}', stampMs: 1_726_127_013_525 };
    const { headers, body } = writeMessage(app, event, "pairs");
    expect(new TextDecoder().decode(body)).toBe('{"eventData":"sQmNTAKR2o4HrmCO3OchFgGyJU5Qta57+JQxxgVyVPU="}');
    expect(headers["x-tm-signature"]).toBe("b5143d1a831453afbcf76d4621baa74a2dc07a486f26f5a956c6e50c61a338fb");
    expect(writeMessage(app, event, "pairs-without-ext").headers["x-tm-signature"]).toBe(
      "987875c01ea5c7f608502fb92e1de102c59e1c9195c010ab8a80bdb501a04fbc",
    );
  });
});

describe("what is told", () => {
  test("every status of an order, each line for itself, by time alone too", async () => {
    subscribe();
    const lines = [
      { extCode: "HG-MUG-0007-BL", quantity: 1 },
      { extCode: "HG-KTL-0008-SS", quantity: 1 },
    ];
    const sn = placeOne(temu, { status: 1, pendingSeconds: 60, lines });
    expect((await later(1000, 2)).map(clear)).toMatchObject([{ orderStatus: 1 }, { orderStatus: 1 }]);
    // nobody looks at the order meanwhile
    temu.clock.advance(minute);
    await expect.poll(() => Reflect.get(Object(stats()), "events")).toBe(4);
    const told = (await later(1000, 4)).map(clear);
    expect(told.slice(2)).toMatchObject([
      { orderStatus: 2, parentOrderSn: sn, updateTime: startMs / 1000 + 60 },
      { orderStatus: 2, parentOrderSn: sn },
    ]);
    expect(new Set(told.map((event) => Reflect.get(Object(event), "orderSn"))).size).toBe(2);
    temu.control("POST", `orders/${sn}/cancel`);
    expect((await later(1000, 6)).slice(4).map(clear)).toMatchObject([{ orderStatus: 3 }, { orderStatus: 3 }]);
  });

  test("a shipment", async () => {
    const sn = placeOne(temu);
    subscribe();
    const orderSn = (await list(temu)).pageItems[0]?.orderList[0]?.orderSn;
    const send = {
      carrierId: 998264853,
      trackingNumber: "UG544656195YP",
      selfShippingWarehouseId: "WH-00000000000000001",
      orderSendInfoList: [{ parentOrderSn: sn, orderSn, quantity: 1 }],
    };
    expect(await temu.code("bg.logistics.shipment.v2.confirm", { sendType: 0, sendRequestList: [send] })).toBe(success);
    expect((await later(1000, 1)).map(clear)).toMatchObject([{ orderSn, orderStatus: 4 }]);
  });

  test("another address, but not the wish for one", async () => {
    const sn = placeOne(temu);
    subscribe();
    temu.control("POST", `orders/${sn}/address`, { stage: "request" });
    temu.control("POST", `orders/${sn}/address`, { city: "Boise" });
    const [message] = await later(1000, 1);
    expect(message?.headers["x-tm-event-code"]).toBe(addressChanged);
    expect(message === undefined ? "" : decrypt(message, appSecret)).toBe(`{"mallId":600000000000009,"parentOrderSn":"${sn}"}`);
    expect(await receiver.quiet()).toBe(1);
  });

  test("nothing before there is an address, after it is gone, or of events not entered", async () => {
    placeOne(temu);
    subscribe({ events: [addressChanged] });
    placeOne(temu);
    temu.clock.advance(1000);
    expect(await receiver.quiet()).toBe(0);
    subscribe();
    placeOne(temu);
    temu.control("DELETE", "webhooks");
    placeOne(temu);
    temu.clock.advance(1000);
    expect(await receiver.quiet()).toBe(0);
    expect(temu.control("GET", "webhooks")).toMatchObject({ subscriptions: [], forms: [{ form: "pairs" }, {}, {}] });
  });

  test("only to an app with a living token of the shop for the order's region", async () => {
    subscribe();
    subscribe({ appKey: "sandboxappkey00000000000000000002" });
    placeOne(temu);
    placeOne(temu, { regionId: 76 });
    expect((await later(1000, 2)).map((message) => message.headers["x-tm-app-key"])).toEqual([appKey, appKey]);
    temu.control("POST", "tokens", { action: "expire", gateway: "us" });
    placeOne(temu);
    placeOne(temu, { regionId: 76 });
    expect((await later(1000, 3)).slice(2).map(clear)).toMatchObject([{ parentOrderSn: expect.stringMatching(/^PO-076-/u) }]);
    expect(await receiver.quiet()).toBe(3);
  });
});

describe("bg.tmc.message.update", () => {
  const permits = async (): Promise<unknown> => {
    const { result } = await temu.call("bg.open.accesstoken.info.get");
    return Object.fromEntries(
      Reflect.get(Object(result), "authEventCodeList").map((one: { eventCode: string; permitsStatus: number }) => [
        one.eventCode,
        one.permitsStatus,
      ]),
    );
  };

  test("chooses a shop's events, where the console leaves that to the app", async () => {
    subscribe({ everyShop: false });
    placeOne(temu);
    temu.clock.advance(1000);
    expect(await receiver.quiet()).toBe(0);
    expect((await temu.call(update, { permitEventCodeList: [statusEvent] })).result).toBe(true);
    expect(await permits()).toMatchObject({ [statusEvent]: 1, [addressChanged]: 0 });
    placeOne(temu);
    await later(1000, 1);
    expect(await temu.code(update, { cancelEventCodeList: [statusEvent] })).toBe(success);
    placeOne(temu);
    temu.clock.advance(1000);
    expect(await receiver.quiet()).toBe(1);
    expect(await permits()).toMatchObject({ [statusEvent]: 0 });
  });

  test.each([
    ["21 events", 110020005, { permitEventCodeList: Array.from({ length: 21 }, () => statusEvent) }],
    ["an event in both lists", 110020006, { permitEventCodeList: [statusEvent], cancelEventCodeList: [statusEvent] }],
    ["an event that the app has not declared", 110020009, { permitEventCodeList: [addressChanged] }],
    ["an event that nobody knows", 110020009, { permitEventCodeList: ["bg_nothing"] }],
  ])("%s: %i", async (_, code, params) => {
    subscribe({ events: [statusEvent] });
    expect(await temu.code(update, params)).toBe(code);
  });

  test("an event that the seller has not granted: 110020008; twice in a second: 110020007", async () => {
    temu.control("POST", "tokens", { action: "events", remove: [statusEvent] });
    expect(await temu.code(update, { permitEventCodeList: [statusEvent] })).toBe(110020008);
    expect(await temu.code(update, { permitEventCodeList: [addressChanged] })).toBe(110020007);
    temu.clock.advance(1000);
    expect(await temu.code(update, { permitEventCodeList: [addressChanged] })).toBe(success);
    expect(await temu.code(update, {}, { gateway: "pa", fields: { access_token: tokens.pa } })).toBe(3000003);
  });
});

describe("the console says what is wrong", () => {
  test.each([
    ["no address", 400, {}],
    ["an address that is none", 400, { url: "somewhere" }],
    ["another protocol", 400, { url: "file:///etc/passwd" }],
    ["an unknown form", 400, { url: "http://127.0.0.1:1/", form: "none" }],
    ["an unknown app", 404, { url: "http://127.0.0.1:1/", appKey: "nobody" }],
  ])("%s: %i", (_, status, body) => {
    expect(temu.simulator.control("POST", ["webhooks"], body)?.status).toBe(status);
  });

  test("a world without a way out: 409", async () => {
    const shut = await startTemu();
    expect(shut.simulator.control("POST", ["webhooks"], { url: receiver.url })?.status).toBe(409);
    await shut.close();
  });

  test("a reset forgets addresses and what was on its way", async () => {
    subscribe();
    placeOne(temu);
    temu.simulator.reset();
    placeOne(temu);
    temu.clock.advance(hour);
    expect(await receiver.quiet()).toBe(0);
    expect(stats()).toMatchObject({ events: 0, waiting: 0 });
  });
});
