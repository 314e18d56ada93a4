import { expect, test } from "vitest";
import { sampleParcel } from "../../../test/conformance/carrier.ts";
import { instantFromSeconds } from "../../kernel/instant.ts";
import { ok } from "../../kernel/result.ts";
import { systemClock } from "../../main/clock.ts";
import type { CarrierLink, Parcel } from "../../ports/carrier.ts";
import { yanwenCarrier } from "./carrier.ts";

/** A carrier that answers every call with one body and keeps what it was sent. */
function answering(body: unknown): { link: CarrierLink; sent: () => { body: string; url: string } } {
  let last = { body: "", url: "" };
  const link: CarrierLink = {
    endpoint: "https://yanwen.test",
    credentials: { userId: "100000", apiToken: "k3y-0001" },
    clock: { ...systemClock, now: () => instantFromSeconds(1_750_000_000) },
    http: {
      send: async (request) => {
        last = { body: request.body ?? "", url: request.url };
        return ok({ status: 200, headers: {}, body: Buffer.from(JSON.stringify(body)) });
      },
    },
  };
  return { link, sent: () => last };
}

const booked = { success: true, code: "0", data: { waybillNumber: "UA000000005YP", orderNumber: "PK1-1" } };
const withPrice = (amount: bigint, quantity: number): Parcel => {
  const parcel = sampleParcel("PK1-1", "481");
  return { ...parcel, items: parcel.items.map((item) => ({ ...item, quantity, unitValue: { amount, currency: "USD" } })) };
};

test("prices are written from minor units, and their total has no drift", async () => {
  const { link, sent } = answering(booked);
  expect((await yanwenCarrier.book(link, withPrice(5n, 3))).ok).toBe(true);
  expect(sent().body).toContain('"price":0.05');
  expect(sent().body).toContain('"totalPrice":0.15');
  await yanwenCarrier.book(link, withPrice(1999n, 3));
  expect(sent().body).toContain('"totalPrice":59.97');
  await yanwenCarrier.book(link, withPrice(110n, 3));
  expect(sent().body).toContain('"totalPrice":3.3,');
});

test("a refusal that quotes the buyer's data or our token is passed on without them", async () => {
  const message = "邮编无效: Maren Sampleton, 2 Battery Street, 93650 (+1 559-555-0101) k3y-0001";
  const { link } = answering({ success: false, code: "10", message, data: null });
  const parcel = sampleParcel("PK1-1", "481");
  const reply = await yanwenCarrier.book(link, { ...parcel, recipient: { ...parcel.recipient, addressLines: ["2 Battery Street"] } });
  if (reply.ok || reply.error.kind !== "rejected") throw new Error("not refused");
  expect(reply.error.reason).toBe("recipient-incomplete");
  expect(reply.error.message).toBe("邮编无效: ***, ***, *** (***) ***");
});

test("a booking whose answer cannot be read is in doubt", async () => {
  const { link } = answering({ success: true, code: "0", data: { something: "else" } });
  expect(await yanwenCarrier.book(link, sampleParcel("PK1-1", "481"))).toMatchObject({
    ok: false,
    error: { kind: "unavailable", effect: "unknown" },
  });
});

test("among two bookings under one number the one that lives is found", async () => {
  const record = (waybillNumber: string, status: number) => ({ waybillNumber, orderNumber: "PK1-1", status });
  const both = answering({ success: true, code: "0", data: [record("UA000000005YP", 5), record("UA000000014YP", 0)] });
  expect(await yanwenCarrier.find(both.link, "PK1-1")).toMatchObject({ ok: true, value: { waybill: "UA000000014YP", cancelled: false } });
  const dead = answering({ success: true, code: "0", data: [record("UA000000005YP", 5)] });
  expect(await yanwenCarrier.find(dead.link, "PK1-1")).toMatchObject({ ok: true, value: { cancelled: true } });
  const other = answering({ success: true, code: "0", data: [{ waybillNumber: "PK1-1", orderNumber: "another", status: 0 }] });
  expect(await yanwenCarrier.find(other.link, "PK1-1")).toEqual({ ok: true, value: undefined });
});

test("a label that is no PDF is not passed on", async () => {
  const { link } = answering({
    success: true,
    code: "0",
    data: { isSuccess: true, base64String: Buffer.from("<html>").toString("base64") },
  });
  expect(await yanwenCarrier.label(link, "UA000000005YP")).toMatchObject({ ok: false, error: { kind: "unreadable" } });
  const refused = answering({ success: true, code: "0", data: { isSuccess: false, errorMsg: "面单未生成" } });
  expect(await yanwenCarrier.label(refused.link, "UA000000005YP")).toMatchObject({ ok: false, error: { reason: "label-not-ready" } });
});
