import {
  listQuarantine as listItems,
  listRefusedWrites as listWrites,
  type QuarantineRow,
  type RefusedWriteRow,
} from "../db/read-trouble.ts";
import type { ShopId } from "../kernel/id.ts";
import { addMs } from "../kernel/instant.ts";
import type { App } from "./app.ts";
import { type Scope, within } from "./scope.ts";

export type { QuarantineRow, RefusedWriteRow };

/** Rows of a list that shows no more than this many. */
export type CappedList<Row> = { rows: Row[]; capped: boolean };

const limit = 200;
const lookBackMs = 30 * 24 * 3_600_000;

/** 解析失败订单: items that broke our schema and wait for a person or for an update. */
export async function listQuarantine(app: App, scope: Scope, shops: readonly ShopId[] | undefined): Promise<CappedList<QuarantineRow>> {
  return await app.database.inTenant(scope.tenant, async (tx) =>
    capped(await listItems(tx, scope.tenant, within(scope.shops, shops), limit + 1)),
  );
}

/** 写回失败: what a platform or carrier refused in the last 30 days and nothing has made up for. */
export async function listRefusedWrites(
  app: App,
  scope: Scope,
  shops: readonly ShopId[] | undefined,
): Promise<CappedList<RefusedWriteRow>> {
  const since = addMs(app.clock.now(), -lookBackMs);
  const reach = { shops: within(scope.shops, shops), warehouses: within(scope.warehouses) };
  return await app.database.inTenant(scope.tenant, async (tx) => capped(await listWrites(tx, scope.tenant, reach, since, limit + 1)));
}

function capped<Row>(rows: Row[]): CappedList<Row> {
  return { rows: rows.slice(0, limit), capped: rows.length > limit };
}
