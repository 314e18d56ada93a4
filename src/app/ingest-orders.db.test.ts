import { sql } from "kysely";
import { afterAll, describe, expect, test } from "vitest";
import { createTestDatabase } from "../../test/support/database.ts";
import { openTestApp, steppedClock } from "../../test/support/test-app.ts";
import { setUpTestShop, type TestShop, testOrder } from "../../test/support/test-shop.ts";
import { FencedOff } from "../db/fence.ts";
import { listDueFollowUps } from "../db/follow-ups.ts";
import { lockPackages } from "../db/packages.ts";
import { verifyStock } from "../db/verify-stock.ts";
import type { Package } from "../domain/fulfilment/package.ts";
import type { PackageId } from "../kernel/id.ts";
import { ingestOrders } from "./ingest-orders.ts";

const database = await createTestDatabase();
const { app, directory, close } = openTestApp(database, steppedClock("2026-11-22T08:00:00Z"));
afterAll(close);

const ingest = (shop: TestShop, ...orders: ReturnType<typeof testOrder>[]) => ingestOrders(app, shop.ingest, { orders, source: "stream" });

async function packagesOf(shop: TestShop): Promise<Package[]> {
  return await app.database.inTenant(shop.tenant, async (tx) => {
    const ids = await sql<{ id: PackageId }>`select id from package where tenant_id = ${shop.tenant} order by number`.execute(tx);
    return await lockPackages(tx, shop.tenant, { ids: ids.rows.map((row) => row.id) });
  });
}

async function stockOf(shop: TestShop, sku: string) {
  return await app.database.inTenant(shop.tenant, async (tx) => {
    const { rows } = await sql<{ on_hand: number; reserved: number }>`
      select on_hand, reserved from stock_balance where tenant_id = ${shop.tenant} and sku_id = ${shop.skus.get(sku)}`.execute(tx);
    return rows[0];
  });
}

const differences = (shop: TestShop) => app.database.inTenant(shop.tenant, (tx) => verifyStock(tx, shop.tenant));

describe("orders arrive", () => {
  test("a new order becomes one package that waits for its recipient, with its stock reserved", async () => {
    const shop = await setUpTestShop(app, directory, { MUG: 10 });
    const summary = await ingest(shop, testOrder("PO-1", [{ sku: "MUG", orderedQuantity: 2, unitsPerPiece: 2 }]));
    expect(summary).toEqual({ created: ["PO-1"], changed: [], same: 0, older: 0 });
    const [pkg] = await packagesOf(shop);
    expect(pkg).toMatchObject({ number: "PK2611220001", state: "pending_review", stockState: "full" });
    expect(pkg?.lines[0]).toMatchObject({ units: 4, reservedUnits: 4 });
    expect(await stockOf(shop, "MUG")).toEqual({ on_hand: 10, reserved: 4 });
    expect(await differences(shop)).toEqual([]);
  });

  test("the same page again changes nothing; a repeated order in one page counts once", async () => {
    const shop = await setUpTestShop(app, directory, { MUG: 10 });
    const order = testOrder("PO-1", [{ sku: "MUG" }]);
    await ingest(shop, order, order);
    expect(await ingest(shop, order)).toEqual({ created: [], changed: [], same: 1, older: 0 });
    expect(await packagesOf(shop)).toHaveLength(1);
    expect(await stockOf(shop, "MUG")).toEqual({ on_hand: 10, reserved: 1 });
  });

  test("the last units go to the order with the nearest deadline, the other shows what is missing", async () => {
    const shop = await setUpTestShop(app, directory, { MUG: 3 });
    const late = testOrder("PO-LATE", [{ sku: "MUG", orderedQuantity: 2 }]);
    const soon = testOrder("PO-SOON", [{ sku: "MUG", orderedQuantity: 2 }], { shipBy: late.orderedAt });
    await ingest(shop, late, soon);
    const states = (await packagesOf(shop)).map((pkg) => [pkg.stockState, pkg.lines[0]?.reservedUnits]);
    expect(states).toEqual([
      ["partial", 1],
      ["full", 2],
    ]);
    expect(await stockOf(shop, "MUG")).toEqual({ on_hand: 3, reserved: 3 });
  });

  test("the same SKU twice in one order is reserved against one figure", async () => {
    const shop = await setUpTestShop(app, directory, { MUG: 3 });
    await ingest(
      shop,
      testOrder("PO-1", [
        { sku: "MUG", orderedQuantity: 2 },
        { sku: "MUG", orderedQuantity: 2 },
      ]),
    );
    const [pkg] = await packagesOf(shop);
    expect(pkg?.lines.map((line) => line.reservedUnits).sort()).toEqual([1, 2]);
    expect(await differences(shop)).toEqual([]);
  });

  test("an order of an unpaired listing stays and says so", async () => {
    const shop = await setUpTestShop(app, directory, { MUG: 3 });
    await ingest(shop, testOrder("PO-1", [{ sku: "NOBODY" }]));
    expect((await packagesOf(shop))[0]).toMatchObject({ state: "pending_review", stockState: "unpaired" });
  });

  test("what a cooperative warehouse ships is kept as ignored and reserves nothing", async () => {
    const shop = await setUpTestShop(app, directory, { MUG: 3 });
    await ingest(shop, testOrder("PO-1", [{ sku: "MUG" }], { fulfilledBy: "platform" }));
    expect((await packagesOf(shop))[0]?.state).toBe("ignored");
    expect(await stockOf(shop, "MUG")).toEqual({ on_hand: 3, reserved: 0 });
  });

  test("a held order reserves, and moves on when the platform releases it", async () => {
    const shop = await setUpTestShop(app, directory, { MUG: 3 });
    await ingest(shop, testOrder("PO-1", [{ sku: "MUG" }], { status: "held" }));
    expect((await packagesOf(shop))[0]?.state).toBe("platform_hold");
    expect(await stockOf(shop, "MUG")).toEqual({ on_hand: 3, reserved: 1 });
    await ingest(shop, testOrder("PO-1", [{ sku: "MUG" }], { version: 2 }));
    expect((await packagesOf(shop))[0]?.state).toBe("pending_review");
    expect(await stockOf(shop, "MUG")).toEqual({ on_hand: 3, reserved: 1 });
    // only now may address and money be read
    const due = await app.database.inTenant(shop.tenant, (tx) => listDueFollowUps(tx, shop.tenant, shop.shopId, app.clock.now(), 10));
    expect(due).toMatchObject([{ platformOrderId: "PO-1", wantsRecipient: true, wantsAmounts: true }]);
  });
});

describe("orders change", () => {
  test("a cancellation releases stock, and the units go to the order that waits", async () => {
    const shop = await setUpTestShop(app, directory, { MUG: 1 });
    await ingest(shop, testOrder("PO-1", [{ sku: "MUG" }]));
    await ingest(shop, testOrder("PO-2", [{ sku: "MUG" }]));
    await ingest(shop, testOrder("PO-1", [{ sku: "MUG" }], { version: 2, status: "cancelled" }));
    const [first, second] = await packagesOf(shop);
    expect(first).toMatchObject({ state: "cancelled" });
    expect(second).toMatchObject({ stockState: "full" });
    expect(await stockOf(shop, "MUG")).toEqual({ on_hand: 1, reserved: 1 });
    expect(await differences(shop)).toEqual([]);
  });

  test("a reduced quantity gives the difference back", async () => {
    const shop = await setUpTestShop(app, directory, { MUG: 10 });
    await ingest(shop, testOrder("PO-1", [{ sku: "MUG", orderedQuantity: 5 }]));
    await ingest(shop, testOrder("PO-1", [{ sku: "MUG", orderedQuantity: 5, cancelledQuantity: 3 }], { version: 2 }));
    expect((await packagesOf(shop))[0]?.lines[0]).toMatchObject({ units: 2, reservedUnits: 2 });
    expect(await stockOf(shop, "MUG")).toEqual({ on_hand: 10, reserved: 2 });
    expect(await differences(shop)).toEqual([]);
  });

  test("an older version never overwrites a newer one", async () => {
    const shop = await setUpTestShop(app, directory, { MUG: 10 });
    await ingest(shop, testOrder("PO-1", [{ sku: "MUG" }], { version: 5, status: "cancelled" }));
    expect(await ingest(shop, testOrder("PO-1", [{ sku: "MUG" }], { version: 2 }))).toMatchObject({ older: 1 });
    expect((await packagesOf(shop))[0]?.state).toBe("cancelled");
  });

  test("an order that somebody shipped outside leaves our shelf and is not confirmed again", async () => {
    const shop = await setUpTestShop(app, directory, { MUG: 10 });
    await ingest(shop, testOrder("PO-1", [{ sku: "MUG", orderedQuantity: 2 }]));
    await ingest(shop, testOrder("PO-1", [{ sku: "MUG", orderedQuantity: 2 }], { version: 2, status: "shipped" }));
    expect((await packagesOf(shop))[0]).toMatchObject({ state: "shipped", backfillState: "elsewhere" });
    expect(await stockOf(shop, "MUG")).toEqual({ on_hand: 8, reserved: 0 });
    expect(await differences(shop)).toEqual([]);
  });

  test("a buyer's wish to cancel lies on the package as an overlay and is lifted with the platform's mark", async () => {
    const shop = await setUpTestShop(app, directory, { MUG: 10 });
    await ingest(shop, testOrder("PO-1", [{ sku: "MUG" }]));
    await ingest(shop, testOrder("PO-1", [{ sku: "MUG" }], { version: 2, overlays: ["cancel_requested"] }));
    expect((await packagesOf(shop))[0]).toMatchObject({ state: "pending_review", overlays: ["cancel_requested"] });
    await ingest(shop, testOrder("PO-1", [{ sku: "MUG" }], { version: 3 }));
    expect((await packagesOf(shop))[0]?.overlays).toEqual([]);
  });
});

test("a runner whose lease went to another commits nothing", async () => {
  const shop = await setUpTestShop(app, directory, { MUG: 10 });
  const stale = { ...shop.ingest, fence: { ...shop.ingest.fence, epoch: 0n } };
  await expect(ingestOrders(app, stale, { orders: [testOrder("PO-1", [{ sku: "MUG" }])], source: "stream" })).rejects.toBeInstanceOf(
    FencedOff,
  );
  expect(await packagesOf(shop)).toEqual([]);
});
