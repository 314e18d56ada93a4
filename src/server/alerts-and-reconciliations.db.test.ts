import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { z } from "zod";
import { createTestDatabase } from "../../test/support/database.ts";
import { openTestServer, type Visitor } from "../../test/support/test-server.ts";
import { setUpTestShop, type TestShop, testOrder } from "../../test/support/test-shop.ts";
import { syncRows } from "../../test/support/test-sync.ts";
import { ingestOrders } from "../app/ingest-orders.ts";
import { readChanges } from "../app/read-changes.ts";
import { listAlertsRoute } from "../contract/alerts.ts";
import { getReconciliationRoute, listReconciliationsRoute } from "../contract/reconciliations.ts";

const database = await createTestDatabase();
const server = await openTestServer(database);
const { app, directory } = server.install;
let shop: TestShop;
let owner: Visitor;
let stranger: Visitor;
let rows: ReturnType<typeof syncRows>;

beforeAll(async () => {
  shop = await setUpTestShop(app, directory, { MUG: 10 });
  const theirs = await setUpTestShop(app, directory, {});
  owner = await server.enter(shop.tenant, "owner");
  stranger = await server.enter(theirs.tenant, "owner");
  rows = syncRows(app, shop);
});
afterAll(() => server.close());

const read = async <Reply extends z.ZodType>(visitor: Visitor, route: { reply: Reply }, path: string) =>
  route.reply.parse((await visitor.get(`/api/v1${path}`)).body);
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

describe("reconciliation", () => {
  const list = (visitor: Visitor, query = "") => read(visitor, listReconciliationsRoute, `/reconciliations${query}`);

  test("sweeps, their sums, and what only a sweep found, each order once under its first cause", async () => {
    const made = await setUpTestShop(app, directory, {});
    const visitor = await server.enter(made.tenant, "viewer");
    const sweeps = syncRows(app, made);
    await sweeps.sweep("recent", 3 * hourMs, [
      { number: "PO-A", kind: "missing", cause: "late-visible", pulled: false },
      { number: "PO-B", kind: "stale", cause: "unexplained" },
    ]);
    const second = await sweeps.sweep("nightly", 2 * hourMs, [
      { number: "PO-A", kind: "missing", cause: "unexplained" },
      { number: "PO-C", kind: "missing", cause: "paging-shift" },
    ]);
    await sweeps.sweep("recent", hourMs);
    await sweeps.sweep("weekly", 9 * dayMs, [{ number: "PO-OLD", kind: "missing", cause: "window-closed" }]);
    await sweeps.sweep("weekly", 40 * dayMs, [{ number: "PO-OLDER", kind: "missing", cause: "window-closed" }]);
    const all = await list(visitor);
    expect(all.rows.map((row) => [row.kind, row.differences, row.pulled])).toEqual([
      ["recent", 0, 0],
      ["nightly", 2, 2],
      ["recent", 2, 1],
      ["weekly", 1, 1],
    ]);
    expect(all.rows[1]).toMatchObject({ id: second, platformCount: 40, ourCount: 38, durationMs: 1_400, state: "done" });
    expect(all.totals).toEqual({ sweeps: 4, failed: 0, differences: 5, pulled: 4 });
    expect(all.missed).toEqual([
      { cause: "late-visible", orders: 1 },
      { cause: "paging-shift", orders: 1 },
    ]);
    expect((await list(visitor, "?kind=recent")).rows).toHaveLength(2);
    const different = await list(visitor, "?differences=only&kind=recent,nightly");
    expect([different.rows.length, different.totals.sweeps]).toEqual([2, 2]);
    expect((await list(stranger)).rows).toEqual([]);
  });

  test("one sweep opens to its orders, those that are not pulled first, with our package where there is one", async () => {
    await ingestOrders(app, shop.ingest, { orders: [testOrder("PO-9", [{ sku: "MUG" }])], source: "sweep" });
    const { id: orderId } = await rows.put((tx) =>
      tx.selectFrom("shop_order").select("id").where("tenant_id", "=", shop.tenant).executeTakeFirstOrThrow(),
    );
    const id = await rows.sweep("nightly", hourMs, [
      { number: "PO-9", kind: "missing", cause: "stream-down", orderId },
      { number: "PO-10", kind: "extra", cause: "unexplained", pulled: false },
    ]);
    const one = await read(owner, getReconciliationRoute, `/reconciliations/${id}`);
    expect(one.rows).toMatchObject([
      { platformOrderId: "PO-10", kind: "extra", pulled: false, package: null },
      { platformOrderId: "PO-9", kind: "missing", cause: "stream-down", pulled: true, package: { number: expect.stringMatching(/^PK/) } },
    ]);
    expect((await stranger.get(`/api/v1/reconciliations/${id}`)).status).toBe(404);
  });

  test("a long history is read page by page", async () => {
    const made = await setUpTestShop(app, directory, {});
    const visitor = await server.enter(made.tenant, "owner");
    const sweeps = syncRows(app, made);
    for (let turn = 0; turn < 60; turn += 1) await sweeps.sweep("recent", turn * 600_000);
    const first = await list(visitor);
    const second = await list(visitor, `?before=${first.next}`);
    expect([first.rows.length, second.rows.length, second.next]).toEqual([50, 10, null]);
    expect(new Set([...first.rows, ...second.rows].map((row) => row.id)).size).toBe(60);
  });
});

describe("alerts", () => {
  const list = (visitor: Visitor) => read(visitor, listAlertsRoute, "/alerts");

  test("the gravest come first; those that are over are kept apart", async () => {
    const late = await rows.alert("stream-late", "warning", { stream: "orders", minutes: 12 }, { agoMs: 1_000 });
    const dead = await rows.alert(
      "authorisation-dead",
      "critical",
      { code: "3000003", message: "expired", new_key: [1] },
      { agoMs: 9_000 },
    );
    const over = await rows.alert("budget-high", "warning", { used: 100, cap: 120 }, { closed: true });
    await rows.alert("budget-high", "warning", {}, { closed: true, agoMs: 8 * dayMs });
    const shown = await list(owner);
    expect(shown.open.map((one) => one.id)).toEqual([dead, late]);
    expect(shown.open[0]).toMatchObject({
      detail: { code: "3000003", new_key: [1] },
      shop: { id: shop.shopId, name: "禾光家居 US" },
      seenAt: null,
    });
    expect(shown.past.map((one) => one.id)).toEqual([over]);
    expect(shown.unseen).toBe(2);
    expect(await list(stranger)).toEqual({ open: [], past: [], unseen: 0 });
  });

  test("what one person has seen is seen for all, and other browsers hear of it", async () => {
    const [first] = (await list(owner)).open;
    const before = (await readChanges(app, shop.tenant, 0n, 0)).head;
    const see = (visitor: Visitor, alertIds: unknown) => visitor.post("/api/v1/alerts/seen", { alertIds });
    expect((await see(stranger, [first?.id])).body).toEqual({ seen: 0 });
    expect((await see(owner, [first?.id])).body).toEqual({ seen: 1 });
    expect((await see(owner, [first?.id])).body).toEqual({ seen: 0 });
    const colleague = await server.enter(shop.tenant, "operator");
    const now = await list(colleague);
    expect([now.unseen, now.open[0]?.seenBy]).toEqual([1, "The owner"]);
    expect((await see(colleague, "open")).body).toEqual({ seen: 1 });
    expect((await list(owner)).unseen).toBe(0);
    const { changes } = await readChanges(app, shop.tenant, before, 10);
    expect(changes.map((one) => one.topic)).toEqual(["alerts-changed", "alerts-changed"]);
  });

  test("somebody with one shop is told of that shop, and of what concerns no single one", async () => {
    const limited = await server.enter(shop.tenant, "operator", { shops: [(await setUpTestShop(app, directory, {})).shopId] });
    expect((await list(limited)).open).toEqual([]);
    await rows.put((tx) =>
      tx.updateTable("alert").set({ shop_id: null }).where("tenant_id", "=", shop.tenant).where("kind", "=", "stream-late").execute(),
    );
    expect((await list(limited)).open.map((one) => one.kind)).toEqual(["stream-late"]);
  });
});
