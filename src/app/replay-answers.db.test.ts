import { sql } from "kysely";
import { afterAll, expect, test } from "vitest";
import { createTestDatabase } from "../../test/support/database.ts";
import { openTestApp, steppedClock } from "../../test/support/test-app.ts";
import { setUpTestShop, testOrder } from "../../test/support/test-shop.ts";
import { getShop } from "../db/shops.ts";
import { instantFromMs } from "../kernel/instant.ts";
import { ok } from "../kernel/result.ts";
import { ingestOrders } from "./ingest-orders.ts";
import { keepAnswers } from "./keep-answers.ts";
import { openAuthorisations } from "./open-authorisations.ts";
import { replayAnswers } from "./replay-answers.ts";

const day = instantFromMs(Date.UTC(2026, 10, 22));
const source = openTestApp(await createTestDatabase(), steppedClock("2026-11-22T08:00:00Z"));
const copy = openTestApp(await createTestDatabase(), steppedClock("2026-11-29T08:00:00Z"));
afterAll(async () => {
  await source.close();
  await copy.close();
});

const secret = "Canary Street 99";

/** An order list as Temu answers it. */
const listBody = (numbers: readonly string[], updateTime: number) =>
  JSON.stringify({
    success: true,
    errorCode: 1000000,
    result: {
      totalItemNum: numbers.length,
      pageItems: numbers.map((parentOrderSn, index) => ({
        parentOrderMap: {
          parentOrderSn,
          parentOrderStatus: 2,
          parentOrderTime: 1763790000,
          updateTime,
          parentOrderLabel: [],
          fulfillmentWarning: [],
        },
        orderList: [
          {
            orderSn: `211-${index}`,
            orderStatus: 2,
            quantity: 1,
            goodsId: 600000000000001,
            skuId: 17000000000001,
            goodsName: secret,
            spec: "Blue",
            thumbUrl: "",
            fulfillmentType: "fulfillBySeller",
            productList: [{ productSkuId: 640000000001, soldFactor: 1, extCode: "MUG", productId: 61000000001 }],
          },
        ],
      })),
    },
  });

test("a day's answers give the same orders again in an empty database; an order that came another way is named", async () => {
  const { app } = source;
  const shop = await setUpTestShop(app, source.directory, { MUG: 10 });
  const row = await app.database.inTenant(shop.tenant, (tx) => getShop(tx, shop.tenant, shop.shopId));
  const connector = app.platforms.get("temu");
  const authorisations = await openAuthorisations(app, shop.tenant, row);
  const bodies = [listBody(["PO-211-1", "PO-211-2"], 1763791000), listBody(["PO-211-2", "PO-211-3"], 1763792000)];
  for (const body of bodies) {
    const http = { send: async () => ok({ status: 200, headers: {}, body: Buffer.from(body) }) };
    const window = { updatedFrom: day, updatedTo: app.clock.now() };
    const page = await connector?.orders.list({ shop: row, authorisations, http, clock: app.clock }, window, null);
    if (page?.ok !== true) throw new Error("the connector does not read its own test");
    await ingestOrders(app, shop.ingest, { orders: page.value.items, source: "stream" });
    await keepAnswers(app, shop.ingest.fence, [{ at: app.clock.now(), kind: "orders", subject: "", status: 200, body }]);
  }
  expect(await replayAnswers(source, copy, shop.tenant, day)).toEqual({ batches: 2, answers: 2, wanted: 3, orders: 3, different: [] });
  // nothing that a buyer or seller wrote lies open in the store
  const blobs = await app.database.inTenant(shop.tenant, (tx) =>
    sql<{ id: string }>`select id from blob where tenant_id = ${shop.tenant}`.execute(tx),
  );
  for (const { id } of blobs.rows) {
    const stored = await app.blobs.get(`${shop.tenant}/${id}`);
    expect(Buffer.from(stored ?? []).includes(secret)).toBe(false);
  }
  await ingestOrders(app, shop.ingest, { orders: [testOrder("PO-211-4", [{ sku: "MUG" }])], source: "stream" });
  const again = openTestApp(await createTestDatabase(), steppedClock("2026-11-29T09:00:00Z"));
  expect(await replayAnswers(source, again, shop.tenant, day)).toMatchObject({ wanted: 4, orders: 3, different: ["PO-211-4"] });
  await again.close();
});
