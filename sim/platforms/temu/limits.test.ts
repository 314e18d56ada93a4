import { Agent, request } from "node:http";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { worstWindow } from "./limits.ts";
import { startMs, startTemu, type TestTemu, tokens } from "./wire-client.ts";

const tokenInfo = "bg.open.accesstoken.info.get";
const throttled = 4000004;
const success = 1000000;
const cap = { name: "cap120", isOn: true };

let temu: TestTemu;

beforeEach(async () => {
  temu = await startTemu({ policies: [cap] });
});
afterEach(() => temu.close());

/** One call from an address of its own; the status, and the code when the answer is JSON. */
function callFrom(localAddress: string, body: string, gateway = "us"): Promise<{ status: number; code: number | undefined; type: string }> {
  const agent = new Agent({ localAddress });
  return new Promise((resolve, reject) => {
    const outgoing = request(temu.url(gateway), { method: "POST", agent }, (reply) => {
      const chunks: Buffer[] = [];
      reply.on("data", (chunk: Buffer) => chunks.push(chunk));
      reply.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        const isJson = reply.headers["content-type"]?.includes("json") === true;
        const code = isJson ? z.object({ errorCode: z.int() }).parse(JSON.parse(text)).errorCode : undefined;
        resolve({ status: reply.statusCode ?? 0, code, type: reply.headers["content-type"] ?? "" });
      });
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

const repeat = async (count: number, work: () => Promise<unknown>): Promise<void> => {
  for (let index = 0; index < count; index += 1) await work();
};
const info = () => temu.code(tokenInfo);
const Stats = z.object({
  shops: z.array(
    z.object({
      calls: z.int(),
      throttled: z.int(),
      shutOut: z.int(),
      bans: z.int(),
      worstWindow: z.object({ count: z.int(), windowMs: z.int() }),
    }),
  ),
});
const stats = () => Stats.parse(temu.simulator.stats()).shops[0];
const Arrivals = z.array(
  z.object({
    atMs: z.number(),
    mall: z.string().nullable(),
    type: z.string(),
    gateway: z.string(),
    address: z.string(),
    outcome: z.string(),
  }),
);
const arrivals = () => Arrivals.parse(temu.simulator.arrivals());

describe("120 a minute", () => {
  test("120 pass, the 121st is throttled and its address shut out for 15 minutes", async () => {
    for (let index = 0; index < 120; index += 1) {
      expect(await info()).toBe(success);
      temu.clock.advance(100);
    }
    expect(await info()).toBe(throttled);
    const banned = await temu.send(temu.bodyOf(tokenInfo));
    expect(banned.status).toBe(403);
    expect(banned.headers.get("content-type")).toContain("text/html");
    temu.clock.advance(15 * 60_000 - 1);
    expect((await temu.send(temu.bodyOf(tokenInfo))).status).toBe(403);
    temu.clock.advance(1);
    expect(await info()).toBe(success);
    expect(stats()).toEqual({ calls: 124, throttled: 1, shutOut: 2, bans: 1, worstWindow: { count: 122, windowMs: 60_000 } });
  });

  test("the window slides and is half-open: one full minute later the first counts no more", async () => {
    await repeat(60, info);
    temu.clock.advance(30_000);
    await repeat(60, info);
    temu.clock.advance(29_999);
    expect(await info()).toBe(throttled);
    temu.control("POST", "policy", { banMs: 0 });
    temu.simulator.faults.clear();
    temu.clock.advance(1);
    // the sixty of the start are a minute old, the throttled one counts
    await repeat(59, async () => expect(await info()).toBe(success));
    expect(await info()).toBe(throttled);
  });

  test("is counted over all gateways, with every request that carries one of the shop's tokens, good or bad", async () => {
    await repeat(40, info);
    await repeat(40, () => temu.code("bg.open.accesstoken.info.get.global", {}, { gateway: "pa" }));
    await repeat(20, () => temu.code(tokenInfo, {}, { sign: "0".repeat(32) }));
    await repeat(20, () => temu.code("no.such.type"));
    expect(await info()).toBe(throttled);
    expect(stats()?.calls).toBe(121);
  });

  test("shuts out the address, not the shop: another address is heard, and counted", async () => {
    await repeat(121, info);
    const body = () => temu.bodyOf(tokenInfo);
    expect(await callFrom("127.0.0.1", body())).toMatchObject({ status: 403 });
    // the shop is still over its cap: the other address is throttled and shut out too
    expect(await callFrom("127.0.0.7", body())).toMatchObject({ status: 200, code: throttled });
    expect(await callFrom("127.0.0.7", body())).toMatchObject({ status: 403 });
    temu.clock.advance(60_001);
    expect(await callFrom("127.0.0.8", body())).toMatchObject({ status: 200, code: success });
    expect(await callFrom("127.0.0.7", body())).toMatchObject({ status: 403 });
    expect(stats()?.bans).toBe(2);
  });

  test("an address is shut out of every gateway, whatever header it sends", async () => {
    await repeat(121, info);
    const reply = await fetch(temu.url("pa"), { method: "POST", headers: { "x-forwarded-for": "10.0.0.1" }, body: "{}" });
    expect(reply.status).toBe(403);
  });

  test("a token that nobody knows counts for its address only", async () => {
    await repeat(120, () => temu.code(tokenInfo, {}, { fields: { access_token: "nobody" } }));
    expect(stats()?.calls).toBe(0);
    expect(await info()).toBe(success);
    expect(await temu.code(tokenInfo, {}, { fields: { access_token: "nobody" } })).toBe(throttled);
    expect((await temu.send(temu.bodyOf(tokenInfo))).status).toBe(403);
  });

  test("DELETE /faults lifts the ban", async () => {
    await repeat(121, info);
    temu.simulator.faults.clear();
    temu.clock.advance(60_000);
    expect(await info()).toBe(success);
  });

  test("cap, window and ban can be set, and the policy switched off", async () => {
    temu.control("POST", "policy", { platform: "temu", cap: 2, windowMs: 1000, banMs: 5000 });
    await repeat(2, async () => expect(await info()).toBe(success));
    expect(await info()).toBe(throttled);
    temu.clock.advance(5000);
    expect(await info()).toBe(success);
    temu.control("POST", "policy", { isOn: false });
    await repeat(20, async () => expect(await info()).toBe(success));
  });
});

test("20 a second per app: throttled without a ban", async () => {
  temu.control("POST", "policy", { name: "cap120", isOn: false });
  temu.control("POST", "policy", { name: "qps20", isOn: true });
  await repeat(20, async () => expect(await info()).toBe(success));
  expect(await info()).toBe(throttled);
  expect(await info()).toBe(throttled);
  temu.clock.advance(1000);
  expect(await info()).toBe(success);
  expect(temu.simulator.control("POST", ["policy"], { name: "other" })?.status).toBe(404);
});

describe("the record of arrivals", () => {
  test("holds moment, shop, type, gateway, address and outcome of each", async () => {
    await info();
    temu.clock.advance(250);
    await temu.code("temu.goods.list.get", {}, { gateway: "pa", sign: "x" });
    await temu.send("no json", "eu");
    expect(arrivals()).toEqual([
      { atMs: startMs, mall: "600000000000009", type: tokenInfo, gateway: "us", address: "127.0.0.1", outcome: "ok" },
      {
        atMs: startMs + 250,
        mall: "600000000000009",
        type: "temu.goods.list.get",
        gateway: "pa",
        address: "127.0.0.1",
        outcome: "3000001",
      },
      { atMs: startMs + 250, mall: null, type: "", gateway: "eu", address: "127.0.0.1", outcome: "3000000" },
    ]);
  });

  test("gives the same worst window when it is counted again", async () => {
    temu.control("POST", "policy", { cap: 25, windowMs: 2000, banMs: 300 });
    for (const gap of [0, 10, 400, 900, 5, 5, 5, 1999, 1, 2000, 30, 30, 30, 700]) {
      temu.clock.advance(gap);
      await repeat(6, () => temu.send(temu.bodyOf(tokenInfo, {}, { fields: { access_token: tokens.us } })));
    }
    const times = arrivals().flatMap((arrival) => (arrival.mall === null ? [] : [arrival.atMs]));
    // every window that begins with an arrival, counted by hand
    const counts = times.map((start) => times.filter((time) => time >= start && time < start + 2000).length);
    expect(stats()?.worstWindow).toEqual({ count: Math.max(...counts), windowMs: 2000 });
  });

  test("for any arrivals, in any order of being understood, the count is that of the fullest half-open window", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 60 }), fc.integer({ min: 1, max: 120 }), (times, windowMs) => {
        const counts = times.map((start) => times.filter((time) => time >= start && time < start + windowMs).length);
        expect(worstWindow(times, windowMs)).toBe(Math.max(0, ...counts));
      }),
    );
  });
});
