import { listPackageIds as listIds, type PackageSort } from "../db/package-list.ts";
import type { PackageId } from "../kernel/id.ts";
import { fail, ok, type Result } from "../kernel/result.ts";
import type { Refusal } from "../kernel/vocabulary/refusal.ts";
import type { App } from "./app.ts";
import { mayAsk, type PackageQuery, readMoments, toConditions } from "./package-query.ts";
import type { Scope } from "./scope.ts";

const maxIds = 5000;

/** The ids behind "select all": at most 5,000, the first by the list's order. */
export async function listPackageIds(
  app: App,
  scope: Scope,
  query: PackageQuery,
  sort: PackageSort,
): Promise<Result<{ ids: PackageId[]; capped: boolean }, Refusal>> {
  if (!mayAsk(scope, query)) return fail({ code: "forbidden" });
  return await app.database.inTenant(scope.tenant, async (tx) => {
    const moments = await readMoments(tx, app, scope);
    const wanted = await toConditions(tx, app, scope, query);
    const ids = await listIds(tx, scope.tenant, wanted, moments, sort, { limit: maxIds + 1, offset: 0 });
    return ok({ ids: ids.slice(0, maxIds), capped: ids.length > maxIds });
  });
}
