import { sql } from "kysely";
import { afterAll, expect, test } from "vitest";
import { createTestDatabase } from "../../test/support/database.ts";
import { openTestApp, steppedClock } from "../../test/support/test-app.ts";
import { setUpTestShop, type TestShop, testOrder } from "../../test/support/test-shop.ts";
import { lockPackages } from "../db/packages.ts";
import { verifyStock } from "../db/verify-stock.ts";
import { assertPresent } from "../kernel/assert-never.ts";
import type { ListingId, PackageId } from "../kernel/id.ts";
import { openStock } from "./create-skus.ts";
import { ingestOrders } from "./ingest-orders.ts";
import { pairByHand, unpairListings } from "./pair-by-hand.ts";
import { serveShortPackages } from "./serve-short-packages.ts";

const { app, directory, close } = openTestApp(await createTestDatabase(), steppedClock("2026-11-22T08:00:00Z"));
afterAll(close);

const orders = 40;
const numbers = Array.from({ length: orders }, (_, index) => `PO-${index}`);

async function stockIn(shop: TestShop, units: number): Promise<void> {
  await openStock(app, shop.scope, shop.warehouseId, [{ skuId: assertPresent(shop.skus.get("MUG"), "SKU"), units }]);
}

const ingest = (shop: TestShop, number: string, change: Parameters<typeof testOrder>[2], quantity = 3) =>
  ingestOrders(app, shop.ingest, {
    orders: [testOrder(number, [{ sku: "MUG", orderedQuantity: quantity }], change)],
    source: "stream",
  });

test.each([
  ["cancelled", (shop: TestShop, number: string) => ingest(shop, number, { version: 2, status: "cancelled" })],
  ["made smaller", (shop: TestShop, number: string) => ingest(shop, number, { version: 2 }, 1)],
])(
  "orders that wait for goods and are %s at the moment when these come in: every counter still follows from the ledger",
  async (_, act) => {
    const shop = await setUpTestShop(app, directory, { MUG: 0 });
    for (const number of numbers) await ingest(shop, number, {});
    const acts = numbers.map((number) => act(shop, number));
    const arrivals = Array.from({ length: orders }, () => stockIn(shop, 2));
    const done = await Promise.allSettled([...acts, ...arrivals]);
    expect(done.filter((one) => one.status === "rejected")).toEqual([]);
    expect(await app.database.inTenant(shop.tenant, (tx) => verifyStock(tx, shop.tenant))).toEqual([]);
  },
);

test("a package that somebody works on while goods come in is passed over, not waited for, and served by the runner's next look", async () => {
  const shop = await setUpTestShop(app, directory, { MUG: 0 });
  await ingest(shop, "PO-0", {});
  const { tenant } = shop;
  const look = () =>
    app.database.inTenant(tenant, async (tx) => {
      const found = await sql<{
        id: PackageId;
        stock_state: string;
      }>`select id, stock_state from package where tenant_id = ${tenant}`.execute(tx);
      return assertPresent(found.rows[0], "package");
    });
  const { id } = await look();
  await app.database.inTenant(tenant, async (tx) => {
    await lockPackages(tx, tenant, { ids: [id] });
    await stockIn(shop, 5);
  });
  expect(await look()).toMatchObject({ stock_state: "none" });
  expect(await serveShortPackages(app, shop.ingest.fence)).toBe(1);
  expect(await look()).toMatchObject({ stock_state: "full" });
  expect(await serveShortPackages(app, shop.ingest.fence)).toBe(0);
});

test("a listing is paired while its orders come and change: nobody waits in a circle", async () => {
  const shop = await setUpTestShop(app, directory, { MUG: 500 });
  const { tenant } = shop;
  const listing = await app.database.inTenant(tenant, async (tx) => {
    const found = await sql<{ id: ListingId }>`select id from listing where tenant_id = ${tenant}`.execute(tx);
    return assertPresent(found.rows[0], "listing").id;
  });
  const skuId = assertPresent(shop.skus.get("MUG"), "SKU");
  for (let round = 0; round < 6; round += 1) {
    await unpairListings(app, shop.scope, [listing]);
    const own = Array.from({ length: 8 }, (_, index) => `PO-${round}-${index}`);
    for (const number of own) await ingest(shop, number, {});
    const wish = { listingId: listing, skuId, quantity: 1, how: "hand" } as const;
    const done = await Promise.allSettled([
      ...own.map((number) => ingest(shop, number, { version: 2 }, 1)),
      pairByHand(app, shop.scope, [wish]),
      ...own.map((number) => ingest(shop, `${number}-more`, {})),
    ]);
    expect(done.flatMap((one) => (one.status === "rejected" ? [String(one.reason)] : []))).toEqual([]);
  }
  expect(await app.database.inTenant(tenant, (tx) => verifyStock(tx, tenant))).toEqual([]);
});
