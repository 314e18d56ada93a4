import type { ForeignChangeColumn } from "../db/catalog-schema.ts";
import { inFence } from "../db/fence.ts";
import { type Intent, listDueIntents } from "../db/intents.ts";
import { listPushedListings, type PushedListing, saveForeignChange } from "../db/stock-pushes.ts";
import { judgeReading } from "../domain/stock/foreign-change.ts";
import { toIso } from "../kernel/instant.ts";
import type { StockReading } from "../ports/platform.ts";
import type { Budget } from "./budget.ts";
import { untilDue } from "./due.ts";
import { awaitPoll, type OrderStream } from "./order-stream.ts";
import { linkFor, type Run } from "./run.ts";
import { causeOf, failed, noteWriting, type Push, remember, settle, type Target, writeTargets } from "./stock-writes.ts";

const batch = 50;
// a poll is waited for once for so many groups: more would let the figures that were read grow old
const groupsPerPoll = 10;
const lostMax = 2;
// what our orders say of the platform's figure is looked at there a little later, once for a burst of sales
const verifyMs = 20_000;
// a sale may show in the platform's figure before its order can be read
const heldMs = 30_000;

/**
 * Brings the platform's stock figures to ours. Where our own orders tell what the platform shows, a figure that differs is written at once,
 * guarded by what it should show: a sale that we have not seen makes the guard refuse. All else is read first (docs/decisions/0004, 0006).
 */
export async function pushStock(run: Run, stream: OrderStream, budget: Budget): Promise<number> {
  const { app, fence } = run;
  const due = await app.database.inTenant(fence.tenant, (tx) =>
    listDueIntents(tx, fence.tenant, fence.shop, ["stock_push"], app.clock.now(), batch),
  );
  if (due.length === 0) return untilDue;
  const listings = await loadListings(run, due);
  const pushes = due.flatMap((intent): Push[] => {
    const listing = listings.get(intent.subjectId);
    return listing === undefined || listing.allotment.figure === null ? [] : [{ intent, listing }];
  });
  const pushed = new Set(pushes.map((push) => push.intent.id));
  await settle(
    run,
    due.filter((intent) => !pushed.has(intent.id)),
    "dropped",
    0,
    null,
  );
  // what is nearly gone first: there a late figure sells what nobody has
  const urgent = pushes.toSorted((left, right) => left.listing.allotment.pool - right.listing.allotment.pool);
  const groups = [...Map.groupBy(urgent, (push) => run.connector.stock.groupKey(push.listing.wire)).values()];
  const [known, unknown] = partition(groups, (group) => group.every(isKnown));
  for (const group of known) {
    if (run.stop.aborted) return 0;
    const pause = await writeKnown(run, budget, group);
    if (pause > 0) return pause;
  }
  for (let start = 0; start < unknown.length && !run.stop.aborted; start += groupsPerPoll) {
    const pause = await pushGroups(run, stream, budget, unknown.slice(start, start + groupsPerPoll));
    if (pause > 0) return pause;
  }
  return due.length === batch ? 0 : untilDue;
}

function partition<T>(list: readonly T[], isFirst: (one: T) => boolean): [T[], T[]] {
  return [list.filter(isFirst), list.filter((one) => !isFirst(one))];
}

/** A pending push is a fresh one; any other state says that the figure must be looked at. */
function isKnown({ intent, listing }: Push): boolean {
  return (
    intent.state === "pending" &&
    intent.data.look !== true &&
    listing.predicted !== null &&
    listing.predicted >= 0 &&
    listing.underWay === null &&
    listing.stockWire !== null
  );
}

async function loadListings(run: Run, intents: readonly Intent[]): Promise<Map<string, PushedListing>> {
  const { fence } = run;
  const ids = intents.map((intent) => intent.subjectId);
  const found = await run.app.database.inTenant(fence.tenant, (tx) => listPushedListings(tx, fence.tenant, fence.shop, ids));
  return new Map(found.map((listing) => [listing.listingId, listing]));
}

/** Writes what differs from what the platform should show; what does not is looked at a little later. */
async function writeKnown(run: Run, budget: Budget, group: readonly Push[]): Promise<number> {
  const targets = group.flatMap(({ listing }) => {
    const { predicted, stockWire } = listing;
    return toTarget(listing, { listingKey: listing.listingKey, available: predicted ?? 0, locked: 0, wire: stockWire ?? {} });
  });
  const wrong = targets.filter((one) => one.quantity !== one.seen.available);
  const right = targets.filter((one) => one.quantity === one.seen.available);
  const idsOf = (list: readonly Target[]) => new Set<string>(list.map((one) => one.listing.listingId));
  await settle(run, intentsOf(group, idsOf(right.filter((one) => one.listing.isMoved))), "accepted", verifyMs, null);
  // another warehouse's goods have moved, or ours came and went: there is nothing to look at
  await settle(run, intentsOf(group, idsOf(right.filter((one) => !one.listing.isMoved))), "confirmed", 0, null);
  return await write(run, budget, group, wrong, wrong);
}

function toTarget(listing: PushedListing, seen: StockReading): Target[] {
  const { figure } = listing.allotment;
  return figure === null ? [] : [{ listing, quantity: figure, seen }];
}

const intentsOf = (group: readonly Push[], listings: ReadonlySet<string>): Intent[] =>
  group.filter((push) => listings.has(push.listing.listingId)).map((push) => push.intent);

/** Writes `wrong`, and of all `targets` that are right by then the push is done. */
async function write(
  run: Run,
  budget: Budget,
  group: readonly Push[],
  targets: readonly Target[],
  wrong: readonly Target[],
): Promise<number> {
  await noteWriting(run, wrong);
  const { refused, unproven } = await writeTargets(run, causeOf(group), wrong);
  const unwritten = new Set<string>(refused.flatMap((one) => one.targets.map((two) => two.listing.listingId)));
  const written = targets.filter((one) => !unwritten.has(one.listing.listingId));
  const unsure = new Set(unproven);
  await remember(run, written, unsure);
  const sure = new Set(written.map((one) => one.listing.listingId).filter((id) => !unsure.has(id)));
  await settle(run, intentsOf(group, sure), "confirmed", 0, null);
  // no guard held the platform to what we believed: what it shows is looked at
  await settle(run, intentsOf(group, unsure), "accepted", verifyMs, null);
  for (const { targets: some, failure } of refused) {
    const lost = new Set<string>(some.map((one) => one.listing.listingId));
    const pause = await failed(
      run,
      budget,
      group.filter((push) => lost.has(push.listing.listingId)),
      failure,
      true,
    );
    if (pause > 0) return pause;
  }
  return 0;
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
      const pause = await failed(run, budget, pushes, reading.error, false);
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

async function writeGroup(run: Run, budget: Budget, { pushes: group, reading }: Group): Promise<number> {
  // sales that the poll brought, and those of other shops until this moment, have moved our figures: count again
  const fresh = await loadListings(
    run,
    group.map((push) => push.intent),
  );
  const seen = new Map(reading.map((one) => [one.listingKey, one]));
  const judged = group.flatMap((push) => judge(run, push, fresh.get(push.listing.listingId), seen.get(push.listing.listingKey)));
  const held = judged.filter((one) => one.isHeld);
  await hold(run, held, group);
  // the figure seems right, but orders moved between asking and counting: before or after it was read, nobody can tell
  const stale = judged.filter((one) => one.isStale);
  await settle(run, intentsOf(group, new Set(stale.map((one) => one.listing.listingId))), "pending", 0, null, false);
  const targets = judged.filter((one) => !one.isHeld && !one.isStale);
  const pause = await write(
    run,
    budget,
    group,
    targets,
    targets.filter((one) => one.isWrong),
  );
  if (pause > 0) return pause;
  const answered = new Set<string>(judged.map((one) => one.listing.listingId));
  const unread = group.filter((push) => !answered.has(push.listing.listingId)).map((push) => push.intent);
  await settle(run, unread, "rejected", 0, "the platform did not return this listing");
  return 0;
}

type Judged = Target & { foreignChange: ForeignChangeColumn | null; isHeld: boolean; isStale: boolean; isWrong: boolean };

function judge(run: Run, push: Push, fresh: PushedListing | undefined, seen: StockReading | undefined): Judged[] {
  if (fresh === undefined || seen === undefined) return [];
  return toTarget(fresh, seen).map((target) => {
    const { verdict, isExplained, change } = judgeReading(
      {
        seen: seen.available,
        predicted: [push.listing.least, push.listing.most, fresh.least, fresh.most],
        wanted: target.quantity,
        isNew: fresh.foreignChange?.seen !== seen.available,
        tries: push.intent.attempts,
      },
      toIso(run.app.clock.now()),
    );
    // what people have been shown stays until somebody of ours sets the figure
    const keeps = verdict === "leave" ? (change ?? fresh.foreignChange) : change;
    const isHeld = verdict === "hold";
    const isWrong = verdict === "push" && target.quantity !== seen.available;
    return {
      ...target,
      foreignChange: keeps,
      isExplained,
      quantity: verdict === "leave" ? seen.available : target.quantity,
      isHeld,
      isStale: !isHeld && !isWrong && push.listing.soldUnits !== fresh.soldUnits,
      isWrong,
    };
  });
}

/** A figure that fell without an order of ours: perhaps the order is still to come. It is shown, not raised again, and looked at once more. */
async function hold(run: Run, held: readonly Judged[], group: readonly Push[]): Promise<void> {
  if (held.length === 0) return;
  const { app, fence } = run;
  await inFence(app.database, fence, async (tx) => {
    await saveForeignChange(
      tx,
      fence.tenant,
      held.flatMap(({ listing, foreignChange }) =>
        foreignChange === null ? [] : [{ listingId: listing.listingId, change: foreignChange }],
      ),
    );
  });
  await settle(run, intentsOf(group, new Set(held.map((one) => one.listing.listingId))), "unknown", heldMs, null, true);
}
