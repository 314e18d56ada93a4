import type { Tx } from "../db/database.ts";
import { lockPackages } from "../db/packages.ts";
import type { Package, PackageEvent } from "../domain/fulfilment/package.ts";
import type { PackageId } from "../kernel/id.ts";
import { fail, type Result } from "../kernel/result.ts";
import type { Permission } from "../kernel/vocabulary/permission.ts";
import type { Refusal } from "../kernel/vocabulary/refusal.ts";
import type { TimelineEvent } from "../kernel/vocabulary/timeline.ts";
import type { App } from "./app.ts";
import { applyEvents } from "./apply-events.ts";
import { flushOutbox, newOutbox, type Outbox } from "./outbox.ts";
import type { Scope } from "./scope.ts";

/** What a batch act did to one package. */
export type ActResult = { packageId: PackageId; number: string | null } & ({ ok: true } | { ok: false; refusal: Refusal });

/** What an act wants for one package, or why it can't. */
export type Decision = Result<{ event: PackageEvent; timeline: readonly TimelineEvent[] }, Refusal>;

/** Prepares what decisions of one batch need (bindings, channels) with a bounded number of statements, then decides per package. */
export type Decide = (tx: Tx, packages: readonly Package[], outbox: Outbox) => Promise<(pkg: Package) => Decision>;

// a transaction holds its locks as long as its largest batch takes
const batchSize = 500;

/**
 * The skeleton of every bulk act: locks, decides by the state machine, saves and records, in transactions of up to 500 packages.
 * Packages that the scope doesn't reach are "not-found", like ids that don't exist. Results come in the order of the ids; a repeated id
 * is acted on once.
 */
export async function actOnPackages(
  app: App,
  scope: Scope,
  permission: Permission,
  ids: readonly PackageId[],
  decide: Decide,
): Promise<ActResult[]> {
  const unique = [...new Set(ids)];
  if (!scope.permissions.has(permission)) {
    return unique.map((packageId) => ({ packageId, number: null, ok: false, refusal: { code: "forbidden" } }));
  }
  const results = new Map<PackageId, ActResult>();
  for (let start = 0; start < unique.length; start += batchSize) {
    const batch = unique.slice(start, start + batchSize);
    for (const result of await actOnBatch(app, scope, batch, decide)) results.set(result.packageId, result);
  }
  return unique.map((packageId) => results.get(packageId) ?? { packageId, number: null, ok: false, refusal: { code: "not-found" } });
}

function actOnBatch(app: App, scope: Scope, ids: readonly PackageId[], decide: Decide): Promise<ActResult[]> {
  return app.database.inTenant(scope.tenant, async (tx) => {
    const found = await lockPackages(tx, scope.tenant, { ids });
    const packages = found.filter((pkg) => reaches(scope, pkg));
    const outbox = newOutbox(app, scope.tenant, scope.actor);
    const decideOne = await decide(tx, packages, outbox);
    const decisions = packages.map((pkg) => ({ pkg, decision: decideOne(pkg) }));
    const steps = decisions.flatMap(({ pkg, decision }) => (decision.ok ? [{ pkg, ...decision.value }] : []));
    const applied = await applyEvents(tx, app, outbox, steps);
    const outcomes = new Map(steps.map((step, index) => [step.pkg.id, applied[index]]));
    await flushOutbox(tx, app, outbox);
    return decisions.map(({ pkg, decision }): ActResult => {
      const outcome = decision.ok ? (outcomes.get(pkg.id) ?? fail<Refusal>({ code: "changed-meanwhile" })) : decision;
      const head = { packageId: pkg.id, number: pkg.number };
      return outcome.ok ? { ...head, ok: true } : { ...head, ok: false, refusal: outcome.error };
    });
  });
}

function reaches(scope: Scope, pkg: Package): boolean {
  const shop = scope.shops === "all" || scope.shops.includes(pkg.shopId);
  return shop && (scope.warehouses === "all" || scope.warehouses.includes(pkg.warehouseId));
}
