import { sql } from "kysely";
import { afterAll, expect, test } from "vitest";
import { createTestDatabase } from "../../test/support/database.ts";
import { openTestApp, steppedClock } from "../../test/support/test-app.ts";
import { makeBundle } from "../../test/support/test-bundle.ts";
import { setUpTestShop, type TestShop, testOrder } from "../../test/support/test-shop.ts";
import { verifyStock } from "../db/verify-stock.ts";
import { ingestOrders } from "./ingest-orders.ts";

const { app, directory, close } = openTestApp(await createTestDatabase(), steppedClock("2026-11-22T08:00:00Z"));
afterAll(close);

type Balance = { code: string; on_hand: number; reserved: number };

const balances = (shop: TestShop) =>
  app.database.inTenant(shop.tenant, async (tx) => {
    const found = await sql<Balance>`
      select s.code, b.on_hand, b.reserved from stock_balance b join sku s on s.tenant_id = b.tenant_id and s.id = b.sku_id
      where b.tenant_id = ${shop.tenant} order by s.code`.execute(tx);
    return Object.fromEntries(found.rows.map((row) => [row.code, [row.on_hand, row.reserved]]));
  });

const differences = (shop: TestShop) => app.database.inTenant(shop.tenant, (tx) => verifyStock(tx, shop.tenant));

const ingest = (shop: TestShop, ...orders: ReturnType<typeof testOrder>[]) => ingestOrders(app, shop.ingest, { orders, source: "stream" });

test("an order of a bundle is picked from its components, which give no more than there is, whatever stands beside it", async () => {
  const shop = await setUpTestShop(app, directory, { SET: 0, MUG: 5, LID: 3 });
  await makeBundle(app, shop, "SET", { MUG: 2, LID: 1 });
  // one order holds the component by itself and in the bundle; the next one finds what is left
  await ingest(
    shop,
    testOrder("PO-1", [
      { sku: "SET", orderedQuantity: 1 },
      { sku: "MUG", orderedQuantity: 1 },
    ]),
  );
  await ingest(shop, testOrder("PO-2", [{ sku: "SET", orderedQuantity: 2 }]));
  expect(await balances(shop)).toEqual({ MUG: [5, 5], LID: [3, 3] });
  await ingest(shop, testOrder("PO-1", [{ sku: "SET" }, { sku: "MUG" }], { version: 2, status: "cancelled" }));
  expect(await balances(shop)).toEqual({ MUG: [5, 4], LID: [3, 2] });
  expect(await differences(shop)).toEqual([]);
});

test("a bundle whose quantity the platform lowers gives back of every component", async () => {
  const shop = await setUpTestShop(app, directory, { SET: 0, MUG: 9, LID: 9 });
  await makeBundle(app, shop, "SET", { MUG: 2, LID: 1 });
  await ingest(shop, testOrder("PO-1", [{ sku: "SET", orderedQuantity: 3 }]));
  expect(await balances(shop)).toEqual({ MUG: [9, 6], LID: [9, 3] });
  await ingest(shop, testOrder("PO-1", [{ sku: "SET", orderedQuantity: 3, cancelledQuantity: 2 }], { version: 2 }));
  expect(await balances(shop)).toEqual({ MUG: [9, 2], LID: [9, 1] });
  expect(await differences(shop)).toEqual([]);
});
