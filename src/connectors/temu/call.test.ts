import { expect, test } from "vitest";
import { z } from "zod";
import { instantFromSeconds } from "../../kernel/instant.ts";
import { fail, ok } from "../../kernel/result.ts";
import { systemClock } from "../../main/clock.ts";
import type { Http, HttpRequest } from "../../ports/http.ts";
import type { ShopLink } from "../../ports/platform.ts";
import { callTemu } from "./call.ts";
import { signatureOf } from "./sign.ts";

const now = instantFromSeconds(1_760_000_000);
const app = { appKey: "sandboxappkey00000000000000000001", appSecret: "0123456789abcdef0123456789abcdef01234567" };

function linkOver(http: Http, regionId = "211"): ShopLink {
  return {
    shop: { platformShopId: "1", regionId },
    authorisations: [
      { gateway: "eu", purpose: "orders", endpoint: "https://eu.test", ...app, accessToken: "token-eu" },
      { gateway: "us", purpose: "orders", endpoint: "https://us.test", ...app, accessToken: "token-us" },
      { gateway: "pa", purpose: "products", endpoint: "https://pa.test", ...app, accessToken: "token-pa" },
    ],
    clock: { ...systemClock, now: () => now },
    http,
  };
}

const answering = (status: number, body: string): Http => ({ send: async () => ok({ status, headers: {}, body: Buffer.from(body) }) });
const read = { type: "bg.order.list.v2.get", purpose: "orders", writes: false, params: {}, reply: z.unknown() } as const;
const write = { ...read, type: "bg.logistics.shipment.v2.confirm", writes: true } as const;
const coded = (errorCode: number, errorMsg = "words") => JSON.stringify({ success: false, errorCode, errorMsg, requestId: "us-1" });

test("what is signed is what is sent, to the gateway of the region or of the products", async () => {
  const sent: HttpRequest[] = [];
  const http: Http = {
    send: async (request) => {
      sent.push(request);
      return fail({ kind: "timeout", sent: true, detail: "no answer in time" });
    },
  };
  await callTemu(linkOver(http), { ...read, params: { remark: "仓库 A/B", list: [{ id: 9007199254740993n }], nothing: undefined } });
  await callTemu(linkOver(http, "76"), read);
  await callTemu(linkOver(http), { ...read, purpose: "products" });
  expect(sent.map((request) => request.url)).toEqual([
    "https://us.test/openapi/router",
    "https://eu.test/openapi/router",
    "https://pa.test/openapi/router",
  ]);
  const body = sent[0]?.body ?? "";
  expect(body).toContain('"remark":"仓库 A/B","list":[{"id":9007199254740993}]');
  expect(body).not.toContain("nothing");
  const fields = {
    type: read.type,
    app_key: app.appKey,
    access_token: "token-us",
    data_type: "JSON",
    timestamp: 1_760_000_000,
    remark: "仓库 A/B",
    list: [{ id: 9007199254740993n }],
  };
  expect(body).toContain(`"sign":"${signatureOf(fields, app.appSecret)}"`);
});

test("where certainly nothing was sent, nothing was done", async () => {
  const closed = linkOver({ send: async () => fail({ kind: "connection", sent: false, detail: "ECONNREFUSED" }) });
  expect(await callTemu(closed, write)).toMatchObject({ ok: false, error: { kind: "unavailable", effect: "none" } });
  const cut = linkOver({ send: async () => fail({ kind: "timeout", sent: true, detail: "no answer in time" }) });
  expect(await callTemu(cut, write)).toMatchObject({ ok: false, error: { kind: "unavailable", effect: "unknown" } });
  expect(await callTemu(cut, read)).toMatchObject({ ok: false, error: { kind: "unavailable", effect: "none" } });
});

test.each([
  ["a page in HTML", 200, "<html>busy</html>"],
  ["HTML with 502", 502, "<html>bad gateway</html>"],
  ["half a body", 200, '{"success":tr'],
  ["an empty body", 200, ""],
  ["a list", 200, "[]"],
  ["JSON of somebody else", 200, '{"message":"blocked"}'],
  ["the platform's own breakdown", 200, coded(4000000)],
  ["a business breakdown", 200, coded(7000000)],
  ["a breakdown of the confirm call", 200, coded(120014006)],
])("%s leaves a write in doubt and a read without effect", async (_, status, body) => {
  expect(await callTemu(linkOver(answering(status, body)), write)).toMatchObject({
    ok: false,
    error: { kind: "unavailable", effect: "unknown" },
  });
  expect(await callTemu(linkOver(answering(status, body)), read)).toMatchObject({
    ok: false,
    error: { kind: "unavailable", effect: "none" },
  });
});

test.each([
  [3000001, "bad-signature"],
  [3000011, "clock-skew"],
  [3000012, "clock-skew"],
  [3000000, "bad-request"],
  [140020001, "fully-managed-shop"],
  [140020008, "not-ready"],
  [120011072, "wrong-region"],
  [120012004, "already-shipped"],
  [120012016, "order-not-found"],
  [120012023, "address-change-pending"],
  [120012030, "cancel-pending"],
  [120012031, "risk-alert-pending"],
  [120012034, "self-ship-restricted"],
  [120013002, "quantity-mismatch"],
  [120014001, "number-blank"],
  [120014004, "number-used"],
  [120014022, "number-malformed"],
  [120015002, "carrier-unknown"],
  [120015527, "warehouse-unknown"],
  [987654321, "other"],
])("code %i is refused as %s, with the platform's code and words", async (code, reason) => {
  expect(await callTemu(linkOver(answering(200, coded(code))), write)).toEqual({
    ok: false,
    error: { kind: "rejected", reason, code: String(code), message: "words" },
  });
});

test.each([3000030, 3000031, 3000033, 3000034])("code %i means that the authorisation is dead", async (code) => {
  expect(await callTemu(linkOver(answering(200, coded(code))), read)).toMatchObject({ ok: false, error: { kind: "auth-expired" } });
});

test("a missing scope names the call; a limit says when to come back; a closed door is not a limit", async () => {
  expect(await callTemu(linkOver(answering(200, coded(3000032))), read)).toMatchObject({
    ok: false,
    error: { kind: "scope-missing", operation: "bg.order.list.v2.get" },
  });
  const limited = await callTemu(linkOver(answering(200, coded(4000004))), read);
  expect(limited).toMatchObject({ ok: false, error: { kind: "rate-limited", banned: false } });
  const shut = await callTemu(linkOver(answering(403, "<html>")), read);
  expect(shut).toEqual({ ok: false, error: { kind: "rate-limited", banned: true, waitMs: 15 * 60_000 } });
  expect(await callTemu(linkOver(answering(429, "slow down")), read)).toMatchObject({ ok: false, error: { kind: "rate-limited" } });
});

test("the snake_case form of an error is understood, and an error inside a success", async () => {
  const snake = JSON.stringify({ error_code: 40003, error_msg: "no" });
  expect(await callTemu(linkOver(answering(200, snake)), write)).toMatchObject({
    ok: false,
    error: { kind: "rejected", code: "40003", message: "no" },
  });
  const inner = JSON.stringify({ success: true, errorCode: 1000000, result: { success: false, errorMsg: "not this" } });
  expect(await callTemu(linkOver(answering(200, inner)), write)).toMatchObject({
    ok: false,
    error: { kind: "rejected", message: "not this" },
  });
});

test("an answer is good by its flag or by its code alone", async () => {
  for (const body of ['{"success":true,"result":{"a":1}}', '{"errorCode":1000000,"result":{"a":1}}']) {
    expect(await callTemu(linkOver(answering(200, body)), read)).toEqual({ ok: true, value: { a: 1 } });
  }
});

test("no failure names a secret or a value of the reply", async () => {
  const quoting = coded(3000031, `access_token token-us is unknown, secret ${app.appSecret}`);
  const said = JSON.stringify(await callTemu(linkOver(answering(200, quoting)), read));
  expect(said).not.toContain("token-us");
  expect(said).not.toContain(app.appSecret);
  const private_ = JSON.stringify({ success: true, errorCode: 1000000, result: { receiptName: "Maren Sampleton" } });
  const unreadable = await callTemu(linkOver(answering(200, private_)), { ...read, reply: z.object({ receiptName: z.number() }) });
  expect(unreadable).toMatchObject({ ok: false, error: { kind: "unreadable" } });
  expect(JSON.stringify(unreadable)).not.toContain("Maren");
  const broken = JSON.stringify(await callTemu(linkOver(answering(200, '{"receiptName":"Maren Sampleton"')), read));
  expect(broken).not.toContain("Maren");
});

test("a call without its authorisation says so and sends nothing", async () => {
  const link = { ...linkOver({ send: () => Promise.reject(new Error("sent")) }), authorisations: [] };
  expect((await callTemu(link, read)).ok).toBe(false);
});
