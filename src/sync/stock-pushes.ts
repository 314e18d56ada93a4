import { passFence } from "../db/fence.ts";
import { type Intent, listDueIntents, moveIntents } from "../db/intents.ts";
import { listPushedListings, type PushedListing, savePushedStock } from "../db/stock-pushes.ts";
import { offerable } from "../domain/stock/units.ts";
import { addMs } from "../kernel/instant.ts";
import type { PlatformFailure, StockReading } from "../ports/platform.ts";
import type { Budget } from "./budget.ts";
import { untilDue } from "./due.ts";
import { describeFailure, reactToFailure } from "./failure.ts";
import { awaitPoll, type OrderStream } from "./order-stream.ts";
import { linkFor, type Run } from "./run.ts";

const batch = 50;
const retryMs = 2_000;
const giveUpAttempts = 10;
// a poll is waited for once for so many groups: more would let the figures that were read grow old
const groupsPerPoll = 10;
const lostMax = 2;

type Push = { intent: Intent; listing: PushedListing };

/**
 * Brings the platform's stock figures to ours. The platform sells while we count, so a push follows an order: read its figure, wait until a
 * whole order poll has begun and ended after that read (every sale in the figure is then in our books), compute ours, write guarded by
 * the figure that was read. What sold in between makes the guard refuse, and the push starts again.
 */
export async function pushStock(run: Run, stream: OrderStream, budget: Budget): Promise<number> {
  const { app, fence } = run;
  const due = await app.database.inTenant(fence.tenant, (tx) =>
    listDueIntents(tx, fence.tenant, fence.shop, ["stock_push"], app.clock.now(), batch),
  );
  if (due.length === 0) return untilDue;
  const listings = await loadListings(run, due);
  const gone = due.filter((intent) => !listings.has(intent.subjectId));
  await settle(run, gone, "dropped", 0, null);
  const pushes = due.flatMap((intent): Push[] => {
    const listing = listings.get(intent.subjectId);
    return listing === undefined ? [] : [{ intent, listing }];
  });
  const groups = [...Map.groupBy(pushes, (push) => run.connector.stock.groupKey(push.listing.wire)).values()];
  for (let start = 0; start < groups.length && !run.stop.aborted; start += groupsPerPoll) {
    const pause = await pushGroups(run, stream, budget, groups.slice(start, start + groupsPerPoll));
    if (pause > 0) return pause;
  }
  return due.length === batch ? 0 : untilDue;
}

async function loadListings(run: Run, intents: readonly Intent[]): Promise<Map<string, PushedListing>> {
  const { fence, shop } = run;
  const found = await run.app.database.inTenant(fence.tenant, (tx) =>
    listPushedListings(
      tx,
      fence.tenant,
      fence.shop,
      shop.defaultWarehouseId,
      intents.map((intent) => intent.subjectId),
    ),
  );
  return new Map(found.map((listing) => [listing.listingId, listing]));
}

/** What may share one read and write, and what was read of it. */
type Group = { pushes: readonly Push[]; reading: readonly StockReading[] };

/** Reads several groups, waits for one whole poll for all of them, then writes each. Returns how long to leave the platform alone. */
async function pushGroups(run: Run, stream: OrderStream, budget: Budget, wanted: readonly (readonly Push[])[]): Promise<number> {
  const groups: Group[] = [];
  let lost = 0;
  for (const pushes of wanted) {
    const reading = await run.connector.stock.read(
      linkFor(run, "P2", causeOf(pushes)).link,
      pushes.map((push) => push.listing),
    );
    if (reading.ok) groups.push({ pushes, reading: reading.value });
    else {
      const pause = await failed(run, budget, pushes, reading.error);
      // one lost answer is no reason to leave the others: what has been read would be read again
      if (pause > 0 && (reading.error.kind !== "unavailable" || ++lost > lostMax)) return pause;
    }
    if (run.stop.aborted) return 0;
  }
  if (groups.length === 0 || !(await awaitPoll(run, stream))) return 0;
  for (const group of groups) {
    const pause = await writeGroup(run, budget, group);
    if (run.stop.aborted || (pause > 0 && ++lost > lostMax)) return pause;
  }
  return 0;
}

const causeOf = (pushes: readonly Push[]) => {
  const [first] = pushes;
  return first === undefined ? null : ({ kind: "listing", id: first.listing.listingId } as const);
};

async function writeGroup(run: Run, budget: Budget, { pushes: group, reading }: Group): Promise<number> {
  // sales that the poll brought, and those of other shops until this moment, have moved our figures: count again
  const fresh = await loadListings(
    run,
    group.map((push) => push.intent),
  );
  const seen = new Map(reading.map((one) => [one.listingKey, one]));
  const targets = group.flatMap((push) => target(push, fresh.get(push.listing.listingId), seen.get(push.listing.listingKey)));
  const wrong = targets.filter((one) => one.quantity !== one.seen.available);
  const refused = await writeTargets(run, causeOf(group), wrong);
  for (const { targets: some, failure } of refused) {
    const lost = new Set(some.map((one) => one.listing.listingId));
    const pause = await failed(
      run,
      budget,
      group.filter((push) => lost.has(push.listing.listingId)),
      failure,
    );
    if (pause > 0) return pause;
  }
  const unwritten = new Set(refused.flatMap((one) => one.targets.map((two) => two.listing.listingId)));
  const written = targets.filter((one) => !unwritten.has(one.listing.listingId));
  await remember(run, written);
  const done = new Set(written.map((one) => one.listing.listingId));
  await settle(
    run,
    group.filter((push) => done.has(push.listing.listingId)).map((push) => push.intent),
    "confirmed",
    0,
    null,
  );
  const answered = new Set(targets.map((one) => one.listing.listingId));
  const unread = group.filter((push) => !answered.has(push.listing.listingId)).map((push) => push.intent);
  await settle(run, unread, "rejected", 0, "the platform did not return this listing");
  return 0;
}

type RefusedTargets = { targets: readonly Target[]; failure: PlatformFailure };

/** Writes figures in one call. Where the platform refuses a call for one of them, the halves go by themselves: the others are not held up. */
async function writeTargets(run: Run, cause: ReturnType<typeof causeOf>, targets: readonly Target[]): Promise<RefusedTargets[]> {
  if (targets.length === 0 || run.stop.aborted) return [];
  const reply = await run.connector.stock.write(
    linkFor(run, "P2", cause).link,
    targets.map((one) => ({ listingKey: one.listing.listingKey, wire: one.listing.wire, quantity: one.quantity })),
    targets.map((one) => one.seen),
  );
  if (reply.ok) return [];
  const isOfOne = reply.error.kind === "rejected" && targets.length > 1;
  if (!isOfOne) return [{ targets, failure: reply.error }];
  const middle = Math.ceil(targets.length / 2);
  return [...(await writeTargets(run, cause, targets.slice(0, middle))), ...(await writeTargets(run, cause, targets.slice(middle)))];
}

type Target = { listing: PushedListing; quantity: number; seen: StockReading };

function target(push: Push, fresh: PushedListing | undefined, seen: StockReading | undefined): Target[] {
  if (fresh === undefined || seen === undefined) return [];
  return [{ listing: push.listing, quantity: offerable(fresh.available, fresh.unitsPerPiece, fresh.pairingQuantity), seen }];
}

async function failed(run: Run, budget: Budget, group: readonly Push[], failure: PlatformFailure): Promise<number> {
  if (run.stop.aborted) return 0;
  const intents = group.map((push) => push.intent);
  if (failure.kind === "rejected" || failure.kind === "unreadable") {
    const again = failure.kind === "rejected" && failure.reason === "stock-changed-meanwhile";
    const tired = intents.filter((intent) => !again && intent.attempts + 1 >= giveUpAttempts);
    await settle(run, tired, "rejected", 0, describeFailure(failure));
    await settle(
      run,
      intents.filter((intent) => !tired.includes(intent)),
      "pending",
      again ? 0 : retryMs,
      describeFailure(failure),
    );
    return 0;
  }
  const pause = await reactToFailure(run, budget, failure);
  await settle(run, intents, "pending", pause, null);
  return pause;
}

async function remember(run: Run, targets: readonly Target[]): Promise<void> {
  const { app, fence } = run;
  await app.database.inTenant(fence.tenant, async (tx) => {
    await passFence(tx, fence);
    await savePushedStock(
      tx,
      fence.tenant,
      app.clock.now(),
      targets.map((one) => ({
        listingId: one.listing.listingId,
        platformStock: one.quantity,
        pushed: one.quantity !== one.seen.available,
      })),
    );
  });
}

/** A push that was wanted again meanwhile (its revision rose) stays pending: the last value is still to come. */
async function settle(
  run: Run,
  intents: readonly Intent[],
  state: "confirmed" | "rejected" | "dropped" | "pending",
  delayMs: number,
  message: string | null,
) {
  if (intents.length === 0) return;
  const { app, fence } = run;
  await app.database.inTenant(fence.tenant, async (tx) => {
    await passFence(tx, fence);
    const at = app.clock.now();
    await moveIntents(tx, fence.tenant, intents, { state, at, dueAt: addMs(at, delayMs), tried: state === "pending", message });
  });
}
