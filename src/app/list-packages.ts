import { countPackages, listPackageIds, type PackageSort, readChangeHead } from "../db/package-list.ts";
import { getPackageRows } from "../db/package-rows.ts";
import type { Instant } from "../kernel/instant.ts";
import { fail, ok, type Result } from "../kernel/result.ts";
import type { Refusal } from "../kernel/vocabulary/refusal.ts";
import type { App } from "./app.ts";
import { countCap, isCountedExactly, mayAsk, type PackageQuery, readMoments, toConditions } from "./package-query.ts";
import { type PackageView, toPackageView } from "./package-view.ts";
import type { Scope } from "./scope.ts";

export type PackagePage = { views: PackageView[]; total: number; capped: boolean; at: Instant; changeSeq: bigint };

/** One page of the list. First the change feed's head, so that the rows reflect at least what it says. */
export async function listPackages(
  app: App,
  scope: Scope,
  query: PackageQuery,
  sort: PackageSort,
  page: { number: number; size: number },
): Promise<Result<PackagePage, Refusal>> {
  if (!mayAsk(scope, query)) return fail({ code: "forbidden" });
  return await app.database.inTenant(scope.tenant, async (tx) => {
    const changeSeq = await readChangeHead(tx, scope.tenant);
    const moments = await readMoments(tx, app, scope);
    const wanted = await toConditions(tx, app, scope, query);
    const offset = (page.number - 1) * page.size;
    const ids = await listPackageIds(tx, scope.tenant, wanted, moments, sort, { limit: page.size, offset });
    // a first page that isn't full has told the total
    const counted =
      offset === 0 && ids.length < page.size
        ? ids.length
        : await countPackages(tx, scope.tenant, wanted, moments, isCountedExactly(query) ? Number.MAX_SAFE_INTEGER - 1 : countCap);
    const capped = !isCountedExactly(query) && counted > countCap;
    const rows = await getPackageRows(tx, scope.tenant, ids);
    return ok({
      views: rows.map((row) => toPackageView(scope, row)),
      total: capped ? countCap : counted,
      capped,
      at: moments.now,
      changeSeq,
    });
  });
}
