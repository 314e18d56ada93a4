import type { Tx } from "../db/database.ts";
import { type Fence, inFence } from "../db/fence.ts";
import { type Intent, type IntentChange, moveIntent } from "../db/intents.ts";
import { lockPackages } from "../db/packages.ts";
import type { Package, PackageEvent } from "../domain/fulfilment/package.ts";
import { asId, type PackageId } from "../kernel/id.ts";
import type { TimelineEvent } from "../kernel/vocabulary/timeline.ts";
import type { App } from "./app.ts";
import { applyEvents } from "./apply-events.ts";
import { flushOutbox, newOutbox } from "./outbox.ts";

export type Settlement = {
  change: Omit<IntentChange, "at">;
  /** What happens to the package; a transition that its state no longer allows is left out, the intent moves all the same. */
  event?: PackageEvent | undefined;
  timeline?: readonly TimelineEvent[];
  /** Written in the same transaction, after the event. */
  also?: (tx: Tx) => Promise<void>;
};

/**
 * Moves an intent about a package on and lets the package follow, in one fenced transaction. Returns the intent as it now stands; undefined
 * when it changed under us, and then nothing was written.
 */
export function settleIntent(app: App, fence: Fence, intent: Intent, settlement: Settlement): Promise<Intent | undefined> {
  return inFence(app.database, fence, async (tx) => {
    const outbox = newOutbox(app, fence.tenant, "system");
    const change = { ...settlement.change, at: outbox.at };
    if (!(await moveIntent(tx, fence.tenant, intent, change))) return undefined;
    const [pkg] = await lockPackages(tx, fence.tenant, { ids: [asId<PackageId>(intent.subjectId)] });
    if (pkg !== undefined) {
      outbox.changed.add(pkg.id);
      const timeline = settlement.timeline ?? [];
      if (settlement.event !== undefined) await applyEvents(tx, app, outbox, [{ pkg, event: settlement.event, timeline }]);
      else for (const event of timeline) outbox.timeline.push({ id: app.entropy.uuid(), packageId: pkg.id, event, actor: "system" });
    }
    await settlement.also?.(tx);
    await flushOutbox(tx, app, outbox);
    return {
      ...intent,
      state: change.state,
      attempts: change.attempts ?? intent.attempts,
      absentReads: change.absentReads ?? intent.absentReads,
      absentSince: change.absentSince === undefined ? intent.absentSince : change.absentSince,
      data: change.data ?? intent.data,
    };
  });
}

/** The package that an intent is about, as it stands now. */
export function readSubject(app: App, fence: Fence, intent: Intent): Promise<Package | undefined> {
  return app.database.inTenant(fence.tenant, async (tx) => {
    const [pkg] = await lockPackages(tx, fence.tenant, { ids: [asId<PackageId>(intent.subjectId)] });
    return pkg;
  });
}
