import { afterAll, describe, expect, test } from "vitest";
import { createTestDatabase } from "../../test/support/database.ts";
import { openTestApp, steppedClock } from "../../test/support/test-app.ts";
import { testPackages } from "../../test/support/test-packages.ts";
import { setUpTestShop, type TestShop, testOrder } from "../../test/support/test-shop.ts";
import { findDifferences, readDocumentMoves, readFigures, wishFor } from "../../test/support/test-stock.ts";
import { assertPresent } from "../kernel/assert-never.ts";
import { putBack } from "./act-on-document.ts";
import { createDocument } from "./create-document.ts";
import { ingestOrders } from "./ingest-orders.ts";
import { listDocuments } from "./list-documents.ts";
import { printLabels } from "./print-labels.ts";
import { requestWaybills } from "./request-waybills.ts";

const { app, directory, close } = openTestApp(await createTestDatabase(), steppedClock("2026-11-22T08:00:00Z"));
afterAll(close);
const packages = testPackages(app);

/** An order of three mugs whose label is printed; ten lie on the shelf. */
async function printed(): Promise<TestShop> {
  const shop = await setUpTestShop(app, directory, { MUG: 10 });
  const id = await packages.arrive(shop, "PO-1", "MUG", 3);
  await requestWaybills(app, shop.scope, [id], null);
  await packages.issueWaybill(shop, "UG0000001YP");
  expect(await printLabels(app, shop.scope, [id])).toMatchObject([{ ok: true }]);
  return shop;
}

const change = (shop: TestShop, changes: Parameters<typeof testOrder>[2], quantity: number, cancelled = 0) =>
  ingestOrders(app, shop.ingest, {
    orders: [testOrder("PO-1", [{ sku: "MUG", orderedQuantity: quantity, cancelledQuantity: cancelled }], { version: 2, ...changes })],
    source: "stream",
  });

const documents = async (shop: TestShop) => (await listDocuments(app, shop.scope, { warehouses: undefined }, undefined)).rows;

describe("goods of a package whose label was printed", () => {
  test("are on hand, but nobody's, once the order is cancelled; sold again when they are put back, first to who waits", async () => {
    const shop = await printed();
    await packages.arrive(shop, "PO-2", "MUG", 9);
    expect(await readFigures(app, shop)).toEqual({ MUG: [10, 10, 0, 0] });
    await change(shop, { status: "cancelled" }, 3);
    expect(await readFigures(app, shop)).toEqual({ MUG: [10, 7, 3, 0] });
    const [document] = await documents(shop);
    expect(document).toMatchObject({
      kind: "put_back",
      reason: "order_cancelled",
      state: "to_put_back",
      note: "PK2611220001",
      units: 3n,
      created_by: "system",
    });
    const { id } = assertPresent(document, "document");
    expect(await putBack(app, shop.scope, id)).toEqual({ ok: true, value: { state: "done" } });
    expect(await readFigures(app, shop)).toEqual({ MUG: [10, 9, 0, 0] });
    expect(await readDocumentMoves(app, shop)).toEqual([
      ["block", 0, 3, 0],
      ["unblock", 0, -3, 0],
    ]);
    expect(await putBack(app, shop.scope, id)).toMatchObject({ ok: false, error: { code: "wrong-state" } });
    expect(await findDifferences(app, shop)).toEqual([]);
  });

  test("are put back in part when the order is made smaller", async () => {
    const shop = await printed();
    await change(shop, {}, 3, 2);
    expect(await readFigures(app, shop)).toEqual({ MUG: [10, 1, 2, 0] });
    expect(await documents(shop)).toMatchObject([{ kind: "put_back", reason: "order_reduced", units: 2n }]);
    expect(await findDifferences(app, shop)).toEqual([]);
  });

  test("that somebody has unblocked by hand are not unblocked twice", async () => {
    const shop = await printed();
    // as the platform tells it: all pieces of a cancelled order are cancelled
    await change(shop, { status: "cancelled" }, 3, 3);
    expect((await documents(shop)).map((one) => one.reason)).toEqual(["order_cancelled"]);
    expect(await createDocument(app, shop.scope, wishFor(shop, "unblock", "other", { MUG: 2 }))).toMatchObject({ ok: true });
    const waiting = assertPresent(
      (await documents(shop)).find((one) => one.kind === "put_back"),
      "document",
    );
    expect(await putBack(app, shop.scope, waiting.id)).toMatchObject({ ok: true });
    expect(await readFigures(app, shop)).toEqual({ MUG: [10, 0, 0, 0] });
  });
});

test("goods of a package that was never printed are sold again at once", async () => {
  const shop = await setUpTestShop(app, directory, { MUG: 10 });
  await packages.arrive(shop, "PO-1", "MUG", 3);
  await change(shop, { status: "cancelled" }, 3);
  expect(await readFigures(app, shop)).toEqual({ MUG: [10, 0, 0, 0] });
  expect(await documents(shop)).toEqual([]);
});
