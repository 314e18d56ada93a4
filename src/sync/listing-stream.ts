import { flushOutbox, newOutbox } from "../app/outbox.ts";
import { pairAmong, pairInRounds } from "../app/pair-listings.ts";
import { quarantineItems } from "../app/quarantine-items.ts";
import { inFence, passFence } from "../db/fence.ts";
import { upsertListings } from "../db/listings.ts";
import { announceChanges } from "../db/records.ts";
import { findStream, saveStream, saveStreamFailure } from "../db/streams.ts";
import { asId, type ListingId } from "../kernel/id.ts";
import { addMs, toIso } from "../kernel/instant.ts";
import type { PlatformListing } from "../ports/platform.ts";
import type { Budget } from "./budget.ts";
import { describeFailure, reactToFailure } from "./failure.ts";
import { linkFor, type Run } from "./run.ts";

const maxPages = 1_000;
// from one beginning to the next: a new listing is here ten minutes after the platform has it, however long the reading takes
const periodMs = 9 * 60_000;
const leastPauseMs = 60_000;

/** What a reading has seen so far. */
type Sums = { got: number; kept: number; quarantined: number };

/**
 * Reads all listings of the shop, a page a transaction; new ones, and those that meet a new SKU, pair by themselves. Returns the pause until
 * the next reading in ms.
 */
export async function readListings(run: Run, budget: Budget): Promise<number> {
  const { app, fence } = run;
  const startedAt = app.clock.now();
  const sums: Sums = { got: 0, kept: 0, quarantined: 0 };
  let cursor: string | null = null;
  for (let pages = 0; pages < maxPages; pages += 1) {
    const reply: Awaited<ReturnType<typeof run.connector.listings.list>> = await run.connector.listings.list(
      linkFor(run, "P2", { kind: "stream", id: run.shop.id }).link,
      cursor,
    );
    if (!reply.ok) {
      if (run.stop.aborted) return 0;
      const pause = await reactToFailure(run, budget, reply.error);
      await inFence(app.database, fence, async (tx) => {
        await saveStreamFailure(tx, fence.tenant, fence.shop, "listings", describeFailure(reply.error), app.clock.now());
      });
      return Math.max(10_000, pause);
    }
    const page = reply.value;
    sums.got += page.items.length + page.bad.length;
    sums.quarantined += page.bad.length;
    await quarantineItems(app, fence, page.bad);
    const pauseMs = Math.max(leastPauseMs, startedAt + periodMs - app.clock.now());
    await storePage(run, page.items, sums);
    cursor = page.next;
    if (cursor !== null) continue;
    await endReading(run, sums, { calls: pages + 1, pauseMs });
    return pauseMs;
  }
  return leastPauseMs;
}

/** Stores a page and pairs what is new on it, in one transaction: a listing is new only once. */
async function storePage(run: Run, items: readonly PlatformListing[], sums: Sums): Promise<void> {
  const { app, fence } = run;
  const { tenant, shop } = fence;
  await inFence(app.database, fence, async (tx) => {
    const outbox = newOutbox(app, tenant, "system");
    const listings = items.map((listing) => ({ id: asId<ListingId>(app.entropy.uuid()), listing }));
    const { news, fresh } = await upsertListings(tx, tenant, shop, outbox.at, listings);
    sums.kept += news;
    if (fresh.length > 0) await pairAmong(tx, app, outbox, shop, { kind: "listings", ids: fresh }, fresh.length);
    await flushOutbox(tx, app, outbox);
  });
}

/** Pairs what meets SKUs that are newer than the last reading, and says what this one did. */
async function endReading(run: Run, sums: Sums, end: { calls: number; pauseMs: number }): Promise<void> {
  const { app, fence } = run;
  const { tenant, shop } = fence;
  // before the pairing: what is created while it runs is the next reading's
  const at = app.clock.now();
  const before = await app.database.inTenant(tenant, (tx) => findStream(tx, tenant, shop, "listings"));
  const since = before?.lastSuccessAt;
  if (since !== undefined && since !== null) {
    // also heals lines that came in while somebody paired their listing
    await pairInRounds(app, { tenant, actor: "system" }, shop, { kind: "new-skus", since }, (tx) => passFence(tx, fence));
  }
  await inFence(app.database, fence, async (tx) => {
    const { got, kept, quarantined } = sums;
    const skipped = { unchanged: got - kept - quarantined, quarantined };
    const done = { at: toIso(at), cause: "poll", calls: end.calls, got, kept, skipped } as const;
    await saveStream(tx, tenant, shop, "listings", {}, at, { run: done, nextRunAt: addMs(at, end.pauseMs), delayMs: undefined });
    await announceChanges(tx, tenant, at, [{ topic: "shops-changed", ids: [shop] }]);
  });
}
