import { afterEach, expect, test } from "vitest";
import { signOf } from "./sign.ts";
import { secondAccount, startCarrier, type TestCarrier } from "./wire-client.ts";

const docAccount = { userId: "100000", token: "D6140AA383FD8515B09028C586493DDB" };
const ours = { userId: "900001", token: "test-token-0001" };
const vectors = [
  {
    account: docAccount,
    data: "{}",
    method: "common.country.getlist",
    timestamp: "1655798809414",
    md5: "bc5f1792e30936c72fa2a35efead8d73",
  },
  { account: ours, data: "{}", method: "express.channel.getlist", timestamp: "1750000000000", md5: "c2656895ef8987b8521e51fd5d1449ee" },
  {
    account: ours,
    data: '{"waybillNumber":"UA000000005YP"}',
    method: "express.order.label.get",
    timestamp: "1750000000000",
    md5: "5398e7eeea5f1cc60f4784909726ca50",
  },
];

let carrier: TestCarrier;
afterEach(() => carrier?.close());

test.each(vectors)("the reference's vector for $method", ({ account, data, method, timestamp, md5 }) => {
  const parts = { userId: account.userId, format: "json", method, timestamp, version: "V1.0" };
  expect(signOf(account.token, parts, Buffer.from(data))).toBe(md5);
});

test.each(vectors)(
  "a client that sends the vector for $method over the wire is let in",
  async ({ account, data, method, timestamp, md5 }) => {
    carrier = await startCarrier({ accounts: [{ ...account, channelIds: ["481"], warehouseCode: "4401" }] });
    carrier.clock.set(Number(timestamp));
    expect(await carrier.call(method, data, { account, timestamp, sign: md5 })).toMatchObject({ success: true, code: "0" });
    expect((await carrier.call(method, `${data} `, { account, timestamp, sign: md5 })).success, "one blank more").toBe(false);
  },
);

test("the bytes that were sent are signed, however a client spaces them or escapes Chinese", async () => {
  carrier = await startCarrier();
  for (const body of ['{ "listNumber" : [ "燕文" ] }', '{"listNumber":["\\u71d5\\u6587"]}', '\n{"listNumber":["燕文"]}\r\n']) {
    expect(await carrier.call("express.order.getlist", body), body).toMatchObject({ success: true, data: [] });
  }
});

test("the query's order is free and a repeated data parameter is borne", async () => {
  carrier = await startCarrier();
  const query = (parts: string[]) => [...parts.reverse(), `data=${encodeURIComponent('{"a":1}')}`];
  expect((await carrier.call("express.channel.getlist", "{}", { query })).success).toBe(true);
});

test("an empty body may be signed as nothing or as null, and null may be the body", async () => {
  carrier = await startCarrier();
  expect((await carrier.call("common.country.getlist", "", { signed: "null" })).success).toBe(true);
  expect((await carrier.call("common.country.getlist", "")).success).toBe(true);
  expect((await carrier.call("common.country.getlist", "null")).success).toBe(true);
  expect((await carrier.call("common.country.getlist", "", { signed: "{}" })).code).toBe("10003");
});

test("whom the carrier does not let in", async () => {
  carrier = await startCarrier();
  const now = carrier.clock.nowMs();
  const method = "common.country.getlist";
  const refused = { success: false, data: null };
  expect(await carrier.call(method, {}, { account: { userId: "123456", token: "x" } })).toMatchObject({ ...refused, code: "10002" });
  expect(await carrier.call(method, {}, { account: { userId: "900001", token: secondAccount.token } })).toMatchObject({
    ...refused,
    code: "10003",
  });
  expect(await carrier.call(method, {}, { sign: "A".repeat(32) })).toMatchObject({ ...refused, code: "10003" });
  for (const timestamp of [String(now - 300_001), String(now + 300_001), String(Math.floor(now / 1000)), "soon"]) {
    expect(await carrier.call(method, {}, { timestamp }), timestamp).toMatchObject({ ...refused, code: "10004" });
  }
  for (const timestamp of [String(now - 300_000), String(now + 300_000)]) {
    expect((await carrier.call(method, {}, { timestamp })).success, timestamp).toBe(true);
  }
  const without = (name: string) => (parts: string[]) => parts.filter((part) => !part.startsWith(`${name}=`));
  for (const name of ["user_id", "method", "format", "timestamp", "version", "sign"]) {
    expect(await carrier.call(method, {}, { query: without(name) }), name).toMatchObject({ ...refused, code: "10001" });
  }
  const newer = (parts: string[]) => parts.map((part) => part.replace("V1.0", "V2.0"));
  expect(await carrier.call(method, {}, { query: newer })).toMatchObject({ ...refused, code: "10005" });
  expect(await carrier.call("express.order.steal", {})).toMatchObject({ ...refused, code: "10006" });
  expect(await carrier.call("toString", {})).toMatchObject({ ...refused, code: "10006" });
  expect(await carrier.call(method, '{"a":')).toMatchObject({ ...refused, code: "10007" });
});

test("a refused signature is HTTP 200, or 401 where that is wanted; a wrong path or verb is not the envelope's business", async () => {
  carrier = await startCarrier();
  const badly = { sign: "0".repeat(32) };
  expect((await carrier.post("common.country.getlist", "{}", badly)).status).toBe(200);
  expect((await fetch(`${carrier.base}/api/orders`, { method: "POST" })).status).toBe(404);
  expect((await fetch(`${carrier.base}/api/order`)).status).toBe(405);
  await carrier.close();
  carrier = await startCarrier({ authFailureStatus: 401 });
  const response = await carrier.post("common.country.getlist", "{}", badly);
  expect(response.status).toBe(401);
  expect(await response.json()).toMatchObject({ success: false, code: "10003" });
});
