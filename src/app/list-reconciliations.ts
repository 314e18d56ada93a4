import {
  countMissed,
  type DifferenceRow,
  findSweep,
  listDifferences,
  listSweeps,
  type SweepCursor,
  type SweepRow,
  type SweepTotals,
  sumSweeps,
} from "../db/read-reconciliations.ts";
import type { ShopId } from "../kernel/id.ts";
import { addMs } from "../kernel/instant.ts";
import { fail, ok, type Result } from "../kernel/result.ts";
import type { Refusal } from "../kernel/vocabulary/refusal.ts";
import type { MissCause, ReconciliationKind } from "../kernel/vocabulary/sync.ts";
import type { App } from "./app.ts";
import { type Scope, within } from "./scope.ts";

export type { DifferenceRow, SweepRow };

const dayMs = 24 * 3_600_000;
const lookBackMs = 30 * dayMs;
const missedMs = 7 * dayMs;
const pageSize = 50;
const maxDifferences = 2_000;

export type SweepQuery = {
  shops?: readonly ShopId[] | undefined;
  kinds?: readonly ReconciliationKind[] | undefined;
  onlyDifferences: boolean;
  before?: SweepCursor | undefined;
};

export type SweepPage = {
  rows: SweepRow[];
  next: SweepCursor | null;
  totals: SweepTotals;
  missed: { cause: MissCause; orders: bigint }[];
};

/** Sweeps of the last 30 days, newest first, with their sums, and the orders of the last 7 days that only a sweep found. */
export async function listReconciliations(app: App, scope: Scope, query: SweepQuery): Promise<SweepPage> {
  const now = app.clock.now();
  const shops = within(scope.shops, query.shops);
  const wanted = { shops, kinds: query.kinds, onlyDifferences: query.onlyDifferences, since: addMs(now, -lookBackMs) };
  return await app.database.inTenant(scope.tenant, async (tx) => {
    const rows = await listSweeps(tx, scope.tenant, wanted, query.before, pageSize + 1);
    const shown = rows.slice(0, pageSize);
    const last = shown.at(-1);
    return {
      rows: shown,
      next: rows.length > pageSize && last !== undefined ? { at: last.started_at, id: last.id } : null,
      totals: await sumSweeps(tx, scope.tenant, wanted),
      missed: await countMissed(tx, scope.tenant, shops, addMs(now, -missedMs)),
    };
  });
}

/** One sweep with what it found different: what is not pulled yet comes first. */
export async function getReconciliation(
  app: App,
  scope: Scope,
  id: string,
): Promise<Result<{ sweep: SweepRow; differences: DifferenceRow[] }, Refusal>> {
  return await app.database.inTenant(scope.tenant, async (tx) => {
    const sweep = await findSweep(tx, scope.tenant, within(scope.shops), id);
    if (sweep === undefined) return fail<Refusal>({ code: "item-not-found" });
    return ok({ sweep, differences: await listDifferences(tx, scope.tenant, id, maxDifferences) });
  });
}
