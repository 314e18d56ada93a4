import { afterEach, beforeEach, expect, test } from "vitest";
import type { Fault } from "../../kernel/simulator.ts";
import { book, sampleOrder, startCarrier, type TestCarrier } from "./wire-client.ts";

let carrier: TestCarrier;
beforeEach(async () => {
  carrier = await startCarrier({ replyDelayMs: 300 });
});
afterEach(() => carrier.close());

function arm(fault: Partial<Fault> & { name: string; message?: string }): void {
  expect(carrier.simulator.faults.add({ share: 1, count: 1, ...fault }).status).toBe(200);
}

const method = "express.order.create";

async function bookedCount(orderNumber: string): Promise<number> {
  const { data } = await carrier.call("express.order.getlist", { listNumber: [orderNumber] });
  return Array.isArray(data) ? data.length : -1;
}

test("a lost reply: the parcel is booked, the client hears nothing, and finds it by its order number", async () => {
  arm({ name: "reply-lost", match: method });
  await expect(carrier.post(method, JSON.stringify(sampleOrder("F-1")))).rejects.toThrow();
  expect(await bookedCount("F-1")).toBe(1);
  expect((await carrier.call(method, sampleOrder("F-1"))).code).toBe("20006");
});

test("half a body: booked, and the JSON breaks off", async () => {
  arm({ name: "half-body", match: method });
  const half = carrier.post(method, JSON.stringify(sampleOrder("F-2"))).then((response) => response.text());
  await expect(half).rejects.toThrow();
  expect(await bookedCount("F-2")).toBe(1);
});

test("a late reply: booked at once, answered later", async () => {
  arm({ name: "reply-delayed", match: method });
  let isAnswered = false;
  const late = carrier.call(method, sampleOrder("F-3")).then((envelope) => {
    isAnswered = true;
    return envelope;
  });
  await expect.poll(() => bookedCount("F-3")).toBe(1);
  expect(isAnswered).toBe(false);
  expect((await late).success).toBe(true);
});

test("unavailable and a web page instead of JSON: nothing is done", async () => {
  arm({ name: "unavailable", match: "F-4" });
  expect((await carrier.post(method, JSON.stringify(sampleOrder("F-4")))).status).toBe(503);
  arm({ name: "html", match: "F-4" });
  const page = await carrier.post(method, JSON.stringify(sampleOrder("F-4")));
  expect(page.status).toBe(200);
  expect(page.headers.get("content-type")).toContain("text/html");
  expect(await page.text()).toMatch(/^<html>/);
  expect(await bookedCount("F-4")).toBe(0);
});

test("a refused booking with the message given, for one order only", async () => {
  arm({ name: "refuse-create", message: "账户已冻结", match: "F-5" });
  expect((await carrier.call(method, sampleOrder("F-6"))).success).toBe(true);
  expect(await carrier.call(method, sampleOrder("F-5"))).toMatchObject({
    success: false,
    code: "20009",
    message: "账户已冻结",
    data: null,
  });
  expect((await carrier.call(method, sampleOrder("F-5"))).success, "the count is used up").toBe(true);
});

test("the first two label calls come too early", async () => {
  const { waybillNumber } = await book(carrier, "F-7");
  arm({ name: "label-late", count: 2 });
  const label = async () => (await carrier.call("express.order.label.get", { waybillNumber })).data;
  expect(await label()).toMatchObject({ isSuccess: false, errorMsg: "面单生成中，请稍后重试", base64String: null });
  expect(await label()).toMatchObject({ isSuccess: false });
  expect(await label()).toMatchObject({ isSuccess: true });
  expect(carrier.simulator.stats()).toMatchObject({ accounts: { "900001": { labelsServed: 1 } } });
});

test("a share hits some calls; clearing hits none; an unknown name is not taken", async () => {
  arm({ name: "unavailable", share: 0.3, count: undefined });
  let hits = 0;
  for (let n = 0; n < 100; n += 1) hits += (await carrier.post("common.country.getlist", "{}")).status === 503 ? 1 : 0;
  expect(hits).toBeGreaterThan(15);
  expect(hits).toBeLessThan(50);
  carrier.simulator.faults.clear();
  for (let n = 0; n < 20; n += 1) expect((await carrier.post("common.country.getlist", "{}")).status).toBe(200);
  expect(carrier.simulator.faults.add({ name: "flood", share: 1 }).status).toBe(404);
});
