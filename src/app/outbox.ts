import type { Tx } from "../db/database.ts";
import { addIntents } from "../db/intents.ts";
import { listListingsOfSkus } from "../db/pairings.ts";
import { announceChanges, insertTimeline, type TimelineRow } from "../db/records.ts";
import { asId, type IntentId, type PackageId, type SkuId, type TenantId } from "../kernel/id.ts";
import { addMs, type Instant } from "../kernel/instant.ts";
import type { TimelineEvent } from "../kernel/vocabulary/timeline.ts";
import type { App } from "./app.ts";
import type { Actor } from "./scope.ts";

/** What a transaction has done that others must hear of; written once, at its end. */
export type Outbox = {
  readonly tenant: TenantId;
  readonly actor: Actor;
  readonly at: Instant;
  readonly created: Set<PackageId>;
  readonly changed: Set<PackageId>;
  /** SKUs whose available figure moved: their listings are to be pushed. */
  readonly skus: Set<SkuId>;
  readonly timeline: TimelineRow[];
};

export function newOutbox(app: App, tenant: TenantId, actor: Actor): Outbox {
  return { tenant, actor, at: app.clock.now(), created: new Set(), changed: new Set(), skus: new Set(), timeline: [] };
}

/** Notes something that happened to a package. */
export function note(app: App, outbox: Outbox, packageId: PackageId, event: TimelineEvent): void {
  outbox.timeline.push({ id: app.entropy.uuid(), packageId, event, actor: outbox.actor });
}

// sales come in bursts: a short wait lets one push carry the last value of many changes. Where little is left it would sell what nobody has
const pushDelayMs = { usual: 3_000, scarce: 300 };
const scarceUnits = 20;

/** Last act of a transaction: timeline, stock pushes for every listing of the touched SKUs, and the announcement to open browsers. */
export async function flushOutbox(tx: Tx, app: App, outbox: Outbox): Promise<void> {
  const { tenant, at } = outbox;
  await insertTimeline(tx, tenant, at, outbox.timeline);
  const listings = await listListingsOfSkus(tx, tenant, [...outbox.skus], scarceUnits);
  await addIntents(
    tx,
    tenant,
    at,
    listings.map((listing) => ({
      id: asId<IntentId>(app.entropy.uuid()),
      shopId: listing.shopId,
      kind: "stock_push",
      subjectId: listing.listingId,
      key: "",
      data: {},
      dueAt: addMs(at, listing.isScarce ? pushDelayMs.scarce : pushDelayMs.usual),
    })),
  );
  await announceChanges(tx, tenant, at, [
    { topic: "packages-created", ids: [...outbox.created] },
    { topic: "packages-changed", ids: [...outbox.changed].filter((id) => !outbox.created.has(id)) },
    { topic: "stock-changed", ids: [...outbox.skus] },
  ]);
}
