import { quarantineItems } from "../app/quarantine-items.ts";
import { passFence } from "../db/fence.ts";
import { upsertListings } from "../db/listings.ts";
import { announceChanges } from "../db/records.ts";
import { saveStream, saveStreamFailure } from "../db/streams.ts";
import { asId, type ListingId } from "../kernel/id.ts";
import { addMs, toIso } from "../kernel/instant.ts";
import type { Budget } from "./budget.ts";
import { describeFailure, reactToFailure } from "./failure.ts";
import { linkFor, type Run } from "./run.ts";

const maxPages = 1_000;
const pauseMs = 10 * 60_000;

/** Reads all listings of the shop, a page a transaction. Returns the pause until the next reading in ms. */
export async function readListings(run: Run, budget: Budget): Promise<number> {
  const { app, fence } = run;
  let cursor: string | null = null;
  let got = 0;
  let kept = 0;
  let quarantined = 0;
  for (let pages = 0; pages < maxPages; pages += 1) {
    const reply: Awaited<ReturnType<typeof run.connector.listings.list>> = await run.connector.listings.list(
      linkFor(run, "P2", { kind: "stream", id: run.shop.id }).link,
      cursor,
    );
    if (!reply.ok) {
      if (run.stop.aborted) return 0;
      await app.database.inTenant(fence.tenant, async (tx) => {
        await passFence(tx, fence);
        await saveStreamFailure(tx, fence.tenant, fence.shop, "listings", describeFailure(reply.error), app.clock.now());
      });
      return Math.max(10_000, await reactToFailure(run, budget, reply.error));
    }
    const page = reply.value;
    got += page.items.length + page.bad.length;
    quarantined += page.bad.length;
    await quarantineItems(app, fence, page.bad);
    await app.database.inTenant(fence.tenant, async (tx) => {
      await passFence(tx, fence);
      const at = app.clock.now();
      const listings = page.items.map((listing) => ({ id: asId<ListingId>(app.entropy.uuid()), listing }));
      kept += await upsertListings(tx, fence.tenant, fence.shop, at, listings);
      if (page.next === null) {
        const skipped = { unchanged: got - kept - quarantined, quarantined };
        const done = { at: toIso(at), cause: "poll", calls: pages + 1, got, kept, skipped } as const;
        await saveStream(tx, fence.tenant, fence.shop, "listings", {}, at, {
          run: done,
          nextRunAt: addMs(at, pauseMs),
          delayMs: undefined,
        });
        await announceChanges(tx, fence.tenant, at, [{ topic: "shops-changed", ids: [fence.shop] }]);
      }
    });
    cursor = page.next;
    if (cursor === null) return pauseMs;
  }
  return pauseMs;
}
