import type { ForeignChangeColumn } from "../db/catalog-schema.ts";
import { inFence } from "../db/fence.ts";
import { type Intent, moveIntents } from "../db/intents.ts";
import { addUnderWay, type PushedListing, restoreUnderWay, savePlatformStock } from "../db/stock-pushes.ts";
import { addMs } from "../kernel/instant.ts";
import type { PlatformFailure, StockReading, StockWritten } from "../ports/platform.ts";
import type { Budget } from "./budget.ts";
import { describeFailure, mayHaveHappened, reactToFailure } from "./failure.ts";
import { linkFor, type Run } from "./run.ts";

const retryMs = 2_000;
const giveUpAttempts = 10;

export type Push = { intent: Intent; listing: PushedListing };

/** A figure that the platform is to show, and what it was seen, or is known, to show before. */
export type Target = {
  listing: PushedListing;
  quantity: number;
  seen: StockReading;
  foreignChange?: ForeignChangeColumn | null;
  isExplained?: boolean;
};

export type RefusedTargets = { targets: readonly Target[]; failure: PlatformFailure };

/** `unproven`: listings that were written, but of which only a reading tells what the platform shows now. */
export type WriteOutcome = { refused: readonly RefusedTargets[]; unproven: readonly string[] };

/** For the record of a call: the first listing of its group. */
export const causeOf = (pushes: readonly Push[]) => {
  const [first] = pushes;
  return first === undefined ? null : ({ kind: "listing", id: first.listing.listingId } as const);
};

/** Writes figures in one call. Where the platform refuses a call for one of them, the halves go by themselves: the others are not held up. */
export async function writeTargets(run: Run, cause: ReturnType<typeof causeOf>, targets: readonly Target[]): Promise<WriteOutcome> {
  if (targets.length === 0) return { refused: [], unproven: [] };
  // nothing was written, and nobody may take it for written
  if (run.stop.aborted)
    return { refused: [{ targets, failure: { kind: "unavailable", effect: "none", detail: "stopping" } }], unproven: [] };
  const reply = await run.connector.stock.write(
    linkFor(run, "P2", cause).link,
    targets.map((one) => ({ listingKey: one.listing.listingKey, wire: one.listing.wire, quantity: one.quantity })),
    targets.map((one) => one.seen),
  );
  if (reply.ok) return toOutcome(targets, reply.value);
  const isOfOne = reply.error.kind === "rejected" && targets.length > 1;
  if (!isOfOne) return { refused: [{ targets, failure: reply.error }], unproven: [] };
  const middle = Math.ceil(targets.length / 2);
  const left = await writeTargets(run, cause, targets.slice(0, middle));
  const right = await writeTargets(run, cause, targets.slice(middle));
  return { refused: [...left.refused, ...right.refused], unproven: [...left.unproven, ...right.unproven] };
}

function toOutcome(targets: readonly Target[], written: StockWritten): WriteOutcome {
  const failures = new Map(written.refused.map((one) => [one.listingKey, one.failure]));
  const refused = targets.flatMap((one) => {
    const failure = failures.get(one.listing.listingKey);
    return failure === undefined ? [] : [{ targets: [one], failure }];
  });
  const done = targets.filter((one) => !failures.has(one.listing.listingKey));
  return { refused, unproven: written.shows === "unknown" ? done.map((one) => one.listing.listingId) : [] };
}

/** What to do with pushes whose call failed. Returns how long to leave the platform alone. */
export async function failed(
  run: Run,
  budget: Budget,
  group: readonly Push[],
  failure: PlatformFailure,
  isWrite: boolean,
): Promise<number> {
  if (run.stop.aborted) return 0;
  const intents = group.map((push) => push.intent);
  if (isWrite && !mayHaveHappened(failure)) await noteUnwritten(run, group);
  if (failure.kind === "rejected" || failure.kind === "unreadable") {
    const again = failure.kind === "rejected" && failure.reason === "stock-changed-meanwhile";
    const tired = intents.filter((intent) => !again && intent.attempts + 1 >= giveUpAttempts);
    await settle(run, tired, "rejected", 0, describeFailure(failure));
    const others = intents.filter((intent) => !tired.includes(intent));
    // a guard that refused: the figure is not what we believe, so it is read
    await settle(run, others, again ? "unknown" : "pending", again ? 0 : retryMs, describeFailure(failure));
    return 0;
  }
  const pause = await reactToFailure(run, budget, failure);
  await settle(run, intents, "pending", pause, null);
  return pause;
}

/** Before figures leave: should nothing be heard of them, whoever comes next knows that the platform may show them. */
export async function noteWriting(run: Run, targets: readonly Target[]): Promise<void> {
  if (targets.length === 0) return;
  const { app, fence } = run;
  await inFence(app.database, fence, async (tx) => {
    await addUnderWay(
      tx,
      fence.tenant,
      targets.map((one) => ({ listingId: one.listing.listingId, quantity: one.quantity })),
    );
  });
}

async function noteUnwritten(run: Run, group: readonly Push[]): Promise<void> {
  const { app, fence } = run;
  await inFence(app.database, fence, async (tx) => {
    await restoreUnderWay(
      tx,
      fence.tenant,
      group.map((push) => push.listing),
    );
  });
}

/** Keeps what the platform shows now that it was written, or was right. What is unproven is read before it is relied on. */
export async function remember(run: Run, targets: readonly Target[], unproven: ReadonlySet<string>): Promise<void> {
  if (targets.length === 0) return;
  const { app, fence } = run;
  await inFence(app.database, fence, async (tx) => {
    await savePlatformStock(
      tx,
      fence.tenant,
      app.clock.now(),
      targets.map((one) => ({
        listingId: one.listing.listingId,
        platformStock: one.quantity,
        soldUnits: unproven.has(one.listing.listingId) || one.isExplained === false ? null : one.listing.soldUnits,
        returned: one.listing.returned,
        pushed: one.quantity !== one.seen.available,
        wire: one.seen.wire,
        foreignChange: one.foreignChange ?? null,
      })),
    );
  });
}

/** A push that was wanted again meanwhile (its revision rose) stays as it is: the last value is still to come. */
export async function settle(
  run: Run,
  intents: readonly Intent[],
  state: "confirmed" | "rejected" | "dropped" | "pending" | "accepted" | "unknown",
  delayMs: number,
  message: string | null,
  tried = state === "pending",
): Promise<void> {
  if (intents.length === 0) return;
  const { app, fence } = run;
  await inFence(app.database, fence, async (tx) => {
    const at = app.clock.now();
    await moveIntents(tx, fence.tenant, intents, { state, at, dueAt: addMs(at, delayMs), tried, message });
  });
}
