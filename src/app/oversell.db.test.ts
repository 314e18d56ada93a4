import { sql } from "kysely";
import { afterAll, expect, test } from "vitest";
import { createTestDatabase } from "../../test/support/database.ts";
import { openTestApp, steppedClock } from "../../test/support/test-app.ts";
import { makeBundle } from "../../test/support/test-bundle.ts";
import { testPackages } from "../../test/support/test-packages.ts";
import { setUpTestShop, type TestShop, testOrder } from "../../test/support/test-shop.ts";
import { verifyStock } from "../db/verify-stock.ts";
import { createDocument } from "./create-document.ts";
import { ingestOrders } from "./ingest-orders.ts";
import { markShipped } from "./mark-shipped.ts";
import { printLabels } from "./print-labels.ts";
import { requestWaybills } from "./request-waybills.ts";

// What went wrong in well-known shop systems with their stock, tried here on ours.

const { app, directory, close } = openTestApp(await createTestDatabase(), steppedClock("2026-11-22T08:00:00Z"));
afterAll(close);

const { arrive, issueWaybill } = testPackages(app);
const ingest = (shop: TestShop, ...orders: ReturnType<typeof testOrder>[]) => ingestOrders(app, shop.ingest, { orders, source: "stream" });

async function figures(shop: TestShop, code: string): Promise<{ on_hand: number; reserved: number }[]> {
  const found = await app.database.inTenant(shop.tenant, (tx) =>
    sql<{ on_hand: number; reserved: number }>`
      select b.on_hand, b.reserved from stock_balance b join sku s on s.tenant_id = b.tenant_id and s.id = b.sku_id
      where b.tenant_id = ${shop.tenant} and s.code = ${code}`.execute(tx),
  );
  return found.rows;
}

const differences = (shop: TestShop) => app.database.inTenant(shop.tenant, (tx) => verifyStock(tx, shop.tenant));

const states = (shop: TestShop) =>
  app.database.inTenant(shop.tenant, async (tx) => {
    const found = await sql<{ stock_state: string; count: bigint }>`
      select stock_state, count(*) as count from package where tenant_id = ${shop.tenant} group by 1 order by 1`.execute(tx);
    return Object.fromEntries(found.rows.map((row) => [row.stock_state, Number(row.count)]));
  });

test("two lines of one order that want the same SKU share what there is", async () => {
  const shop = await setUpTestShop(app, directory, { MUG: 3 });
  await ingest(
    shop,
    testOrder(
      "PO-1",
      [2, 2].map((orderedQuantity, index) => ({ sku: "MUG", orderedQuantity, platformLineId: `L${index}` })),
    ),
  );
  expect(await figures(shop, "MUG")).toEqual([{ on_hand: 3, reserved: 3 }]);
  expect(await states(shop)).toEqual({ partial: 1 });
  expect(await differences(shop)).toEqual([]);
});

test("of many orders that come at once for the last unit one gets it, and the others leave nothing behind", async () => {
  const shop = await setUpTestShop(app, directory, { MUG: 1 });
  await Promise.all(Array.from({ length: 16 }, (_, index) => ingest(shop, testOrder(`PO-${index}`, [{ sku: "MUG" }]))));
  expect(await figures(shop, "MUG")).toEqual([{ on_hand: 1, reserved: 1 }]);
  expect(await states(shop)).toEqual({ full: 1, none: 15 });
  expect(await differences(shop)).toEqual([]);
});

test("orders of several SKUs in every order of their lines never wait for each other in a circle", async () => {
  const shop = await setUpTestShop(app, directory, { A: 50, B: 50, C: 50, SET: 0 });
  await makeBundle(app, shop, "SET", { A: 1, C: 1 });
  const turns = [
    ["A", "B", "C"],
    ["C", "B", "A"],
    ["B", "SET", "A"],
    ["SET", "A", "B"],
  ];
  const orders = Array.from({ length: 24 }, (_, index) =>
    testOrder(
      `PO-${index}`,
      (turns[index % turns.length] ?? []).map((sku, line) => ({ sku, platformLineId: `${index}-${line}` })),
    ),
  );
  const done = await Promise.allSettled(orders.map((order) => ingest(shop, order)));
  expect(done.filter((one) => one.status === "rejected")).toEqual([]);
  expect(await differences(shop)).toEqual([]);
});

test("a bundle that somebody enters with the same component twice takes its sum, and never more than there is", async () => {
  const shop = await setUpTestShop(app, directory, { MUG: 5, SET: 0 });
  await makeBundle(app, shop, "SET", { MUG: 2 });
  await Promise.all([1, 2, 3].map((index) => ingest(shop, testOrder(`PO-${index}`, [{ sku: "SET" }]))));
  expect(await figures(shop, "MUG")).toEqual([{ on_hand: 5, reserved: 5 }]);
  expect(await states(shop)).toEqual({ full: 2, partial: 1 });
});

test("a cancellation races the shipment: the goods leave once, or come free once", async () => {
  for (let round = 0; round < 6; round += 1) {
    const shop = await setUpTestShop(app, directory, { MUG: 4 });
    const id = await arrive(shop, "PO-1", "MUG", 3);
    await requestWaybills(app, shop.scope, [id], null);
    await issueWaybill(shop, `UA0000000${round}${round}YP`);
    await printLabels(app, shop.scope, [id]);
    const gone = testOrder("PO-1", [{ sku: "MUG", orderedQuantity: 3 }], { version: 2, status: "cancelled" });
    const [shipped] = await Promise.all([markShipped(app, shop.scope, [id]), ingest(shop, gone)]);
    expect(await figures(shop, "MUG")).toEqual([{ on_hand: shipped[0]?.ok === true ? 1 : 4, reserved: 0 }]);
    expect(await differences(shop)).toEqual([]);
  }
});

test("goods that are scrapped while they sell: what is reserved stays, and what is not there is refused", async () => {
  const shop = await setUpTestShop(app, directory, { MUG: 20 });
  const scrap = () =>
    createDocument(app, shop.scope, {
      kind: "stock_out",
      warehouseId: shop.warehouseId,
      toWarehouseId: null,
      reason: "damaged",
      note: "",
      lines: [{ code: "MUG", units: 2 }],
    });
  const sales = Array.from({ length: 12 }, (_, index) => ingest(shop, testOrder(`PO-${index}`, [{ sku: "MUG", orderedQuantity: 1 }])));
  const [scrapped] = await Promise.all([Promise.all(Array.from({ length: 8 }, scrap)), Promise.all(sales)]);
  const left = 20 - 2 * scrapped.filter((one) => one.ok).length;
  const [balance] = await figures(shop, "MUG");
  expect(balance?.on_hand).toBe(left);
  expect(balance?.reserved).toBe(Math.min(12, left));
  expect(await differences(shop)).toEqual([]);
});
