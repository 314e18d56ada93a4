import {
  type AmountRow,
  type DetailLineRow,
  findAmounts,
  getPackageExtras,
  listDetailLines,
  listTimeline,
  type PackageExtras,
  type TimelineEntryRow,
} from "../db/package-detail.ts";
import { getPackageRows, type PackageListRow } from "../db/package-rows.ts";
import type { PackageId } from "../kernel/id.ts";
import { fail, ok, type Result } from "../kernel/result.ts";
import type { Refusal } from "../kernel/vocabulary/refusal.ts";
import type { App } from "./app.ts";
import { type PackageView, toPackageView } from "./package-view.ts";
import type { Scope } from "./scope.ts";

export type PackageDetailView = PackageView & {
  detailLines: DetailLineRow[];
  extras: PackageExtras;
  carrierName: string | null;
  /** Null where the number's form has no check digit, or there is no number. */
  waybillCheck: boolean | null;
  /** Undefined: not read yet, or not for this caller. */
  amounts: AmountRow | undefined;
  timeline: TimelineEntryRow[];
};

const timelineLimit = 500;

/** One package with all that its drawer shows. Out of scope looks like not existing. */
export async function getPackage(app: App, scope: Scope, id: PackageId): Promise<Result<PackageDetailView, Refusal>> {
  return await app.database.inTenant(scope.tenant, async (tx) => {
    const [row] = await getPackageRows(tx, scope.tenant, [id]);
    if (row === undefined || !reachesRow(scope, row)) return fail({ code: "not-found" });
    const extras = await getPackageExtras(tx, scope.tenant, id);
    return ok({
      ...toPackageView(scope, row),
      detailLines: await listDetailLines(tx, scope.tenant, id),
      extras,
      carrierName: extras.carrier === null ? null : (app.carriers.get(extras.carrier)?.name.zh ?? extras.carrier_account),
      waybillCheck: checkWaybill(app, extras.carrier, row.waybill),
      amounts: scope.permissions.has("amounts:read") ? await findAmounts(tx, scope.tenant, row.order_id) : undefined,
      timeline: await listTimeline(tx, scope.tenant, id, timelineLimit),
    });
  });
}

/** Whether a scope reaches a package by its shop and warehouse. */
export function reachesRow(scope: Scope, row: Pick<PackageListRow, "shop_id" | "warehouse_id">): boolean {
  const shop = scope.shops === "all" || scope.shops.includes(row.shop_id);
  return shop && (scope.warehouses === "all" || scope.warehouses.includes(row.warehouse_id));
}

function checkWaybill(app: App, carrier: string | null, waybill: string | null): boolean | null {
  const connector = carrier === null ? undefined : app.carriers.get(carrier);
  if (connector === undefined || waybill === null) return null;
  const verdict = connector.checkNumber(waybill);
  // a number that is certainly not the carrier's is wrong even where there is no digit to check
  return verdict.checked || !verdict.wellFormed ? verdict.wellFormed : null;
}
