import { afterEach, beforeEach, expect, test } from "vitest";
import { book, sampleOrder, secondAccount, startCarrier, type TestCarrier } from "./wire-client.ts";

let carrier: TestCarrier;
beforeEach(async () => {
  carrier = await startCarrier();
});
afterEach(() => carrier.close());

const other = { account: secondAccount };

function received(body: unknown) {
  return carrier.simulator.control("POST", ["carriers", "yanwen", "received"], body);
}

test("the lists of countries, warehouses and opened products", async () => {
  expect((await carrier.call("common.country.getlist", {})).data).toContainEqual({
    id: "1",
    code: "US",
    nameCh: "美国",
    nameEn: "United States",
  });
  expect((await carrier.call("common.warehouse.getlist", { channelId: "481" })).data).toContainEqual({
    code: "4401",
    name: "燕文深圳仓",
    area: "华南",
  });
  expect((await carrier.call("common.warehouse.getlist", { channelId: "0" })).success).toBe(false);
  const channels = (await carrier.call("express.channel.getlist", "{}")).data;
  expect(channels).toHaveLength(7);
  expect(channels).toContainEqual({ id: "484", nameCh: "燕文专线追踪-带电", nameEn: "Yanwen Special Line Tracked - Battery" });
  expect((await carrier.call("express.channel.getlist", "{}", other)).data).toHaveLength(3);
});

test("the order record shows the order as it was sent", async () => {
  const sent = sampleOrder("T-1", { top: { remark: "A1-03", senderInfo: { name: "越仓" } }, receiver: { name: "José 王" } });
  const created = await carrier.call("express.order.create", sent);
  const { waybillNumber, yanwenOrderNumber } = await bookedNumbers("T-1");
  expect(created.success).toBe(true);
  const record = await carrier.call("express.order.get", { waybillNumber });
  expect(record.data).toEqual({
    waybillNumber,
    yanwenOrderNumber,
    orderNumber: "T-1",
    referenceNumber: null,
    userId: "900001",
    channelId: "481",
    channelName: "燕文专线追踪-普货",
    orderSource: "ERP",
    companyCode: "4401",
    dateOfReceipt: "2026-01-05",
    createTime: "2026-01-05 10:00:00",
    status: 0,
    isPrint: 0,
    remark: "A1-03",
    receiverInfo: { ...Object(sent.receiverInfo), countryId: "1", countryName: "美国" },
    senderInfo: { name: "越仓" },
    parcelInfo: sent.parcelInfo,
  });
  await carrier.call("express.order.label.get", { waybillNumber });
  expect((await carrier.call("express.order.get", { waybillNumber })).data).toMatchObject({ isPrint: 1, status: 1 });
});

async function bookedNumbers(orderNumber: string): Promise<{ waybillNumber: string; yanwenOrderNumber: string }> {
  const { data } = await carrier.call("express.order.getlist", { listNumber: [orderNumber] });
  const list: unknown[] = Array.isArray(data) ? data : [];
  const first = Object(list[0]);
  return { waybillNumber: String(first.waybillNumber), yanwenOrderNumber: String(first.yanwenOrderNumber) };
}

test("getlist finds by waybill and by order number, at most fifty, each once", async () => {
  const one = await book(carrier, "L-1");
  const two = await book(carrier, "L-2");
  const list = async (listNumber: unknown) => carrier.call("express.order.getlist", { listNumber });
  expect((await list([two.waybillNumber, "L-1", one.waybillNumber, "nothing"])).data).toMatchObject([
    { orderNumber: "L-2" },
    { orderNumber: "L-1" },
  ]);
  expect((await list(["nothing"])).data).toEqual([]);
  expect(await list([])).toMatchObject({ success: false, code: "20001" });
  expect(await list("L-1")).toMatchObject({ success: false, code: "20001" });
  expect(await list(Array.from({ length: 51 }, (_, n) => `L-${n}`))).toMatchObject({
    success: false,
    message: expect.stringContaining("50"),
  });
  expect((await list(Array.from({ length: 50 }, (_, n) => `L-${n}`))).data).toHaveLength(2);
});

test("one account never meets another's parcel", async () => {
  const { waybillNumber } = await book(carrier, "I-1");
  expect(await carrier.call("express.order.get", { waybillNumber }, other)).toMatchObject({ success: false, code: "30001" });
  expect((await carrier.call("express.order.getlist", { listNumber: [waybillNumber, "I-1"] }, other)).data).toEqual([]);
  expect(await carrier.call("express.order.cancel", { waybillNumber, note: "" }, other)).toMatchObject({ success: false, code: "30001" });
  expect((await carrier.call("express.order.label.get", { waybillNumber }, other)).data).toMatchObject({
    isSuccess: false,
    base64String: null,
  });
  expect(await carrier.track(waybillNumber, secondAccount.userId)).toMatchObject({ result: [{ tracking_status: "NOTFOUND" }] });
  expect((await carrier.call("express.order.get", { waybillNumber })).data).toMatchObject({ status: 0 });
});

test("cancelling: once, before hand-over, and then there is no label", async () => {
  const early = await book(carrier, "C-1");
  const late = await book(carrier, "C-2");
  const cancel = (waybillNumber: string) => carrier.call("express.order.cancel", { waybillNumber, note: "买家取消" });
  expect(await cancel(early.waybillNumber)).toEqual({ success: true, code: "0", message: "success", data: null });
  expect(await cancel(early.waybillNumber)).toMatchObject({ success: false, code: "30003", data: null });
  expect((await carrier.call("express.order.label.get", { waybillNumber: early.waybillNumber })).data).toEqual({
    waybillNumber: early.waybillNumber,
    isSuccess: false,
    errorMsg: "订单已取消，无法获取面单",
    base64String: null,
    labelType: null,
  });
  expect(received({ waybillNumber: late.waybillNumber })).toEqual({ status: 200, body: { received: [late.waybillNumber] } });
  expect(await cancel(late.waybillNumber)).toMatchObject({ success: false, code: "30002" });
  expect((await carrier.call("express.order.get", { waybillNumber: late.waybillNumber })).data).toMatchObject({ status: 2 });
  expect(await cancel("UA000000005YP")).toMatchObject({ success: false, code: "30001" });
  expect(await carrier.call("express.order.cancel", {})).toMatchObject({ success: false, code: "20001" });
});

test("the last-mile number comes later, for products that have one, and passes USPS's check digit", async () => {
  const us = await book(carrier, "M-1");
  const cancelled = await book(carrier, "M-2");
  const german = await book(carrier, "M-3", { receiver: { country: "DE" } });
  await carrier.call("express.order.cancel", { waybillNumber: cancelled.waybillNumber, note: "" });
  const reference = async (waybillNumber: string) =>
    Object((await carrier.call("express.order.get", { waybillNumber })).data).referenceNumber;
  carrier.clock.advance(5 * 60_000 - 1);
  expect(await reference(us.waybillNumber)).toBeNull();
  carrier.clock.advance(1);
  const number = String(await reference(us.waybillNumber));
  expect(number).toMatch(/^9[1-5]\d{20}$/);
  const sum = [...number].reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 3 : 1), 0);
  expect(sum % 10).toBe(0);
  expect(await reference(cancelled.waybillNumber)).toBeNull();
  expect(await reference(german.waybillNumber)).toBeNull();
  expect(await carrier.track(number)).toMatchObject({ result: [{ waybill_number: us.waybillNumber, exchange_number: number }] });
});

test("an address in the United States is put in order", async () => {
  const verify = (receiverInfo: unknown) => carrier.call("common.verify.us.address", { receiverInfo });
  expect((await verify({ address: "1  Test St", city: "Fresno", state: "ca", zipCode: "93650-1234" })).data).toEqual({
    address: "1 TEST ST",
    city: "FRESNO",
    state: "CA",
    zipCode4: "1234",
    zipCode5: "93650",
  });
  expect((await verify({ address: "1 Test St", city: "Fresno", state: "CA", zipCode: "9365" })).success).toBe(false);
});

test("the control port's verbs", async () => {
  const { waybillNumber } = await book(carrier, "V-1");
  const get = (...path: string[]) => carrier.simulator.control("GET", ["carriers", "yanwen", ...path], undefined);
  expect(get("parcels")).toMatchObject({ status: 200, body: { parcels: [{ waybillNumber, userId: "900001", status: 0 }] } });
  expect(get("parcels", "V-2")).toEqual({ status: 200, body: { parcels: [] } });
  expect(get("stats")?.body).toEqual(carrier.simulator.stats());
  expect(received({})?.status).toBe(400);
  expect(received({ waybillNumber: "U" })?.status).toBe(404);
  expect(received({ all: true })).toEqual({ status: 200, body: { received: [waybillNumber] } });
  expect(received({ waybillNumber })).toEqual({ status: 200, body: { received: [] } });
  const cancelled = await book(carrier, "V-2");
  await carrier.call("express.order.cancel", { waybillNumber: cancelled.waybillNumber, note: "" });
  expect(received({ waybillNumber: cancelled.waybillNumber })?.status).toBe(409);
  expect(get("nonsense")).toBeUndefined();
  expect(carrier.simulator.control("POST", ["carriers", "cne", "received"], {})).toBeUndefined();
  expect(carrier.simulator.arrivals()).toMatchObject([{ method: "express.order.create" }, {}, {}]);
});
