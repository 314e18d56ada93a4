import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { list, startTemu, type TestTemu, tokens } from "./wire-client.ts";

const tokenInfo = "bg.open.accesstoken.info.get";
const orderList = "bg.order.list.v2.get";
const success = 1000000;

let temu: TestTemu;

beforeEach(async () => {
  temu = await startTemu();
});
afterEach(() => temu.close());

describe("what the gateway refuses", () => {
  test.each([
    ["no type", 3000002, { drop: ["type"] }],
    ["no app_key", 3000025, { drop: ["app_key"] }],
    ["an unknown app_key", 3000026, { fields: { app_key: "nobody" } }],
    ["no sign", 3000040, { drop: ["sign"] }],
    ["a wrong sign", 3000001, { sign: "0".repeat(32) }],
    ["no timestamp", 3000010, { drop: ["timestamp"] }],
    ["a timestamp of 301 s to come", 3000011, { fields: { timestamp: 1_760_000_301 } }],
    ["a timestamp in milliseconds", 3000011, { fields: { timestamp: 1_760_000_000_000 } }],
    ["a timestamp of 301 s ago", 3000012, { fields: { timestamp: 1_759_999_699 } }],
    ["another data_type", 3000014, { fields: { data_type: "XML" } }],
    ["an unknown type", 3000003, { fields: { type: "bg.order.dance" } }],
    ["a type of the partner gateway", 3000003, { fields: { type: "temu.goods.list.get" } }],
    ["no token", 3000030, { drop: ["access_token"] }],
    ["an unknown token", 3000031, { fields: { access_token: "nobody" } }],
    ["a token of another region", 3000033, { fields: { access_token: tokens.eu } }],
    [
      "the token of another app",
      3000033,
      { fields: { app_key: "sandboxappkey00000000000000000002" }, secret: "89abcdef0123456789abcdef0123456789abcdef" },
    ],
  ])("%s: %i", async (_, code, sent) => {
    expect(await temu.code(tokenInfo, {}, sent)).toBe(code);
  });

  test("the signature is looked at before everything that follows", async () => {
    const sent = { sign: "0".repeat(32), fields: { timestamp: 1, data_type: "XML", access_token: "nobody", type: "nothing" } };
    expect(await temu.code(tokenInfo, {}, sent)).toBe(3000001);
  });

  test.each([
    ["no JSON", "type=bg"],
    ["a list", "[]"],
    ["half an object", '{"type":'],
    ["an open string", '{"a":"b'],
    ["a comma too much", '{"type":"x",}'],
    ["a bare control character", '{"type":"\u0001"}'],
    ["nothing", ""],
  ])("a body that is %s: 3000000", async (_, body) => {
    expect((await temu.sendForEnvelope(body)).errorCode).toBe(3000000);
  });

  test("bytes that are no UTF-8: 3000000", async () => {
    const reply = await temu.send(new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]));
    expect(await reply.json()).toMatchObject({ errorCode: 3000000 });
  });

  test("a parameter of the wrong type: 3000000, with its path", async () => {
    const envelope = await temu.call(orderList, { pageNumber: "first" });
    expect(envelope).toMatchObject({ success: false, errorCode: 3000000 });
    expect(envelope.errorMsg).toContain("pageNumber");
  });

  test("an expired token and a replaced one: 3000034; its successor works", async () => {
    temu.control("POST", "tokens", { action: "expire", gateway: "pa" });
    expect(await temu.code("bg.open.accesstoken.info.get.global", {}, { gateway: "pa" })).toBe(3000034);
    const renewed = temu.control("POST", "tokens", { action: "replace", gateway: "us" });
    expect(await temu.code(tokenInfo)).toBe(3000034);
    expect(await temu.code(tokenInfo, {}, { fields: { access_token: Reflect.get(Object(renewed), "token") } })).toBe(success);
  });

  test("a year later the token is dead by itself", async () => {
    temu.clock.advance(365 * 24 * 3600_000 - 1000);
    expect(await temu.code(tokenInfo)).toBe(success);
    temu.clock.advance(1000);
    expect(await temu.code(tokenInfo)).toBe(3000034);
  });

  test("a type that the seller did not grant: 3000032, until it is granted", async () => {
    temu.control("POST", "tokens", { action: "scopes", remove: [orderList] });
    expect(await temu.code(orderList)).toBe(3000032);
    temu.control("POST", "tokens", { action: "scopes", add: [orderList] });
    expect(await temu.code(orderList)).toBe(success);
  });

  test("a caller that is not on the allow-list: 5000003", async () => {
    temu.control("POST", "policy", { allowedAddresses: ["127.0.0.9"] });
    expect(await temu.code(tokenInfo)).toBe(5000003);
    temu.control("POST", "policy", { allowedAddresses: ["127.0.0.1"] });
    expect(await temu.code(tokenInfo)).toBe(success);
    temu.control("POST", "policy", { allowedAddresses: null });
    expect(await temu.code(tokenInfo)).toBe(success);
  });
});

describe("what the gateway bears", () => {
  test("one path, POST only, any query string", async () => {
    const body = temu.bodyOf(tokenInfo);
    expect((await temu.send(body, "us", "?app_secret=x&a=b")).status).toBe(200);
    expect((await fetch(temu.url("us"))).status).toBe(405);
    expect((await fetch(temu.url("us").replace("/router", "/other"), { method: "POST", body })).status).toBe(404);
    expect((await fetch(`${temu.url("us")}/`, { method: "POST", body })).status).toBe(404);
  });

  test("refusals come with HTTP 200 and JSON", async () => {
    const reply = await temu.send(temu.bodyOf(tokenInfo, {}, { sign: "x" }));
    expect(reply.status).toBe(200);
    expect(reply.headers.get("content-type")).toContain("application/json");
  });

  test.each([
    ["a timestamp as text", { fields: { timestamp: "1760000000" } }],
    ["a timestamp of 300 s ago", { fields: { timestamp: 1_759_999_700 } }],
    ["a timestamp of 300 s to come", { fields: { timestamp: 1_760_000_300 } }],
    ["no data_type", { drop: ["data_type"] }],
    ["data_type in small letters", { fields: { data_type: "json" } }],
    ["a version", { fields: { version: "V1" } }],
    ["unknown fields", { fields: { page: 3, whatever: { a: [null] } } }],
  ])("%s", async (_, sent) => {
    expect(await temu.code(tokenInfo, {}, sent)).toBe(success);
  });

  test("filters that are not used: null, blank, empty", async () => {
    temu.control("POST", "orders", { count: 3 });
    const unused = { parentOrderSnList: [], regionId: "", skuId: null, parentOrderLabel: [], updateAtStart: null, updateAtEnd: "" };
    expect((await list(temu, unused)).totalItemNum).toBe(3);
  });

  test("parameters nested under `request`, though a flat one counts first", async () => {
    temu.control("POST", "orders", { count: 3 });
    expect((await list(temu, { request: { pageSize: 2 } })).pageItems).toHaveLength(2);
    expect((await list(temu, { request: { pageSize: 2 }, pageSize: 1 })).pageItems).toHaveLength(1);
  });

  test("each gateway's request ids carry its prefix and never repeat", async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, async () => (await temu.call(tokenInfo)).requestId));
    expect(new Set(ids).size).toBe(20);
    for (const id of ids) expect(id).toMatch(/^us-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u);
    expect((await temu.call(tokenInfo, {}, { gateway: "eu" })).requestId).toMatch(/^eu-/u);
  });
});

describe("the other regions answer honestly", () => {
  test.each(["eu", "global"] as const)("%s knows its own token and has no orders of the United States", async (gateway) => {
    temu.control("POST", "orders", { count: 2 });
    const sent = { gateway, fields: { access_token: tokens[gateway] } };
    expect(await temu.code(tokenInfo, {}, sent)).toBe(success);
    expect((await list(temu, {}, sent)).totalItemNum).toBe(0);
    expect(await temu.code("bg.logistics.companies.get", { regionId: 211 }, sent)).toBe(120011072);
    expect(await temu.code(tokenInfo, {}, { gateway })).toBe(3000033);
  });

  test("the partner gateway has no order types, the Chinese one no token", async () => {
    expect(await temu.code(orderList, {}, { gateway: "pa" })).toBe(3000003);
    expect(await temu.code("temu.goods.list.get", {}, { gateway: "cn", fields: { access_token: "any" } })).toBe(3000031);
  });
});
