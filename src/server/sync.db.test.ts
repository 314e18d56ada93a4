import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { z } from "zod";
import { createTestDatabase } from "../../test/support/database.ts";
import { openTestServer, type Visitor } from "../../test/support/test-server.ts";
import { setUpTestShop, type TestShop, testOrder } from "../../test/support/test-shop.ts";
import { syncRows } from "../../test/support/test-sync.ts";
import { ingestOrders } from "../app/ingest-orders.ts";
import { ErrorReply } from "../contract/route.ts";
import { getSyncRoute, listCallMinutesRoute, listCallsRoute } from "../contract/sync.ts";
import { getSyncRequestRoute, listSyncRequestsRoute, requestSyncRoute } from "../contract/sync-requests.ts";
import { listQuarantineRoute, listRefusedWritesRoute } from "../contract/sync-trouble.ts";
import { asId, type BlobId } from "../kernel/id.ts";
import { addMs, toIso } from "../kernel/instant.ts";

const database = await createTestDatabase();
const server = await openTestServer(database);
const { app, directory } = server.install;
let shop: TestShop;
let theirs: TestShop;
let owner: Visitor;
let stranger: Visitor;
let rows: ReturnType<typeof syncRows>;

beforeAll(async () => {
  shop = await setUpTestShop(app, directory, { MUG: 10 });
  theirs = await setUpTestShop(app, directory, { MUG: 10 });
  owner = await server.enter(shop.tenant, "owner");
  stranger = await server.enter(theirs.tenant, "owner");
  rows = syncRows(app, shop);
});
afterAll(() => server.close());

const at = (agoMs: number) => toIso(addMs(app.clock.now(), -agoMs));
const read = async <Reply extends z.ZodType>(visitor: Visitor, route: { reply: Reply }, path: string) =>
  route.reply.parse((await visitor.get(`/api/v1${path}`)).body);
const wish = (visitor: Visitor, body: object) => visitor.post("/api/v1/sync/requests", body);
const refusalOf = async (answer: Promise<{ status: number; body: unknown }>) => {
  const { status, body } = await answer;
  return [status, ErrorReply.parse(body).error.code];
};
const newShop = async () => {
  const made = await setUpTestShop(app, directory, {});
  return { made, visitor: await server.enter(made.tenant, "operator") };
};

describe("what the runners do", () => {
  test("budget, streams, restrictions and the platform's words are shown as the runner wrote them", async () => {
    const spent = [{ operation: "bg.order.list.v2.get", class: "P1", calls: 44 }] as const;
    const budget = { ceiling: 57, inFlight: 2, waiting: { P2: 3, P0: 1 }, pausedMs: 30_000, spent, ordersPerDay: 18_000 };
    const run = { at: at(2_000), cause: "poll", calls: 1, got: 4, kept: 1, skipped: { unchanged: 3 } } as const;
    const ban = { act: "ship_confirm", code: "180020020", message: "not allowed", since: at(60_000) } as const;
    await rows.put(async (tx) => {
      await tx
        .updateTable("shop_runner")
        .set({ budget_used: 87, budget_cap: 120, beat_at: at(500), budget: JSON.stringify(budget) })
        .where("tenant_id", "=", shop.tenant)
        .execute();
      await tx
        .updateTable("shop")
        .set({ state: "needs_reauth", state_detail: "3000003 expired", restrictions: JSON.stringify([ban]) })
        .where("tenant_id", "=", shop.tenant)
        .execute();
      const stream = { tenant_id: shop.tenant, shop_id: shop.shopId, stream: "orders", last_success_at: at(2_000), delay_ms: 900 };
      await tx
        .insertInto("stream_state")
        .values({
          ...stream,
          next_run_at: at(-700),
          last_failure: "no usable answer",
          last_failure_at: at(9_000),
          last_run: JSON.stringify(run),
        })
        .execute();
    });
    const { shops } = await read(owner, getSyncRoute, "/sync");
    expect(shops).toHaveLength(1);
    expect(shops[0]).toMatchObject({
      state: "needs_reauth",
      stateDetail: "3000003 expired",
      restrictions: [{ act: "ship_confirm", code: "180020020", message: "not allowed" }],
      isLive: true,
      budget: {
        used: 87,
        cap: 120,
        live: { ceiling: 57, inFlight: 2, spent, ordersPerDay: 18_000, pausedUntil: expect.any(String) },
      },
      streams: [
        {
          name: "orders",
          delayMs: 900,
          lastRun: { cause: "poll", calls: 1, got: 4, kept: 1, skipped: [{ reason: "unchanged", count: 3 }] },
          lastFailure: { words: "no usable answer", isOver: true },
        },
        { name: "cancellations", lastSuccessAt: null, lastRun: null, lastFailure: null },
        { name: "listings" },
      ],
    });
    // the most urgent first
    expect(shops[0]?.budget.live?.waiting).toEqual([
      { class: "P0", calls: 1 },
      { class: "P2", calls: 3 },
    ]);
  });

  test("figures of a runner that no longer reports are not live, and its pause is over", async () => {
    const { made, visitor } = await newShop();
    await syncRows(app, made).put((tx) =>
      tx
        .updateTable("shop_runner")
        .set({
          beat_at: at(60_000),
          budget: JSON.stringify({ ceiling: 120, inFlight: 0, waiting: {}, pausedMs: 30_000, spent: [], ordersPerDay: 1 }),
        })
        .where("tenant_id", "=", made.tenant)
        .execute(),
    );
    const { shops } = await read(visitor, getSyncRoute, "/sync");
    expect(shops[0]).toMatchObject({ isLive: false, budget: { live: { pausedUntil: null } } });
  });

  test("the address for announcements is shown with when the platform last used it, and it answers", async () => {
    const { made, visitor } = await newShop();
    const before = (await read(visitor, getSyncRoute, "/sync")).shops[0]?.announcements;
    expect(before?.lastAt).toBeNull();
    const path = new URL(before?.address ?? "").pathname;
    // unsigned: there is somebody, who believes nothing
    expect((await fetch(`${server.address}${path}`, { method: "POST", body: "{}" })).status).toBe(401);
    const receivedAt = at(5_000);
    await syncRows(app, made).put((tx) =>
      tx
        .insertInto("hook_event")
        .values({
          tenant_id: made.tenant,
          id: app.entropy.uuid(),
          shop_id: made.shopId,
          key: "one",
          event: "bg_order_status_change_event",
          platform_order_id: null,
          platform_at: null,
          received_at: receivedAt,
          raw_blob_id: asId<BlobId>(app.entropy.uuid()),
        })
        .execute(),
    );
    expect((await read(visitor, getSyncRoute, "/sync")).shops[0]?.announcements.lastAt).toBe(receivedAt);
  });

  test("a shop that no runner has taken yet shows what the platform tolerates", async () => {
    const { visitor } = await newShop();
    const { shops } = await read(visitor, getSyncRoute, "/sync");
    expect(shops[0]).toMatchObject({ isLive: false, beatAt: null, budget: { used: 0, live: null }, quarantined: 0, waitingRequests: 0 });
  });
});

describe("what was spent", () => {
  test("calls to the platform are counted by minute and class; carriers and older ones are not", async () => {
    const { made, visitor } = await newShop();
    await syncRows(app, made).calls([
      { operation: "order.list", agoMs: 0 },
      { operation: "order.list", agoMs: 1 },
      { operation: "ship.confirm", class: "P0", agoMs: 2 },
      { operation: "booking", party: "yanwen", agoMs: 3 },
      { operation: "order.list", agoMs: 61 * 60_000 },
    ]);
    const { minutes } = await read(visitor, listCallMinutesRoute, `/sync/call-minutes?shop=${made.shopId}`);
    const sum = (callClass: string) => minutes.filter((one) => one.class === callClass).reduce((total, one) => total + one.calls, 0);
    expect([sum("P0"), sum("P1"), minutes.length <= 4]).toEqual([1, 2, true]);
    expect(await refusalOf(stranger.get(`/api/v1/sync/call-minutes?shop=${made.shopId}`))).toEqual([404, "shop-not-found"]);
  });

  test("the record is read page by page, newest first, each call once", async () => {
    const { made, visitor } = await newShop();
    // pairs at the same moment: only the id tells them apart
    const many = Array.from({ length: 230 }, (_, index) => ({ operation: `op-${index}`, agoMs: 1_000 + Math.floor(index / 2) * 10 }));
    await syncRows(app, made).calls(many);
    const seen: string[] = [];
    let next: string | null = "";
    for (let page = 0; page < 5 && next !== null; page += 1) {
      const reply: z.infer<typeof listCallsRoute.reply> = await read(
        visitor,
        listCallsRoute,
        `/sync/calls${next === "" ? "" : `?before=${next}`}`,
      );
      seen.push(...reply.rows.map((row) => row.operation));
      next = reply.next;
    }
    expect(seen).toHaveLength(230);
    expect(new Set(seen)).toEqual(new Set(many.map((one) => one.operation)));
    expect(seen.slice(0, 2).toSorted()).toEqual(["op-0", "op-1"]);
  });

  test("filters narrow it: operation, class, outcome, time; never more than a day", async () => {
    const { made, visitor } = await newShop();
    await syncRows(app, made).calls([
      { operation: "order.list", agoMs: 60_000 },
      { operation: "Order.detail", agoMs: 60_000, outcome: "timeout" },
      { operation: "stock.push", class: "P2", agoMs: 60_000, code: "4000004" },
      { operation: "order.list", agoMs: 2 * 3_600_000 },
      { operation: "order.list", agoMs: 26 * 3_600_000 },
    ]);
    const count = async (query: string) => (await read(visitor, listCallsRoute, `/sync/calls?${query}`)).rows.length;
    expect(await count("")).toBe(3);
    expect(await count("operation=ORDER")).toBe(2);
    expect(await count("class=P2,P3")).toBe(1);
    expect(await count("outcome=failed")).toBe(2);
    expect(await count("outcome=good")).toBe(1);
    expect(await count(`from=${at(3 * 3_600_000)}`)).toBe(4);
    expect(await count("cause=order")).toBe(0);
    const wide = await read(visitor, listCallsRoute, `/sync/calls?from=${at(48 * 3_600_000)}`);
    expect([wide.rows.length, Date.parse(wide.to) - Date.parse(wide.from)]).toEqual([4, 24 * 3_600_000]);
  });
});

describe("what a person asks of a runner", () => {
  test("a wish is stored once, with who asked, and its result is shown per number", async () => {
    const { made, visitor } = await newShop();
    const numbers = ["PO-211-1", "PO-211-2", " PO-211-1 ", "PO-211-3"];
    const { id } = requestSyncRoute.reply.parse((await wish(visitor, { kind: "pull_orders", shopId: made.shopId, numbers })).body);
    expect((await read(visitor, getSyncRoute, "/sync")).shops[0]?.waitingRequests).toBe(1);
    const before = await read(visitor, listSyncRequestsRoute, "/sync/requests");
    expect(before.requests).toMatchObject([
      { id, kind: "pull_orders", asked: 3, requestedBy: "The operator", state: "waiting", result: null },
    ]);
    const result = { got: 2, kept: 1, numbers: { "PO-211-1": "stored", "PO-211-2": "not-found", "PO-211-3": "unchanged" } };
    await syncRows(app, made).put((tx) =>
      tx
        .updateTable("shop_request")
        .set({ state: "done", result: JSON.stringify(result), ended_at: at(0) })
        .where("tenant_id", "=", made.tenant)
        .where("id", "=", id)
        .execute(),
    );
    const after = await read(visitor, getSyncRequestRoute, `/sync/requests/${id}`);
    expect(after.numbers).toEqual([
      { number: "PO-211-1", state: "stored" },
      { number: "PO-211-2", state: "not-found" },
      { number: "PO-211-3", state: "unchanged" },
    ]);
    expect(after.result).toMatchObject({ got: 2, kept: 1, failure: null });
    expect(await refusalOf(stranger.get(`/api/v1/sync/requests/${id}`))).toEqual([404, "item-not-found"]);
  });

  test("what cannot be meant is refused in words", async () => {
    const many = Array.from({ length: 501 }, (_, index) => `PO-211-${index}`);
    const ask = (body: object) => refusalOf(wish(owner, { kind: "pull_orders", shopId: shop.shopId, ...body }));
    expect(await ask({ numbers: many })).toEqual([409, "too-many-numbers"]);
    expect(await ask({ numbers: ["PO-211-1", "no number"] })).toEqual([409, "number-malformed"]);
    expect(await ask({ numbers: ["PO-211-1"], shopId: theirs.shopId })).toEqual([404, "shop-not-found"]);
    expect(await refusalOf(wish(owner, { kind: "retry_item", quarantineId: shop.shopId }))).toEqual([404, "item-not-found"]);
    expect((await wish(owner, { kind: "pull_orders", shopId: shop.shopId, numbers: [] })).status).toBe(400);
  });

  test("no more than twenty wait for a shop, however fast they come", async () => {
    const { made, visitor } = await newShop();
    const answers = await Promise.all(Array.from({ length: 24 }, () => wish(visitor, { kind: "pull", shopId: made.shopId })));
    expect(answers.map((answer) => answer.status).toSorted()).toEqual([...Array(20).fill(200), ...Array(4).fill(409)]);
  });

  test("somebody with one shop sees and asks for that shop only", async () => {
    const limited = await server.enter(shop.tenant, "operator", { shops: [theirs.shopId] });
    expect((await read(limited, getSyncRoute, "/sync")).shops).toEqual([]);
    expect(await refusalOf(wish(limited, { kind: "pull", shopId: shop.shopId }))).toEqual([404, "shop-not-found"]);
    expect((await read(limited, listCallsRoute, `/sync/calls?shop=${shop.shopId}`)).rows).toEqual([]);
  });
});

describe("what went wrong", () => {
  test("an item that broke the schema is listed until it is released, and can be tried again", async () => {
    const { made, visitor } = await newShop();
    const id = await syncRows(app, made).quarantined("PO-211-7", "orderList.0.quantity: expected a whole number");
    const list = () => read(visitor, listQuarantineRoute, "/sync/quarantine");
    expect((await list()).rows).toMatchObject([{ id, platformOrderId: "PO-211-7", seenCount: 4, isRetrying: false }]);
    expect((await wish(visitor, { kind: "retry_item", quarantineId: id })).status).toBe(200);
    expect((await list()).rows).toMatchObject([{ id, isRetrying: true }]);
    expect(await refusalOf(wish(stranger, { kind: "retry_item", quarantineId: id }))).toEqual([404, "item-not-found"]);
    await syncRows(app, made).put((tx) =>
      tx
        .updateTable("quarantine")
        .set({ released_at: at(0) })
        .where("tenant_id", "=", made.tenant)
        .execute(),
    );
    expect((await list()).rows).toEqual([]);
    expect(await refusalOf(wish(visitor, { kind: "retry_item", quarantineId: id }))).toEqual([404, "item-not-found"]);
  });

  test("a refused write is listed with its package while the package still lacks it", async () => {
    await ingestOrders(app, shop.ingest, { orders: [testOrder("PO-9", [{ sku: "MUG" }])], source: "stream" });
    const pkg = await rows.put((tx) =>
      tx.selectFrom("package").select(["id", "number"]).where("tenant_id", "=", shop.tenant).executeTakeFirstOrThrow(),
    );
    const { id, number } = pkg;
    await rows.refused("ship_confirm", id, { code: "1", message: "an older refusal" });
    await rows.refused("ship_confirm", id, { code: "120014022", message: "carrier mismatch" });
    await rows.refused("stock_push", shop.warehouseId, { code: "7", message: "no such listing" });
    const list = async () => (await read(owner, listRefusedWritesRoute, "/sync/refused-writes")).rows;
    expect((await list()).map((one) => one.kind)).toEqual(["stock_push"]);
    const refusal = { reason: "carrier-unknown", code: "120014022", message: "carrier mismatch" };
    await rows.put((tx) =>
      tx
        .updateTable("package")
        .set({ backfill_state: "rejected", backfill_refusal: JSON.stringify(refusal) })
        .where("tenant_id", "=", shop.tenant)
        .execute(),
    );
    expect((await list()).find((one) => one.kind === "ship_confirm")).toMatchObject({
      package: { id, number, platformOrderId: "PO-9" },
      reason: "carrier-unknown",
      code: "120014022",
      message: "carrier mismatch",
    });
    expect(await list()).toHaveLength(2);
    expect((await read(stranger, listRefusedWritesRoute, "/sync/refused-writes")).rows).toEqual([]);
  });
});
