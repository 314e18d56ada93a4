import { afterAll, expect, test } from "vitest";
import { createTestDatabase } from "../../test/support/database.ts";
import { openTestApp, steppedClock } from "../../test/support/test-app.ts";
import { testPackages } from "../../test/support/test-packages.ts";
import { openTestRun } from "../../test/support/test-run.ts";
import { setUpTestShop } from "../../test/support/test-shop.ts";
import type { App } from "../app/app.ts";
import { requestWaybills } from "../app/request-waybills.ts";
import { withdrawWaybills } from "../app/withdraw-waybills.ts";
import { yanwenCarrier } from "../carriers/yanwen/carrier.ts";
import { ok } from "../kernel/result.ts";
import { cancelWaybills } from "./waybill-cancels.ts";

const clock = steppedClock("2026-11-22T08:00:00Z");
const opened = openTestApp(await createTestDatabase(), clock);
afterAll(opened.close);

const stale = { success: false, code: "10004", message: "时间戳已过期，有效期为5分钟", data: null };
const done = { success: true, code: "0", message: "", data: true };

test("a refused signature says nothing about the waybill: it is taken back once the clock is right", async () => {
  let isWrong = true;
  const asked: string[] = [];
  const app: App = {
    ...opened.app,
    carriers: new Map([["yanwen", yanwenCarrier]]),
    http: {
      send: async ({ operation }) => {
        asked.push(operation);
        return ok({ status: 200, headers: {}, body: Buffer.from(JSON.stringify(isWrong ? stale : done)) });
      },
    },
  };
  const { arrive, intents, issueWaybill } = testPackages(app);
  const shop = await setUpTestShop(app, opened.directory, { MUG: 10 });
  const id = await arrive(shop, "PO-1", "MUG", 1);
  await requestWaybills(app, shop.scope, [id], null);
  await issueWaybill(shop, "UA000000014YP");
  await withdrawWaybills(app, shop.scope, [id]);
  const { run } = await openTestRun(app, opened.directory, shop, () => "");
  await cancelWaybills(run);
  expect(await intents(shop, "cancel_waybill")).toMatchObject([{ state: "pending", attempts: 1 }]);
  isWrong = false;
  clock.pass(60_000);
  await cancelWaybills(run);
  expect(await intents(shop, "cancel_waybill")).toEqual([]);
  expect(asked).toEqual(["express.order.cancel", "express.order.cancel"]);
});
