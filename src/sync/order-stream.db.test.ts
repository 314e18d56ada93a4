import { sql } from "kysely";
import { afterAll, expect, test } from "vitest";
import { createTestDatabase } from "../../test/support/database.ts";
import { openTestApp, steppedClock } from "../../test/support/test-app.ts";
import { type Asked, openTestRun, temuAnswer, temuList, temuOrder } from "../../test/support/test-run.ts";
import { setUpTestShop, type TestShop } from "../../test/support/test-shop.ts";
import { insertSyncRequest } from "../db/sync-requests.ts";
import { newOrderStream, pollOrders } from "./order-stream.ts";
import { serveRequests } from "./requests.ts";
import { newSignsOfLife, showLife } from "./signs-of-life.ts";
import { newSweeps, reconcile, sweepOrders } from "./sweeps.ts";

const clock = steppedClock("2026-11-22T08:00:00Z");
const { app, directory, close } = openTestApp(await createTestDatabase(), clock);
afterAll(close);

const nowS = () => Math.floor(clock.now() / 1000);
const listed = (number: string, updateTime: number, changes = {}) => ({ order: temuOrder(number, updateTime, changes), updateTime });
const isList = (asked: Asked) => asked.operation === "bg.order.list.v2.get";

async function look(shop: TestShop) {
  const { tenant } = shop;
  return await app.database.inTenant(tenant, async (tx) => ({
    orders: (
      await sql<{ number: string }>`select platform_order_id as number from shop_order where tenant_id = ${tenant} order by 1`.execute(tx)
    ).rows.map((row) => row.number),
    alerts: (
      await sql<{ kind: string }>`select kind from alert where tenant_id = ${tenant} and closed_at is null order by 1`.execute(tx)
    ).rows.map((row) => row.kind),
    quarantined: (
      await sql<{
        key: string;
      }>`select item_key as key from quarantine where tenant_id = ${tenant} and released_at is null order by 1`.execute(tx)
    ).rows.map((row) => row.key),
    differences: (
      await sql`select platform_order_id as number, kind, cause, pulled from reconciliation_difference where tenant_id = ${tenant} order by 1`.execute(
        tx,
      )
    ).rows,
    sweeps: (
      await sql`select kind, state, platform_count, our_count, pulled from reconciliation where tenant_id = ${tenant} order by started_at`.execute(
        tx,
      )
    ).rows,
    lastRun: (
      await sql<{ run: Record<string, unknown> }>`
        select last_run as run from stream_state where tenant_id = ${tenant} and stream = 'orders'`.execute(tx)
    ).rows[0]?.run,
  }));
}

/** A person's wish to have these orders pulled. */
async function askFor({ tenant, shopId }: TestShop, numbers: readonly string[]): Promise<void> {
  const wish = { id: app.entropy.uuid(), shopId, kind: "pull_orders", data: { numbers }, requestedBy: "Ann" } as const;
  await app.database.inTenant(tenant, (tx) => insertSyncRequest(tx, tenant, wish, clock.now()));
}

test("an empty answer where orders were a moment ago is an alarm, and no poll that stock may be counted on", async () => {
  const shop = await setUpTestShop(app, directory, { MUG: 10 });
  let isEmpty = false;
  const order = listed("PO-211-1", nowS() - 30);
  const { run, budget } = await openTestRun(app, directory, shop, ({ params }) => temuList(isEmpty ? [] : [order], params));
  const stream = newOrderStream(run);
  await pollOrders(run, stream, budget);
  expect(await look(shop)).toMatchObject({ orders: ["PO-211-1"], alerts: [], lastRun: { cause: "start", calls: 1, got: 1, kept: 1 } });
  const finished = stream.finished;
  isEmpty = true;
  for (let poll = 0; poll < 3; poll += 1) await pollOrders(run, stream, budget);
  expect((await look(shop)).alerts).toEqual(["answer-empty"]);
  expect(stream.finished).toBe(finished);
  isEmpty = false;
  await pollOrders(run, stream, budget);
  expect((await look(shop)).alerts).toEqual([]);
  expect(stream.finished).toBeGreaterThan(finished);
});

test("a time whose answer cannot be read is read in parts, a second of it is put aside, and the orders around it arrive", async () => {
  const shop = await setUpTestShop(app, directory, { MUG: 10 });
  const broken = nowS() - 3_600;
  const orders = [listed("PO-211-1", broken - 500), listed("PO-211-2", broken + 400), listed("PO-211-3", broken + 1_000)];
  const garbled = ({ params }: Asked) => Number(params.updateAtStart) <= broken && Number(params.updateAtEnd) >= broken;
  const { run, budget } = await openTestRun(app, directory, shop, (asked) =>
    garbled(asked) ? temuAnswer({ totalItemNum: "many" }) : temuList(orders, asked.params),
  );
  const stream = newOrderStream(run);
  for (let poll = 0; poll < 300 && stream.finished === 0; poll += 1) clock.pass(await pollOrders(run, stream, budget));
  const seen = await look(shop);
  expect(seen.orders).toEqual(["PO-211-1", "PO-211-2", "PO-211-3"]);
  // the second itself, and at most the one that shares its edge
  expect([1, 2]).toContain(seen.quarantined.length);
  expect(seen.alerts).toContain("item-quarantined");
});

test("a poison order is put aside alone, and is let go as soon as it can be read", async () => {
  const shop = await setUpTestShop(app, directory, { MUG: 10 });
  const at = nowS();
  let isBroken = true;
  const answer = ({ params }: Asked) =>
    temuList([listed("PO-211-1", at), listed("PO-211-2", at, isBroken ? { quantity: "1e999" } : {}), listed("PO-211-3", at)], params);
  const { run, budget } = await openTestRun(app, directory, shop, answer);
  const stream = newOrderStream(run);
  await pollOrders(run, stream, budget);
  await pollOrders(run, stream, budget);
  expect(await look(shop)).toMatchObject({ orders: ["PO-211-1", "PO-211-3"], quarantined: ["PO-211-2"], alerts: ["item-quarantined"] });
  isBroken = false;
  await pollOrders(run, stream, budget);
  expect(await look(shop)).toMatchObject({ orders: ["PO-211-1", "PO-211-2", "PO-211-3"], quarantined: [], alerts: [] });
});

test("what was put aside hours ago is found by the next sweep once it can be read, long before the night", async () => {
  const shop = await setUpTestShop(app, directory, { MUG: 10 });
  const at = nowS();
  let isBroken = true;
  const answer = ({ params }: Asked) =>
    temuList([listed("PO-211-1", at + 4 * 3_600), listed("PO-211-2", at, isBroken ? { quantity: "1e999" } : {})], params);
  const { run, budget } = await openTestRun(app, directory, shop, answer);
  const stream = newOrderStream(run);
  await pollOrders(run, stream, budget);
  clock.pass(5 * 3_600_000);
  await pollOrders(run, stream, budget);
  expect(await reconcile(run, stream, "recent")).toBeUndefined();
  expect(await look(shop)).toMatchObject({ orders: ["PO-211-1"], quarantined: ["PO-211-2"] });
  isBroken = false;
  expect(await reconcile(run, stream, "recent")).toBeUndefined();
  expect(await look(shop)).toMatchObject({
    orders: ["PO-211-1", "PO-211-2"],
    quarantined: [],
    differences: [{ number: "PO-211-2", kind: "missing", cause: "quarantined", pulled: true }],
  });
});

test("a page that comes again and again ends the reading", async () => {
  const shop = await setUpTestShop(app, directory, { MUG: 10 });
  const page = Array.from({ length: 100 }, (_, index) => temuOrder(`PO-211-${index}`, nowS()));
  const { run, budget, asked } = await openTestRun(app, directory, shop, () => temuAnswer({ totalItemNum: 1_000, pageItems: page }));
  const stream = newOrderStream(run);
  await pollOrders(run, stream, budget);
  expect(asked).toHaveLength(2);
  expect(stream.finished).toBe(0);
});

test("most looks go back half a minute, one every ten seconds goes back five: what is shown minutes late comes with it", async () => {
  const shop = await setUpTestShop(app, directory, { MUG: 10 });
  const shown = [listed("PO-211-1", nowS() - 2)];
  const late = listed("PO-211-2", nowS() - 200);
  const { run, budget, asked } = await openTestRun(app, directory, shop, ({ params }) => temuList(shown, params));
  const stream = newOrderStream(run);
  for (let poll = 0; poll < 13; poll += 1) {
    clock.pass(1_000);
    if (poll === 2) shown.push(late);
    await pollOrders(run, stream, budget);
  }
  const newest = shown[0]?.updateTime ?? 0;
  // the first look reads all that the platform remembers, the second far back is the tenth after it
  expect(asked.slice(1).map(({ params }) => newest - Number(params.updateAtStart))).toEqual([
    30, 30, 30, 30, 30, 30, 30, 30, 30, 300, 30, 30,
  ]);
  expect((await look(shop)).orders).toEqual(["PO-211-1", "PO-211-2"]);
});

test("a look that brings nothing new is shown with the next sign of life, and never over a younger one", async () => {
  const shop = await setUpTestShop(app, directory, { MUG: 10 });
  const order = listed("PO-211-1", nowS() - 2);
  const { run, budget } = await openTestRun(app, directory, shop, ({ params }) => temuList([order], params));
  const { tenant, shopId } = shop;
  const stream = newOrderStream(run);
  const signs = newSignsOfLife();
  const shownAt = async () => {
    const found = await app.database.inTenant(tenant, (tx) =>
      sql<{ success: number; beat: number }>`
        select s.last_success_at as success, r.beat_at as beat from stream_state s
        join shop_runner r on r.tenant_id = s.tenant_id and r.shop_id = s.shop_id
        where s.tenant_id = ${tenant} and s.shop_id = ${shopId} and s.stream = 'orders'`.execute(tx),
    );
    return found.rows[0];
  };
  await pollOrders(run, stream, budget);
  const first = clock.now();
  clock.pass(1_000);
  await pollOrders(run, stream, budget);
  expect((await shownAt())?.success).toBe(first);
  await showLife(run, budget, stream, signs);
  expect(await shownAt()).toEqual({ success: first + 1_000, beat: first + 1_000 });
  const { quiet } = stream;
  expect(quiet).toBeUndefined();
  stream.quiet = { at: first, done: { run: { at: "", cause: "poll", calls: 9, got: 0, kept: 0, skipped: {} }, nextRunAt: first } };
  clock.pass(1_000);
  await showLife(run, budget, stream, signs);
  expect((await shownAt())?.success).toBe(first + 1_000);
  // a meter that stands still is a sign of life all the same, four times a minute
  clock.pass(16_000);
  await showLife(run, budget, stream, signs);
  expect((await shownAt())?.beat).toBe(first + 18_000);
});

test("between two sweeps a glance finds what the stream passed by within a minute, and leaves a record only then", async () => {
  const shop = await setUpTestShop(app, directory, { MUG: 10 });
  const late = listed("PO-211-9", nowS() - 3_000);
  const shown = [listed("PO-211-1", nowS() - 10)];
  const { run, budget, asked } = await openTestRun(app, directory, shop, ({ params }) => temuList(shown, params));
  const stream = newOrderStream(run);
  const sweeps = newSweeps();
  await pollOrders(run, stream, budget);
  const sweepFor = async (ms: number) => {
    for (const endAt = clock.now() + ms; clock.now() < endAt; ) clock.pass(await sweepOrders(run, stream, budget, sweeps));
  };
  // the nightly and weekly sweeps of a shop that never had one, and the first of the ten-minute ones
  await sweepFor(40_000);
  const { sweeps: atFirst } = await look(shop);
  const askedAtFirst = asked.length;
  await sweepFor(120_000);
  expect((await look(shop)).sweeps).toHaveLength(atFirst.length);
  expect(asked.length - askedAtFirst).toBe(4);
  shown.push(late);
  await sweepFor(60_000);
  expect(await look(shop)).toMatchObject({
    orders: ["PO-211-1", "PO-211-9"],
    alerts: ["order-missed"],
    differences: [{ number: "PO-211-9", kind: "missing", cause: "late-visible", pulled: true }],
  });
  expect((await look(shop)).sweeps).toHaveLength(atFirst.length + 1);
});

test("an order that changes between two glances is not taken for one that the stream has missed", async () => {
  const shop = await setUpTestShop(app, directory, { MUG: 10 });
  const shown = [listed("PO-211-1", nowS() - 10)];
  const { run, budget } = await openTestRun(app, directory, shop, ({ params }) => temuList(shown, params));
  const stream = newOrderStream(run);
  const sweeps = newSweeps();
  await pollOrders(run, stream, budget);
  const glanceWithin = async (ms: number) => {
    for (const endAt = clock.now() + ms; clock.now() < endAt; ) clock.pass(await sweepOrders(run, stream, budget, sweeps));
  };
  await glanceWithin(160_000);
  const before = (await look(shop)).sweeps.length;
  for (let round = 0; round < 4; round += 1) {
    // seen by a glance first, then by the stream, and changed again before the next glance
    shown[0] = listed("PO-211-1", nowS());
    await glanceWithin(30_000);
    clock.pass(10_000);
    await pollOrders(run, stream, budget);
  }
  expect(await look(shop)).toMatchObject({ alerts: [], differences: [] });
  expect((await look(shop)).sweeps).toHaveLength(before);
});

test("what became visible late is found by the sweep, pulled, and on record with its cause", async () => {
  const shop = await setUpTestShop(app, directory, { MUG: 10 });
  const late = listed("PO-211-9", nowS() - 3_000);
  const shown = [listed("PO-211-1", nowS() - 10)];
  const { run, budget, asked } = await openTestRun(app, directory, shop, ({ params }) => temuList(shown, params));
  const stream = newOrderStream(run);
  await pollOrders(run, stream, budget);
  shown.push(late);
  await pollOrders(run, stream, budget);
  expect((await look(shop)).orders).toEqual(["PO-211-1"]);
  expect(await reconcile(run, stream, "recent")).toBeUndefined();
  expect(await look(shop)).toMatchObject({
    orders: ["PO-211-1", "PO-211-9"],
    alerts: ["order-missed"],
    differences: [{ number: "PO-211-9", kind: "missing", cause: "late-visible", pulled: true }],
    sweeps: [{ kind: "recent", state: "done", platform_count: 2, our_count: 1, pulled: 1 }],
  });
  expect(run.calls.at(-1)).toMatchObject({ class: "P3", operation: asked.findLast(isList)?.operation });
});

test("orders that people ask for by number come, and each number says what became of it", async () => {
  const shop = await setUpTestShop(app, directory, { MUG: 10 });
  const { run, budget } = await openTestRun(app, directory, shop, ({ params }) =>
    params.parentOrderSn === "PO-211-7"
      ? temuAnswer(temuOrder("PO-211-7", nowS()))
      : JSON.stringify({ success: false, errorCode: 140020002, errorMsg: "order does not exist" }),
  );
  const { tenant } = shop;
  await askFor(shop, ["PO-211-7", "PO-211-8"]);
  await serveRequests(run, newOrderStream(run), budget);
  const asked = await app.database.inTenant(tenant, (tx) =>
    sql`select state, result from shop_request where tenant_id = ${tenant}`.execute(tx),
  );
  expect(asked.rows).toEqual([{ state: "done", result: { got: 1, kept: 1, numbers: { "PO-211-7": "stored", "PO-211-8": "not-found" } } }]);
  expect((await look(shop)).orders).toEqual(["PO-211-7"]);
});

test("a wish that the platform refuses as one call too many makes the whole shop wait", async () => {
  const shop = await setUpTestShop(app, directory, { MUG: 10 });
  const { run, budget } = await openTestRun(app, directory, shop, () =>
    JSON.stringify({ success: false, errorCode: 4_000_004, errorMsg: "too many requests" }),
  );
  await askFor(shop, ["PO-211-7"]);
  await serveRequests(run, newOrderStream(run), budget);
  expect(budget.report().pausedMs).toBeGreaterThan(0);
});

test("minutes without a good reading are an alert, which ends with the first one", async () => {
  const shop = await setUpTestShop(app, directory, { MUG: 10 });
  let isDown = false;
  const { run, budget } = await openTestRun(app, directory, shop, ({ params }) =>
    isDown ? "<html>502 Bad Gateway</html>" : temuList([listed("PO-211-1", nowS())], params),
  );
  const stream = newOrderStream(run);
  await pollOrders(run, stream, budget);
  isDown = true;
  for (const silentMs of [60_000, 60_000]) {
    clock.pass(silentMs);
    await pollOrders(run, stream, budget);
  }
  expect((await look(shop)).alerts).toEqual([]);
  clock.pass(70_000);
  await pollOrders(run, stream, budget);
  await pollOrders(run, stream, budget);
  expect((await look(shop)).alerts).toEqual(["stream-late"]);
  isDown = false;
  await pollOrders(run, stream, budget);
  expect((await look(shop)).alerts).toEqual([]);
});
