import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase } from "../../test/support/database.ts";
import { openTestApp, steppedClock } from "../../test/support/test-app.ts";
import { testPackages } from "../../test/support/test-packages.ts";
import { setUpTestShop, type TestShop, testOrder } from "../../test/support/test-shop.ts";
import { passFence } from "../db/fence.ts";
import { listDueFollowUps } from "../db/follow-ups.ts";
import { lockPackages } from "../db/packages.ts";
import { verifyStock } from "../db/verify-stock.ts";
import type { Package } from "../domain/fulfilment/package.ts";
import type { PackageId } from "../kernel/id.ts";
import { approvePackages } from "./approve-packages.ts";
import { ingestOrders } from "./ingest-orders.ts";
import { markShipped } from "./mark-shipped.ts";
import { printLabels } from "./print-labels.ts";
import { requestWaybills } from "./request-waybills.ts";
import { scopeOf } from "./scope.ts";
import { unapprovePackages } from "./unapprove-packages.ts";
import { withdrawWaybills } from "./withdraw-waybills.ts";

const database = await createTestDatabase();
const { app, directory, close } = openTestApp(database, steppedClock("2026-11-22T08:00:00Z"));
afterAll(close);

const { arrive, intents, issueWaybill } = testPackages(app);

async function read(shop: TestShop, id: PackageId): Promise<Package> {
  const [pkg] = await app.database.inTenant(shop.tenant, (tx) => lockPackages(tx, shop.tenant, { ids: [id] }));
  if (pkg === undefined) throw new Error("no package");
  return pkg;
}

describe("with 审核 on, a package goes the whole way by hand", () => {
  let shop: TestShop;
  let id: PackageId;
  beforeAll(async () => {
    shop = await setUpTestShop(app, directory, { MUG: 10 }, true);
    id = await arrive(shop, "PO-1", "MUG", 3);
  });

  test("it waits for a person though nothing is wrong", async () => {
    expect((await read(shop, id)).state).toBe("pending_review");
  });

  test("审核 and its undo", async () => {
    expect(await approvePackages(app, shop.scope, [id])).toMatchObject([{ ok: true, packageId: id, number: "PK2611220001" }]);
    expect((await read(shop, id)).state).toBe("pending_process");
    expect(await approvePackages(app, shop.scope, [id])).toMatchObject([{ ok: false, refusal: { code: "already-done" } }]);
    await unapprovePackages(app, shop.scope, [id]);
    expect((await read(shop, id)).state).toBe("pending_review");
    await approvePackages(app, shop.scope, [id]);
  });

  test("申请运单号 stores one booking with its own number", async () => {
    expect(await requestWaybills(app, shop.scope, [id, id], null)).toMatchObject([{ ok: true }]);
    const booked = await intents(shop, "book_label");
    expect(booked.map((intent) => intent.key)).toEqual(["PK2611220001-1"]);
    expect(await read(shop, id)).toMatchObject({ state: "label_requesting", labelState: "requesting" });
  });

  test("标记发货 is refused before the label is printed", async () => {
    await issueWaybill(shop, "UA000000005YP");
    expect(await read(shop, id)).toMatchObject({ state: "pending_print", trackingNumber: "UA000000005YP" });
    expect(await markShipped(app, shop.scope, [id])).toMatchObject([{ ok: false, refusal: { code: "not-printed" } }]);
    expect(await printLabels(app, shop.scope, [id])).toMatchObject([{ ok: true }]);
  });

  test("标记发货 deducts stock and stores one intent to confirm, however often it is pressed", async () => {
    const [first, second] = await Promise.all([markShipped(app, shop.scope, [id]), markShipped(app, shop.scope, [id])]);
    expect([first?.[0]?.ok, second?.[0]?.ok].sort()).toEqual([false, true]);
    expect(await intents(shop, "ship_confirm")).toHaveLength(1);
    expect(await read(shop, id)).toMatchObject({ state: "shipped", backfillState: "pending" });
    const figures = await app.database.inTenant(
      shop.tenant,
      async (tx) =>
        (
          await sql`select on_hand, reserved from stock_balance where tenant_id = ${shop.tenant} and sku_id = ${shop.skus.get("MUG")}`.execute(
            tx,
          )
        ).rows,
    );
    expect(figures).toEqual([{ on_hand: 7, reserved: 0 }]);
    expect(await app.database.inTenant(shop.tenant, (tx) => verifyStock(tx, shop.tenant))).toEqual([]);
  });
});

describe("with 审核 off, only problems stop a package", () => {
  test("a clean order passes by itself once its recipient is known", async () => {
    const shop = await setUpTestShop(app, directory, { MUG: 10 });
    expect((await read(shop, await arrive(shop, "PO-1", "MUG", 1))).state).toBe("pending_process");
  });

  test.each([
    ["postcode", { postcode: null }, "recipient-postcode-missing"],
    ["phone", { phone: null }, "recipient-phone-missing"],
  ])("a recipient without %s stays in 待审核 with the reason, and is read again when somebody tries", async (_, change, code) => {
    const shop = await setUpTestShop(app, directory, { MUG: 10 });
    const id = await arrive(shop, "PO-1", "MUG", 1, change);
    expect((await read(shop, id)).state).toBe("pending_review");
    expect(await approvePackages(app, shop.scope, [id])).toMatchObject([{ ok: false, refusal: { code } }]);
    const due = await app.database.inTenant(shop.tenant, (tx) => listDueFollowUps(tx, shop.tenant, shop.shopId, app.clock.now(), 10));
    expect(due).toMatchObject([{ wantsRecipient: true }]);
  });

  test("without complete stock no waybill is paid for", async () => {
    const shop = await setUpTestShop(app, directory, { MUG: 1 });
    const id = await arrive(shop, "PO-1", "MUG", 2);
    expect(await requestWaybills(app, shop.scope, [id], null)).toMatchObject([{ ok: false, refusal: { code: "stock-short" } }]);
  });
});

describe("a waybill is taken back", () => {
  test("before the booking has left: it is dropped and nothing is cancelled at the carrier", async () => {
    const shop = await setUpTestShop(app, directory, { MUG: 10 });
    const id = await arrive(shop, "PO-1", "MUG", 1);
    await requestWaybills(app, shop.scope, [id], null);
    expect(await withdrawWaybills(app, shop.scope, [id])).toMatchObject([{ ok: true }]);
    expect(await intents(shop, "book_label")).toEqual([]);
    expect(await intents(shop, "cancel_waybill")).toEqual([]);
    expect((await read(shop, id)).state).toBe("pending_process");
  });

  test("after it exists: an intent cancels it, and the next request has a number of its own", async () => {
    const shop = await setUpTestShop(app, directory, { MUG: 10 });
    const id = await arrive(shop, "PO-1", "MUG", 1);
    await requestWaybills(app, shop.scope, [id], null);
    await issueWaybill(shop, "UA000000014YP");
    await withdrawWaybills(app, shop.scope, [id]);
    expect(await intents(shop, "cancel_waybill")).toMatchObject([{ data: { waybill: "UA000000014YP" } }]);
    await requestWaybills(app, shop.scope, [id], null);
    expect((await intents(shop, "book_label")).map((intent) => intent.key)).toEqual([expect.stringMatching(/-2$/u)]);
  });

  test("a cancelled order releases stock and takes its waybill back", async () => {
    const shop = await setUpTestShop(app, directory, { MUG: 10 });
    const id = await arrive(shop, "PO-1", "MUG", 1);
    await requestWaybills(app, shop.scope, [id], null);
    await issueWaybill(shop, "UA000000028YP");
    const gone = testOrder("PO-1", [{ sku: "MUG" }], { version: 2, status: "cancelled" });
    await ingestOrders(app, shop.ingest, { orders: [gone], source: "stream" });
    expect((await read(shop, id)).state).toBe("cancelled");
    expect(await intents(shop, "cancel_waybill")).toHaveLength(1);
    expect(await app.database.inTenant(shop.tenant, (tx) => verifyStock(tx, shop.tenant))).toEqual([]);
  });
});

test("while the buyer asks to cancel nothing is printed and nothing leaves", async () => {
  const shop = await setUpTestShop(app, directory, { MUG: 10 });
  const id = await arrive(shop, "PO-1", "MUG", 1);
  await requestWaybills(app, shop.scope, [id], null);
  await issueWaybill(shop, "UA000000031YP");
  const asked = testOrder("PO-1", [{ sku: "MUG" }], { version: 2, overlays: ["cancel_requested"] });
  await ingestOrders(app, shop.ingest, { orders: [asked], source: "stream" });
  expect(await printLabels(app, shop.scope, [id])).toMatchObject([{ ok: false, refusal: { code: "cancel-requested" } }]);
  expect(await markShipped(app, shop.scope, [id])).toMatchObject([{ ok: false, refusal: { code: "cancel-requested" } }]);
});

test("one bad row never stops a batch, and a foreign id is not found", async () => {
  const shop = await setUpTestShop(app, directory, { MUG: 10 }, true);
  const other = await setUpTestShop(app, directory, { MUG: 10 }, true);
  const good = await arrive(shop, "PO-1", "MUG", 1);
  const bad = await arrive(shop, "PO-2", "MUG", 1, { phone: null });
  const foreign = await arrive(other, "PO-3", "MUG", 1);
  const results = await approvePackages(app, shop.scope, [bad, foreign, good]);
  expect(results.map((result) => (result.ok ? "ok" : result.refusal.code))).toEqual(["recipient-phone-missing", "not-found", "ok"]);
  expect((await read(other, foreign)).state).toBe("pending_review");
});

test("who lacks the permission changes nothing", async () => {
  const shop = await setUpTestShop(app, directory, { MUG: 10 }, true);
  const id = await arrive(shop, "PO-1", "MUG", 1);
  const viewer = scopeOf(shop.tenant, { id: "u2", name: "Viewer" }, "viewer", { shops: "all", warehouses: "all" });
  expect(await approvePackages(app, viewer, [id])).toMatchObject([{ ok: false, refusal: { code: "forbidden" } }]);
  expect((await read(shop, id)).state).toBe("pending_review");
});

test("a recipient's values are nowhere in clear, only masks and the index", async () => {
  const shop = await setUpTestShop(app, directory, { MUG: 10 });
  await arrive(shop, "PO-1", "MUG", 1);
  const stored = await app.database.inTenant(shop.tenant, async (tx) => {
    await passFence(tx, shop.ingest.fence);
    return (await sql<{ text: string }>`select r::text as text from order_recipient r where tenant_id = ${shop.tenant}`.execute(tx)).rows;
  });
  expect(stored).toHaveLength(1);
  expect(stored[0]?.text).not.toMatch(/Canary|2015550123|93650/u);
  expect(stored[0]?.text).toContain("C***r");
});
