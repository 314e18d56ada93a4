import { ingestOrders } from "../app/ingest-orders.ts";
import { noteAlerts } from "../app/note-alerts.ts";
import { quarantineItems } from "../app/quarantine-items.ts";
import type { Tx } from "../db/database.ts";
import { inFence } from "../db/fence.ts";
import { findKnownOrders, type KnownOrder } from "../db/orders.ts";
import { findOldestQuarantine } from "../db/quarantine.ts";
import {
  countOrdersUpdated,
  type Difference,
  endReconciliation,
  findQuarantined,
  insertDifferences,
  listLastSweeps,
  listOpenOrders,
  startReconciliation,
} from "../db/reconciliations.ts";
import { announceChanges } from "../db/records.ts";
import { findStream } from "../db/streams.ts";
import { judgeIncoming } from "../domain/orders/incoming.ts";
import { localHour } from "../domain/shops/day.ts";
import { explainMiss, isStillAhead, isSweepDue, sweepPlans } from "../domain/shops/sweep.ts";
import type { OrderId } from "../kernel/id.ts";
import { addMs, type Instant, instantFromMs } from "../kernel/instant.ts";
import { type ReconciliationKind, reconciliationKinds } from "../kernel/vocabulary/sync.ts";
import type { OrderWindow, PlatformFailure, PlatformOrder } from "../ports/platform.ts";
import type { Budget } from "./budget.ts";
import { describeFailure, isTooMuchAtOnce, reactToFailure } from "./failure.ts";
import { type OrderStream, workOf } from "./order-stream.ts";
import { ingestShop, linkFor, type Run } from "./run.ts";

const lookMs = 10_000;
const dayMs = 24 * 3_600_000;
const maxPages = 600;
const leastSpanMs = 60_000;
/** While nothing urgent waits for calls, the last orders are compared this often: newest changes first, so many pages. Recorded only if it finds something. */
const glance = { everyMs: 30_000, pages: 3 };
const openBatch = 200;
/** So long a sweep reaches back to items that were put aside; an order may have changed some time before it was seen. */
const asideMs = 26 * 3_600_000;
const asideMarginMs = 10 * 60_000;

/** What a sweep has counted so far. */
type Tally = {
  id: string;
  theirs: Set<string>;
  ours: number;
  pulled: number;
  differences: Difference[];
  /** A glance leaves to the stream what its next look reaches, once. */
  leave?: { before: ReadonlyMap<string, LeftOrder>; now: Map<string, LeftOrder> };
};

/** The version of an order that was left to the stream, and when, in monotonic ms. */
type LeftOrder = { updatedAt: Instant | null; at: number };

/**
 * When each kind of sweep last began; undefined before the record was read. `glancedAt`: monotonic ms. `left`: orders that the last glance left to
 * the stream, whose next look reaches them.
 */
export type Sweeps = { last: Map<ReconciliationKind, Instant> | undefined; glancedAt: number; left: Map<string, LeftOrder> };

export function newSweeps(): Sweeps {
  return { last: undefined, glancedAt: Number.NEGATIVE_INFINITY, left: new Map() };
}

/** Compares the platform's orders with ours when it is time to. The guarantee behind the stream; its calls have a floor of their own. */
export async function sweepOrders(run: Run, stream: OrderStream, budget: Budget, sweeps: Sweeps): Promise<number> {
  // the first reading of a shop is no sweep's business
  if (stream.finished === 0) return 1_000;
  const { app, fence } = run;
  sweeps.last ??= await app.database.inTenant(fence.tenant, (tx) => listLastSweeps(tx, fence.tenant, fence.shop));
  const { last } = sweeps;
  const now = app.clock.now();
  const due = reconciliationKinds.find((kind) => isSweepDue(kind, last.get(kind), now, localHour(now, run.shop.timeZone)));
  if (due === undefined && !isGlanceDue(run, stream, budget, sweeps)) return lookMs;
  sweeps.glancedAt = app.clock.monotonicMs();
  if (due !== undefined) last.set(due, now);
  const failure = due === undefined ? await glanceAtOrders(run, stream, sweeps) : await reconcile(run, stream, due);
  return failure === undefined ? (due === undefined ? lookMs : 1_000) : Math.max(lookMs, await reactToFailure(run, budget, failure));
}

/** There is room for calls that nobody waits for, and the shop has had news that could have been shown late or broken. */
function isGlanceDue(run: Run, stream: OrderStream, budget: Budget, sweeps: Sweeps): boolean {
  const { isWorkWaiting } = workOf(stream, budget);
  const hasNews = (stream.cursor ?? 0) > run.app.clock.now() - sweepPlans.recent.lookBackMs || stream.broken.size > 0;
  return !isWorkWaiting && hasNews && run.app.clock.monotonicMs() - sweeps.glancedAt >= glance.everyMs;
}

function windowOf(run: Run, kind: ReconciliationKind): OrderWindow {
  const now = run.app.clock.now();
  // before this nothing of the shop was ever read
  const known = run.shop.createdAt - run.connector.capabilities.historyDays * dayMs;
  return { updatedFrom: instantFromMs(Math.max(known, now - sweepPlans[kind].lookBackMs)), updatedTo: now };
}

function newTally(run: Run): Tally {
  return { id: run.app.entropy.uuid(), theirs: new Set(), ours: 0, pulled: 0, differences: [] };
}

/** The last orders compared, in few calls. What is found is recorded as a sweep's find. */
async function glanceAtOrders(run: Run, stream: OrderStream, sweeps: Sweeps): Promise<PlatformFailure | undefined> {
  const window = windowOf(run, "recent");
  const tally = { ...newTally(run), leave: { before: sweeps.left, now: new Map<string, LeftOrder>() } };
  const failure = await comparePages(run, stream, window, tally, glance.pages);
  sweeps.left = tally.leave.now;
  if (run.stop.aborted) return undefined;
  if (tally.differences.length > 0) {
    const { fence } = run;
    await inFence(run.app.database, fence, async (tx) => {
      await begin(tx, run, "recent", window, tally);
      await end(tx, run, "recent", tally, { theirs: tally.theirs.size, ours: tally.ours }, failure);
    });
  }
  if (tally.pulled > 0) run.bell.ring();
  return failure;
}

/** One sweep of a kind, from its first call to its record. The failure that ended it, if one did. */
export async function reconcile(run: Run, stream: OrderStream, kind: ReconciliationKind): Promise<PlatformFailure | undefined> {
  const { app, fence } = run;
  const tally = newTally(run);
  const window = await inFence(app.database, fence, async (tx) => {
    const wanted = windowOf(run, kind);
    // what was put aside may be readable by now, and the longer sweeps come once a day: until then it is looked for here
    const asideAt = kind === "recent" ? await findOldestQuarantine(tx, fence, addMs(wanted.updatedTo, -asideMs)) : undefined;
    const from = asideAt === undefined ? wanted.updatedFrom : Math.min(wanted.updatedFrom, asideAt - asideMarginMs);
    const reaching = { ...wanted, updatedFrom: instantFromMs(from) };
    await begin(tx, run, kind, reaching, tally);
    return reaching;
  });
  const ended = kind === "weekly" ? await compareCounts(run, window) : await compareOrders(run, stream, window, tally, kind === "nightly");
  if (run.stop.aborted) return undefined;
  const failure = "failure" in ended ? ended.failure : undefined;
  const counts = "theirs" in ended ? ended : { theirs: tally.theirs.size, ours: tally.ours };
  await inFence(app.database, fence, async (tx) => {
    await end(tx, run, kind, tally, counts, failure);
  });
  if (tally.pulled > 0) run.bell.ring();
  return failure;
}

async function begin(tx: Tx, run: Run, kind: ReconciliationKind, window: OrderWindow, tally: Tally): Promise<void> {
  const { tenant, shop } = run.fence;
  const { updatedFrom: from, updatedTo: to } = window;
  await startReconciliation(tx, tenant, { id: tally.id, shopId: shop, kind, from, to, startedAt: to });
}

async function end(
  tx: Tx,
  run: Run,
  kind: ReconciliationKind,
  tally: Tally,
  counts: { theirs: number; ours: number },
  failure: PlatformFailure | undefined,
): Promise<void> {
  const { app, fence } = run;
  const { tenant, shop } = fence;
  await insertDifferences(tx, tenant, shop, tally.id, tally.differences);
  await endReconciliation(tx, tenant, tally.id, app.clock.now(), {
    state: failure === undefined ? "done" : "failed",
    platformCount: counts.theirs,
    ourCount: counts.ours,
    pulled: tally.pulled,
    failure: failure === undefined ? null : describeFailure(failure),
  });
  const missed = tally.differences.filter((one) => one.kind !== "extra");
  const detail = { count: missed.length, cause: missed[0]?.cause ?? "unexplained" };
  if (missed.length > 0)
    await noteAlerts(tx, app, tenant, {
      open: [{ kind: "order-missed", severity: "warning", shopId: shop, subject: kind, detail }],
    });
  await announceChanges(tx, tenant, app.clock.now(), [{ topic: "shops-changed", ids: [shop] }]);
}

/** Reads every order of the window and takes what the stream had not. Nightly also asks for open orders that did not come. */
async function compareOrders(
  run: Run,
  stream: OrderStream,
  window: OrderWindow,
  tally: Tally,
  andOpenOnes: boolean,
): Promise<{ failure?: PlatformFailure }> {
  const failure = (await compareSpan(run, stream, window, tally)) ?? (andOpenOnes ? await askForOpenOrders(run, tally) : undefined);
  return failure === undefined ? {} : { failure };
}

/** A time with more orders than the platform lists at once, or with an answer that cannot be read, is halved. */
async function compareSpan(run: Run, stream: OrderStream, window: OrderWindow, tally: Tally): Promise<PlatformFailure | undefined> {
  const failure = await comparePages(run, stream, window, tally, maxPages);
  const spanMs = window.updatedTo - window.updatedFrom;
  if (failure === undefined || !isTooMuchAtOnce(failure) || spanMs <= leastSpanMs || run.stop.aborted) return failure;
  const middle = addMs(window.updatedFrom, Math.floor(spanMs / 2));
  return (
    (await compareSpan(run, stream, { updatedFrom: middle, updatedTo: window.updatedTo }, tally)) ??
    (await compareSpan(run, stream, { updatedFrom: window.updatedFrom, updatedTo: middle }, tally))
  );
}

async function comparePages(
  run: Run,
  stream: OrderStream,
  window: OrderWindow,
  tally: Tally,
  pagesMax: number,
): Promise<PlatformFailure | undefined> {
  let cursor: string | null = null;
  for (let pages = 0; pages < pagesMax; pages += 1) {
    const open = linkFor(run, "P3", { kind: "stream", id: run.shop.id });
    const reply: Awaited<ReturnType<typeof run.connector.orders.list>> = await run.connector.orders.list(open.link, window, cursor);
    if (!reply.ok) return reply.error;
    await quarantineItems(run.app, run.fence, reply.value.bad);
    if (await takeMissing(run, stream, reply.value.items, tally)) open.keepAnswer("orders", "");
    cursor = reply.value.next;
    if (cursor === null || run.stop.aborted) return undefined;
  }
  return pagesMax < maxPages ? undefined : { kind: "unreadable", detail: `more than ${maxPages} pages` };
}

/** Ingests what we had not, or had older, and notes why. True when there was any. */
async function takeMissing(run: Run, stream: OrderStream, orders: readonly PlatformOrder[], tally: Tally): Promise<boolean> {
  const { app, fence } = run;
  const fresh = orders.filter((order) => !tally.theirs.has(order.platformOrderId));
  if (fresh.length === 0) return false;
  for (const order of fresh) tally.theirs.add(order.platformOrderId);
  const ids = fresh.map((order) => order.platformOrderId);
  const { known, quarantined, lastFailureAt } = await app.database.inTenant(fence.tenant, async (tx) => ({
    known: await findKnownOrders(tx, fence.tenant, fence.shop, ids),
    quarantined: await findQuarantined(tx, fence.tenant, fence.shop, ids),
    lastFailureAt: (await findStream(tx, fence.tenant, fence.shop, "orders"))?.lastFailureAt ?? null,
  }));
  tally.ours += known.size;
  const cursor = stream.cursor ?? null;
  const isAhead = (order: PlatformOrder): boolean => isStillAhead({ updatedAt: order.updatedAt, cursor });
  const differing = fresh.filter((order) => ["new", "changed"].includes(judgeIncoming(known.get(order.platformOrderId), order)));
  const leftBefore = (order: PlatformOrder) => findLeft(tally, order.platformOrderId, known.get(order.platformOrderId));
  const wanting = differing.filter((order) => {
    if (tally.leave === undefined || !isAhead(order) || leftBefore(order) !== undefined) return true;
    tally.leave.now.set(order.platformOrderId, { updatedAt: order.updatedAt, at: app.clock.monotonicMs() });
    return false;
  });
  if (wanting.length === 0) return false;
  await ingestOrders(app, ingestShop(run), { orders: wanting, source: "sweep" });
  tally.pulled += wanting.length;
  for (const order of wanting) {
    const miss = { updatedAt: order.updatedAt, cursor, isQuarantined: quarantined.has(order.platformOrderId), lastFailureAt };
    // the stream would have brought it with its next look: no miss, unless it was left to a look that has been made since
    if (isAhead(order) && stream.farAt <= (leftBefore(order)?.at ?? Number.POSITIVE_INFINITY)) continue;
    const kind = known.has(order.platformOrderId) ? "stale" : "missing";
    tally.differences.push({
      platformOrderId: order.platformOrderId,
      kind,
      cause: explainMiss(miss),
      foundAt: app.clock.now(),
      pulled: true,
    });
  }
  return true;
}

/** What the last glance left of this order; nothing where the stream has brought that by now, so that what differs has come since. */
function findLeft({ leave }: Tally, platformOrderId: string, known: KnownOrder | undefined): LeftOrder | undefined {
  const left = leave?.before.get(platformOrderId);
  const isBrought = left?.updatedAt != null && known?.updatedAt != null && known.updatedAt >= left.updatedAt;
  return isBrought ? undefined : left;
}

/** Orders that we still work on and that did not come in the window are asked for one by one. */
async function askForOpenOrders(run: Run, tally: Tally): Promise<PlatformFailure | undefined> {
  const { app, fence } = run;
  let after: OrderId | null = null;
  for (;;) {
    const start: OrderId | null = after;
    const open: Awaited<ReturnType<typeof listOpenOrders>> = await app.database.inTenant(fence.tenant, (tx) =>
      listOpenOrders(tx, fence.tenant, fence.shop, start, openBatch),
    );
    for (const { platformOrderId } of open.filter((one) => !tally.theirs.has(one.platformOrderId))) {
      if (run.stop.aborted) return undefined;
      const reply = await run.connector.orders.get(linkFor(run, "P3", { kind: "stream", id: run.shop.id }).link, platformOrderId);
      if (reply.ok) {
        const { changed } = await ingestOrders(app, ingestShop(run), { orders: [reply.value], source: "sweep" });
        tally.pulled += changed.length;
        if (changed.length > 0) tally.differences.push(difference(platformOrderId, "stale", app.clock.now(), true));
      } else if (reply.error.kind === "rejected" && reply.error.reason === "order-not-found") {
        tally.differences.push(difference(platformOrderId, "extra", app.clock.now(), false));
      } else if (reply.error.kind !== "rejected" && reply.error.kind !== "unreadable") return reply.error;
    }
    after = open.at(-1)?.id ?? null;
    if (open.length < openBatch) return undefined;
  }
}

function difference(platformOrderId: string, kind: "stale" | "extra", foundAt: Instant, pulled: boolean): Difference {
  return { platformOrderId, kind, cause: kind === "extra" ? "unexplained" : "window-closed", foundAt, pulled };
}

/** How many orders changed in the window, theirs and ours; the nightly sweep names which. */
async function compareCounts(run: Run, window: OrderWindow): Promise<{ theirs: number; ours: number } | { failure: PlatformFailure }> {
  const { app, fence } = run;
  const reply = await run.connector.orders.count(linkFor(run, "P3", { kind: "stream", id: run.shop.id }).link, window);
  if (!reply.ok) return { failure: reply.error };
  const ours = await app.database.inTenant(fence.tenant, (tx) =>
    countOrdersUpdated(tx, fence.tenant, fence.shop, window.updatedFrom, window.updatedTo),
  );
  return { theirs: reply.value, ours };
}
