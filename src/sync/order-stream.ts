import { z } from "zod";
import { ingestOrders } from "../app/ingest-orders.ts";
import { quarantineItems } from "../app/quarantine-items.ts";
import { inFence } from "../db/fence.ts";
import { findStream, type StreamDone, saveStream, saveStreamFailure } from "../db/streams.ts";
import { addMs, type Instant, instantFromMs, parseInstant, toIso } from "../kernel/instant.ts";
import type { RunCause } from "../kernel/vocabulary/sync.ts";
import type { OrderWindow, Page, PlatformFailure, PlatformOrder } from "../ports/platform.ts";
import type { Budget } from "./budget.ts";
import { type Cadence, openCadence, stretchOf } from "./cadence.ts";
import { describeFailure, failureLine, isTooMuchAtOnce, reactToFailure, sayAlerts, showShopWell } from "./failure.ts";
import { ingestShop, linkFor, type Run } from "./run.ts";

const minuteMs = 60_000;
/** Re-read before the cursor: what becomes visible late is still found, by a look far back at the latest so long after the last one. */
const overlapMs = { near: 30_000, far: 5 * minuteMs };
const farEveryMs = 10_000;
/** Beyond our own clock, in case the platform's runs ahead. */
const aheadMs = 10 * minuteMs;
const maxPages = 600;
const rhythm = { weight: 1, leastMs: 1_000, mostMs: 60_000 };
const leastSpanMs = 1_000;
const emptyPatienceMs = 10 * minuteMs;
// orders are to be here within seconds: minutes without a good reading are somebody's business
const lateMs = 3 * minuteMs;

const Cursor = z.object({ updatedTo: z.iso.datetime() });

/** The order stream's memory between polls: the cursor, and what the last look far back and those since held: what is unchanged costs nothing. */
export type OrderStream = {
  cursor: Instant | null | undefined;
  seen: Map<string, string>;
  /** When its last good look far back began, in monotonic ms. */
  farAt: number;
  /** Raw texts of broken items that lie in quarantine already. */
  broken: Set<string>;
  /** The last poll that brought nothing new, until the pages are told of it. */
  quiet: { at: Instant; done: Omit<StreamDone, "delayMs"> } | undefined;
  /** Number of polls that began and of polls that ended well: stock pushes wait for a whole one. */
  begun: number;
  finished: number;
  /** The platform's name of the look, by which it is told apart from work. */
  operation: string;
  /** What the last whole poll got and kept. */
  lastGot: number;
  lastKept: number;
  /** Longest window that can be read at once; undefined: any. Set where the platform or the wire refuses more. */
  spanMs: number | undefined;
  cadence: Cadence;
  /** Why the next poll comes. */
  cause: RunCause;
  /** When it last read well, in monotonic ms, and whether an alert says that this is long ago. */
  goodAt: number;
  isLate: boolean;
  /** Since when answers are empty that cannot be, in monotonic ms. */
  emptySince: number | undefined;
};

export function newOrderStream(run: Pick<Run, "app">): OrderStream {
  return {
    cursor: undefined,
    seen: new Map(),
    farAt: Number.NEGATIVE_INFINITY,
    broken: new Set(),
    quiet: undefined,
    begun: 0,
    finished: 0,
    operation: "",
    lastGot: 0,
    lastKept: 0,
    spanMs: undefined,
    cadence: openCadence(run.app.clock, rhythm),
    cause: "start",
    goodAt: run.app.clock.monotonicMs(),
    isLate: false,
    emptySince: undefined,
  };
}

/** One poll: its window, and what came of it so far. */
type Poll = {
  begunAt: number;
  window: OrderWindow;
  isFar: boolean;
  /** The window ends before now: the rest is read next. */
  isPart: boolean;
  cause: RunCause;
  calls: number;
  got: number;
  kept: number;
  quarantined: number;
  newest: Instant | null;
  seen: Map<string, string>;
  delayMs: number | undefined;
};

/** One poll of the order stream: all pages of the window. Returns the pause until the next one in ms. */
export async function pollOrders(run: Run, stream: OrderStream, budget: Budget): Promise<number> {
  if (stream.cursor === undefined) stream.cursor = await loadCursor(run);
  stream.begun += 1;
  const mine = stream.begun;
  const poll = newPoll(run, stream);
  stream.cause = "poll";
  const failure = await readWindow(run, stream, poll);
  if (run.stop.aborted) return 0;
  if (failure !== undefined) return await failed(run, stream, budget, poll, failure);
  if (isImplausible(run, stream, poll)) return await alarmEmpty(run, stream, poll);
  await finish(run, stream, poll, pauseOf(run, stream, budget));
  stream.lastGot = poll.got;
  stream.lastKept = poll.kept;
  if (!poll.isPart) stream.finished = Math.max(stream.finished, mine);
  await showShopWell(run);
  return poll.isPart ? 0 : pauseOf(run, stream, budget);
}

function newPoll(run: Run, stream: OrderStream): Poll {
  const now = run.app.clock.now();
  const isFar = stream.spanMs !== undefined || run.app.clock.monotonicMs() - stream.farAt >= farEveryMs;
  const firstDay = addMs(now, -run.connector.capabilities.historyDays * 24 * 60 * minuteMs);
  // parts of a long time follow each other without a gap: no need to look back
  const lookBack = stream.spanMs === undefined ? overlapMs[isFar ? "far" : "near"] : 0;
  const updatedFrom = stream.cursor === null || stream.cursor === undefined ? firstDay : addMs(stream.cursor, -lookBack);
  const end = addMs(instantFromMs(Math.max(now, stream.cursor ?? 0)), aheadMs);
  const partEnd = stream.spanMs === undefined ? end : addMs(updatedFrom, stream.spanMs);
  const isPart = partEnd < now;
  return {
    begunAt: run.app.clock.monotonicMs(),
    window: { updatedFrom, updatedTo: isPart ? partEnd : end },
    isFar,
    isPart,
    cause: stream.cause,
    calls: 0,
    got: 0,
    kept: 0,
    quarantined: 0,
    newest: stream.cursor ?? null,
    seen: new Map(),
    delayMs: undefined,
  };
}

/** Reads and takes all pages. What is taken stays taken when a later page fails; only the cursor waits. */
async function readWindow(run: Run, stream: OrderStream, poll: Poll): Promise<PlatformFailure | undefined> {
  let cursor: string | null = null;
  let before = "";
  for (let pages = 0; pages < maxPages; pages += 1) {
    const open = linkFor(run, "P1", { kind: "stream", id: run.shop.id });
    poll.calls += 1;
    const reply: Awaited<ReturnType<typeof run.connector.orders.list>> = await run.connector.orders.list(open.link, poll.window, cursor);
    stream.operation = open.lastCall()?.operation ?? stream.operation;
    if (!reply.ok) return reply.error;
    const ids = reply.value.items.map((order) => order.platformOrderId).join();
    // a platform that gives the same page for ever is not read for ever
    if (cursor !== null && ids === before && ids !== "") return { kind: "unavailable", effect: "none", detail: "the same page came twice" };
    before = ids;
    if (await takePage(run, stream, poll, reply.value)) open.keepAnswer("orders", "");
    cursor = reply.value.next;
    if (cursor === null) return undefined;
  }
  return { kind: "unreadable", detail: `more than ${maxPages} pages` };
}

/** Ingests what differs from the last window; true when something did. The cursor is not moved here: later pages are still unread. */
async function takePage(run: Run, stream: OrderStream, poll: Poll, page: Page<PlatformOrder>): Promise<boolean> {
  const { app, fence } = run;
  poll.got += page.items.length + page.bad.length;
  for (const order of page.items) {
    poll.seen.set(order.platformOrderId, versionOf(order));
    if (order.updatedAt !== null && (poll.newest === null || order.updatedAt > poll.newest)) poll.newest = order.updatedAt;
  }
  const broken = page.bad.filter((item) => !stream.broken.has(item.raw));
  await quarantineItems(app, fence, broken);
  for (const item of broken) stream.broken.add(item.raw);
  poll.quarantined += page.bad.length;
  const news = page.items.filter((order) => stream.seen.get(order.platformOrderId) !== versionOf(order));
  if (news.length === 0) return false;
  const summary = await ingestOrders(app, ingestShop(run), { orders: news, source: "stream" });
  const kept = new Set([...summary.created, ...summary.changed]);
  poll.kept += kept.size;
  for (const order of news) {
    if (!kept.has(order.platformOrderId) || order.updatedAt === null) continue;
    poll.delayMs = Math.max(poll.delayMs ?? 0, app.clock.now() - order.updatedAt);
  }
  if (kept.size > 0) run.bell.ring();
  return kept.size > 0;
}

/** Content alone is not enough: a new version of the same content may stand for a change beside the order. */
function versionOf(order: PlatformOrder): string {
  return `${order.contentHash} ${order.updatedAt ?? ""}`;
}

async function finish(run: Run, stream: OrderStream, poll: Poll, pauseMs: number): Promise<void> {
  const { app, fence } = run;
  // all that changed within a part of the time is read: the next part begins at its end
  const cursor = poll.isPart ? poll.window.updatedTo : poll.newest;
  stream.cadence.note(poll.kept + (poll.cause === "hook" ? 1 : 0));
  const { cause, calls, got, kept, quarantined, delayMs } = poll;
  const at = app.clock.now();
  const done = {
    run: { at: toIso(at), cause, calls, got, kept, skipped: { unchanged: got - kept - quarantined, quarantined } },
    nextRunAt: addMs(at, pauseMs),
  };
  const isFirst = stream.finished === 0;
  if (cursor === stream.cursor && kept === 0 && !isFirst) stream.quiet = { at, done };
  else {
    stream.quiet = undefined;
    await inFence(app.database, fence, async (tx) => {
      const value = cursor === null ? {} : { updatedTo: toIso(cursor) };
      await saveStream(tx, fence.tenant, fence.shop, "orders", value, at, { ...done, delayMs });
    });
  }
  if (stream.emptySince !== undefined && poll.got > 0) {
    await sayAlerts(run, { close: [{ kind: "answer-empty", shopId: run.shop.id }] });
    stream.emptySince = undefined;
  }
  await noteGood(run, stream);
  stream.cursor = cursor;
  if (poll.isFar) {
    stream.seen = poll.seen;
    stream.farAt = poll.begunAt;
  } else for (const [id, version] of poll.seen) stream.seen.set(id, version);
  // longer windows are tried again, carefully
  if (stream.spanMs !== undefined) stream.spanMs = poll.isPart ? stream.spanMs * 2 : undefined;
}

/** Reads well again. The first time an earlier runner's alert is closed, too. */
async function noteGood(run: Run, stream: OrderStream): Promise<void> {
  if (stream.isLate || stream.finished === 0)
    await sayAlerts(run, { close: [{ kind: "stream-late", shopId: run.shop.id, subject: "orders" }] });
  stream.isLate = false;
  stream.goodAt = run.app.clock.monotonicMs();
}

/** The order that the cursor stands on must come again. A platform that goes on denying it is believed in the end. */
function isImplausible(run: Run, stream: OrderStream, poll: Poll): boolean {
  if (poll.got > 0 || stream.seen.size === 0 || stream.spanMs !== undefined) return false;
  return stream.emptySince === undefined || run.app.clock.monotonicMs() - stream.emptySince < emptyPatienceMs;
}

async function alarmEmpty(run: Run, stream: OrderStream, poll: Poll): Promise<number> {
  const minutes = Math.round((poll.window.updatedTo - poll.window.updatedFrom) / minuteMs);
  if (stream.emptySince === undefined) {
    const detail = { usual: stream.seen.size, minutes };
    await sayAlerts(run, { open: [{ kind: "answer-empty", severity: "warning", shopId: run.shop.id, subject: "orders", detail }] });
  }
  stream.emptySince ??= run.app.clock.monotonicMs();
  await saveFailure(run, stream, failureLine("answer-empty", ""));
  return rhythm.leastMs * 3;
}

async function failed(run: Run, stream: OrderStream, budget: Budget, poll: Poll, failure: PlatformFailure): Promise<number> {
  // what the platform asks for first: others want to call while this is being written down
  const pause = isTooMuchAtOnce(failure) ? undefined : await reactToFailure(run, budget, failure);
  await saveFailure(run, stream, describeFailure(failure));
  if (pause !== undefined) return pause;
  const span = Math.min(poll.window.updatedTo, run.app.clock.now()) - poll.window.updatedFrom;
  if (!poll.isPart || span > leastSpanMs) {
    stream.spanMs = Math.max(leastSpanMs, Math.floor(span / 2));
    return rhythm.leastMs;
  }
  // a second of the platform's time that cannot be read at all: it is put aside, and the stream goes on behind it
  await quarantineItems(run.app, run.fence, [
    {
      platformId: null,
      raw: `orders of ${toIso(poll.window.updatedFrom)} to ${toIso(poll.window.updatedTo)}`,
      detail: describeFailure(failure),
    },
  ]);
  stream.cursor = poll.window.updatedTo;
  return rhythm.leastMs;
}

async function saveFailure(run: Run, stream: OrderStream, words: string): Promise<void> {
  const { app, fence } = run;
  const silentMs = app.clock.monotonicMs() - stream.goodAt;
  if (!stream.isLate && silentMs >= lateMs) {
    stream.isLate = true;
    const detail = { stream: "orders", minutes: Math.round(silentMs / minuteMs) };
    await sayAlerts(run, { open: [{ kind: "stream-late", severity: "critical", shopId: run.shop.id, subject: "orders", detail }] });
  }
  await inFence(app.database, fence, async (tx) => {
    await saveStreamFailure(tx, fence.tenant, fence.shop, "orders", words, app.clock.now());
  });
}

/** Slower where there is little news, and where the budget is wanted for the work that news brings. */
function pauseOf(run: Run, stream: OrderStream, budget: Budget): number {
  const { ceiling, windowMs } = budget.usage();
  const { work, isWorkWaiting } = workOf(stream, budget);
  const wanted = windowMs / stream.cadence.periodMs(1);
  return stream.cadence.periodMs(stretchOf(wanted, work, ceiling * run.shared.addresses.share(run.address()), isWorkWaiting));
}

/** Calls of the last window that were no looks of this stream, and whether others wait for their turn. */
export function workOf(stream: OrderStream, budget: Budget): { work: number; isWorkWaiting: boolean } {
  const { spent, waiting } = budget.report();
  const work = spent.reduce((sum, one) => sum + (one.class === "P1" && one.operation === stream.operation ? 0 : one.calls), 0);
  return { work, isWorkWaiting: (["P0", "P1", "P2"] as const).some((name) => waiting[name] !== undefined) };
}

// a poll takes a second or two; if none ends in this time the stream is in trouble
const pollPatienceMs = 30_000;
const lookMs = 200;

/** Waits until a poll that begins from now on has ended well. False when none does in half a minute. */
export async function awaitPoll(run: Run, stream: OrderStream): Promise<boolean> {
  const wanted = stream.begun + 1;
  for (let waited = 0; waited < pollPatienceMs; waited += lookMs) {
    if (stream.finished >= wanted) return true;
    if (run.stop.aborted) return false;
    await run.app.clock.sleep(lookMs, run.stop);
  }
  return false;
}

async function loadCursor(run: Run): Promise<Instant | null> {
  const row = await run.app.database.inTenant(run.fence.tenant, (tx) => findStream(tx, run.fence.tenant, run.fence.shop, "orders"));
  const cursor = row?.cursor === undefined || row.cursor === null ? undefined : Cursor.safeParse(row.cursor);
  return cursor?.success === true ? (parseInstant(cursor.data.updatedTo) ?? null) : null;
}
