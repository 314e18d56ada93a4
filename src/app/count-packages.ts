import { countPackageHeads } from "../db/package-counts.ts";
import type { Attention, Deadline } from "../db/package-filter.ts";
import { fail, ok, type Result } from "../kernel/result.ts";
import { type PackageState, packageStates } from "../kernel/vocabulary/package.ts";
import type { Refusal } from "../kernel/vocabulary/refusal.ts";
import type { App } from "./app.ts";
import { countCap, isOpenState, mayAsk, type PackageQuery, readMoments, toConditions } from "./package-query.ts";
import type { Scope } from "./scope.ts";

export type PackageFigures = {
  states: { state: PackageState; count: number; capped: boolean }[];
  total: { count: number; capped: boolean };
  attention: { filter: Attention; count: number }[];
  deadlines: { filter: Deadline; count: number }[];
};

/** The figures of tabs, quick filters and deadlines under a filter. Made by the list's own conditions, so each equals its list. */
export async function countPackages(app: App, scope: Scope, query: PackageQuery): Promise<Result<PackageFigures, Refusal>> {
  if (!mayAsk(scope, query)) return fail({ code: "forbidden" });
  return await app.database.inTenant(scope.tenant, async (tx) => {
    const moments = await readMoments(tx, app, scope);
    const wanted = await toConditions(tx, app, scope, query);
    const counts = await countPackageHeads(tx, scope.tenant, wanted, moments, countCap);
    const states = packageStates.map((state) => {
      const count = counts.states.get(state) ?? 0;
      // open states are counted to their end whatever they hold; a deadline asks for open ones
      const capped = !isOpenState(state) && count > countCap;
      return { state, count: capped ? countCap : count, capped };
    });
    const sum = states.reduce((total, one) => total + one.count, 0);
    const capped = query.deadline === undefined && (sum > countCap || states.some((one) => one.capped));
    return ok({
      states,
      total: { count: capped ? countCap : sum, capped },
      attention: [...counts.attention].map(([filter, count]) => ({ filter, count })),
      deadlines: [...counts.deadlines].map(([filter, count]) => ({ filter, count })),
    });
  });
}
