import { ingestOrders } from "../app/ingest-orders.ts";
import { quarantineItems } from "../app/quarantine-items.ts";
import { listUnmarkedOrders } from "../db/cancel-requests.ts";
import { inFence } from "../db/fence.ts";
import { saveStream, saveStreamFailure } from "../db/streams.ts";
import { addMs, toIso } from "../kernel/instant.ts";
import type { CancelRequest, PlatformFailure } from "../ports/platform.ts";
import type { Budget } from "./budget.ts";
import { type Cadence, openCadence, stretchOf } from "./cadence.ts";
import { describeFailure, reactToFailure } from "./failure.ts";
import { ingestShop, linkFor, type Run } from "./run.ts";

// a wish to cancel is to be seen within 15 s at p95; the order stream mostly brings it sooner
const rhythm = { weight: 1, leastMs: 10_000, mostMs: 60_000 };
const hourMs = 3_600_000;
const neverMs = 24 * hourMs;
const maxPages = 50;

export type CancelStream = { cadence: Cadence; known: Set<string> };

export function newCancelStream(run: Pick<Run, "app">): CancelStream {
  return { cadence: openCadence(run.app.clock, rhythm), known: new Set() };
}

/**
 * Reads which buyers want to cancel. An order that does not show the wish yet is read again by number, so its parcel stops before it is printed
 * or packed. Returns the pause until the next look in ms.
 */
export async function pollCancelRequests(run: Run, stream: CancelStream, budget: Budget): Promise<number> {
  const { connector } = run;
  if (connector.cancelRequests === undefined) return neverMs;
  const requests: CancelRequest[] = [];
  let cursor: string | null = null;
  let calls = 0;
  let quarantined = 0;
  do {
    const open = linkFor(run, "P1", { kind: "stream", id: run.shop.id });
    const reply: Awaited<ReturnType<typeof connector.cancelRequests.list>> = await connector.cancelRequests.list(open.link, cursor);
    if (!reply.ok) return await failed(run, budget, reply.error);
    calls += 1;
    requests.push(...reply.value.items);
    quarantined += reply.value.bad.length;
    await quarantineItems(run.app, run.fence, reply.value.bad);
    cursor = reply.value.next;
  } while (cursor !== null && calls < maxPages && !run.stop.aborted);
  const fresh = requests.filter((one) => !stream.known.has(one.platformOrderId));
  const marked = fresh.length === 0 ? { kept: 0, calls: 0 } : await markOrders(run, fresh);
  // those that were asked for are asked for again at the next look
  if ("failure" in marked) return await failed(run, budget, marked.failure);
  stream.known = new Set(requests.map((one) => one.platformOrderId));
  stream.cadence.note(marked.kept);
  const { ceiling, windowMs } = budget.usage();
  const pauseMs = stream.cadence.periodMs(stretchOf(windowMs / rhythm.leastMs, 0, ceiling / 4, false));
  await save(run, { calls: calls + marked.calls, got: requests.length + quarantined, kept: marked.kept, quarantined }, pauseMs);
  return pauseMs;
}

/** Reads those orders again that do not show the wish. What the platform says of one order alone does not hold up the others. */
async function markOrders(
  run: Run,
  requests: readonly CancelRequest[],
): Promise<{ kept: number; calls: number } | { failure: PlatformFailure }> {
  const { app, fence } = run;
  const ids = [...new Set(requests.map((one) => one.platformOrderId))];
  const unmarked = await app.database.inTenant(fence.tenant, (tx) => listUnmarkedOrders(tx, fence.tenant, fence.shop, ids));
  let kept = 0;
  for (const platformOrderId of unmarked) {
    if (run.stop.aborted) break;
    const reply = await run.connector.orders.get(linkFor(run, "P1", { kind: "stream", id: run.shop.id }).link, platformOrderId);
    if (!reply.ok && reply.error.kind !== "rejected" && reply.error.kind !== "unreadable") return { failure: reply.error };
    if (!reply.ok) continue;
    const { changed, created } = await ingestOrders(app, ingestShop(run), { orders: [reply.value], source: "stream" });
    kept += changed.length + created.length;
  }
  if (kept > 0) run.bell.ring();
  return { kept, calls: unmarked.length };
}

type Counts = { calls: number; got: number; kept: number; quarantined: number };

async function save(run: Run, counts: Counts, pauseMs: number): Promise<void> {
  const { app, fence } = run;
  const { calls, got, kept, quarantined } = counts;
  const at = app.clock.now();
  const skipped = { unchanged: Math.max(0, got - kept - quarantined), quarantined };
  const done = {
    run: { at: toIso(at), cause: "poll" as const, calls, got, kept, skipped },
    nextRunAt: addMs(at, pauseMs),
    delayMs: undefined,
  };
  await inFence(app.database, fence, async (tx) => {
    await saveStream(tx, fence.tenant, fence.shop, "cancellations", {}, at, done);
  });
}

async function failed(run: Run, budget: Budget, failure: PlatformFailure): Promise<number> {
  if (run.stop.aborted) return 0;
  const { app, fence } = run;
  // orders show the wish as well: a shop without this permission still works
  const pause = failure.kind === "scope-missing" ? hourMs : Math.max(rhythm.leastMs, await reactToFailure(run, budget, failure));
  await inFence(app.database, fence, async (tx) => {
    await saveStreamFailure(tx, fence.tenant, fence.shop, "cancellations", describeFailure(failure), app.clock.now());
  });
  return pause;
}
