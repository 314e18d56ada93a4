import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { startTemu, type TestTemu } from "./wire-client.ts";

const info = "bg.open.accesstoken.info.get";
const create = "bg.open.accesstoken.create";
const success = 1000000;

let temu: TestTemu;

beforeEach(async () => {
  temu = await startTemu();
});
afterEach(() => temu.close());

const exchange = (code: string, fields = {}) => temu.call(create, { code }, { fields: { access_token: code, ...fields } });

test("a token tells shop, kind, scopes and its end, a year from its issue", async () => {
  const year = 1_760_000_000 + 365 * 24 * 3600;
  expect((await temu.call(info)).result).toMatchObject({
    mallId: 600000000000009,
    mallType: 1,
    regionId: 211,
    semiUniqueId: expect.any(String),
    expiredTime: year,
    apiScopeList: expect.arrayContaining(["bg.order.list.v2.get", "bg.order.amount.query", "bg.logistics.shipment.v2.confirm"]),
    appSubscribeStatus: 0,
    authEventCodeList: expect.arrayContaining([{ eventCode: "bg_order_status_change_event", permitsStatus: 0 }]),
  });
  const product = await temu.call("bg.open.accesstoken.info.get.global", {}, { gateway: "pa" });
  expect(product.result).toMatchObject({ mallId: 600000000000009, apiScopeList: expect.arrayContaining(["temu.goods.list.get"]) });
});

test("the shop's site", async () => {
  expect((await temu.call("bg.local.mall.info.get")).result).toEqual({ mallId: 600000000000009, siteId: 100, branchesMallInfo: [] });
});

test("a code gives a token once, and the token before it dies", async () => {
  temu.control("POST", "tokens", { action: "code", code: "sandboxcode0001" });
  const reply = await exchange("sandboxcode0001");
  expect(reply.result).toMatchObject({ mallId: 600000000000009, regionId: 211, mallType: 1, associatedMallTokenList: [] });
  const { accessToken } = z.object({ accessToken: z.string().regex(/^upl[a-z0-9]{57}$/u) }).parse(reply.result);
  expect(await temu.code(info)).toBe(3000034);
  expect(await temu.code(info, {}, { fields: { access_token: accessToken } })).toBe(success);
  expect((await exchange("sandboxcode0001")).errorCode).toBe(110020002);
});

test("a code lives ten minutes, for its own app and gateway", async () => {
  temu.control("POST", "tokens", { action: "code", code: "late" });
  temu.clock.advance(600_000);
  expect((await exchange("late")).errorCode).toBe(110020002);
  temu.control("POST", "tokens", { action: "code", code: "good" });
  expect((await temu.call(create, { code: "other" }, { fields: { access_token: "good" } })).errorCode).toBe(110020002);
  expect((await temu.call(create, { code: "good" }, { gateway: "eu", fields: { access_token: "good" } })).errorCode).toBe(110020002);
  expect((await exchange("good")).errorCode).toBe(success);
});

test("a shop without a token for a gateway cannot be given another", () => {
  expect(temu.simulator.control("POST", ["tokens"], { action: "replace", gateway: "cn" })?.status).toBe(404);
});
