import { sql } from "kysely";
import { afterAll, expect, test } from "vitest";
import { createTestDatabase } from "../../test/support/database.ts";
import { openTestApp, steppedClock } from "../../test/support/test-app.ts";
import { type Asked, openTestRun, temuAnswer, temuOrder } from "../../test/support/test-run.ts";
import { setUpTestShop, type TestShop, testOrder } from "../../test/support/test-shop.ts";
import { ingestOrders } from "../app/ingest-orders.ts";
import { newCancelStream, pollCancelRequests } from "./cancel-stream.ts";

const clock = steppedClock("2026-11-22T08:00:00Z");
const { app, directory, close } = openTestApp(await createTestDatabase(), clock);
afterAll(close);

const number = "PO-211-1";
const wishes = temuAnswer({
  total: 1,
  data: [{ parentAfterSalesSn: "A-1", afterSalesInfoList: [{ parentOrderSn: number, createAtMillis: 0 }] }],
});
const wished = temuAnswer(temuOrder(number, Math.floor(clock.now() / 1000), { labels: ["pending_buyer_cancellation"] }));

async function overlays(shop: TestShop): Promise<unknown> {
  const { tenant } = shop;
  const found = await app.database.inTenant(tenant, (tx) => sql`select overlays from package where tenant_id = ${tenant}`.execute(tx));
  return found.rows[0];
}

test("an order whose buyer wants to cancel shows it, also when its first reading was lost, and is then left alone", async () => {
  const shop = await setUpTestShop(app, directory, { MUG: 10 });
  await ingestOrders(app, shop.ingest, { orders: [testOrder(number, [{ sku: "MUG" }])], source: "stream" });
  let isLost = true;
  const isDetail = (asked: Asked) => asked.operation === "bg.order.detail.v2.get";
  const { run, budget, asked } = await openTestRun(app, directory, shop, (one) =>
    isDetail(one) ? (isLost ? "<html>502 Bad Gateway</html>" : wished) : wishes,
  );
  const stream = newCancelStream(run);
  await pollCancelRequests(run, stream, budget);
  expect(await overlays(shop)).toEqual({ overlays: [] });
  isLost = false;
  await pollCancelRequests(run, stream, budget);
  expect(await overlays(shop)).toEqual({ overlays: ["cancel_requested"] });
  await pollCancelRequests(run, stream, budget);
  expect(asked.filter(isDetail)).toHaveLength(2);
});
