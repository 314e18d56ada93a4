import {
  listOpenPackages,
  listSkuShelves,
  listStock as listStockRows,
  type OpenPackageRow,
  type StockCursor,
  type StockRow,
} from "../db/read-stock.ts";
import {
  type LedgerConditions,
  type LedgerCursor,
  type LedgerRow,
  listLedger as listLedgerRows,
  sumDays,
} from "../db/read-stock-ledger.ts";
import { type StockTotals, sumStock as sumStockRows } from "../db/stock-shelves.ts";
import { getTenantSetting } from "../db/tenant-settings.ts";
import { dayBounds } from "../domain/shops/day.ts";
import { type DayPoint, walkBack } from "../domain/stock/history.ts";
import type { SkuId, WarehouseId } from "../kernel/id.ts";
import { addMs } from "../kernel/instant.ts";
import { fail, ok, type Result } from "../kernel/result.ts";
import type { Refusal } from "../kernel/vocabulary/refusal.ts";
import type { App } from "./app.ts";
import { type Scope, within } from "./scope.ts";

export type { LedgerRow, OpenPackageRow, StockRow };

const pageSize = 100;
const ledgerPageSize = 50;
const maxWarehouses = 200;
const shownPackages = 50;
const dayMs = 24 * 3_600_000;

export type StockQuery = {
  warehouses?: readonly WarehouseId[] | undefined;
  search?: string | undefined;
  onlyLow: boolean;
  onlyStocked: boolean;
};

const conditions = (scope: Scope, query: StockQuery) => ({ ...query, warehouses: within(scope.warehouses, query.warehouses) });

/** One page of SKUs and warehouses, by code. */
export async function listStock(
  app: App,
  scope: Scope,
  query: StockQuery,
  after: StockCursor | undefined,
): Promise<{ rows: StockRow[]; next: StockCursor | null }> {
  return await app.database.inTenant(scope.tenant, async (tx) => {
    const rows = await listStockRows(tx, scope.tenant, conditions(scope, query), after, pageSize + 1);
    const shown = rows.slice(0, pageSize);
    const last = shown.at(-1);
    const isMore = rows.length > pageSize && last !== undefined;
    return { rows: shown, next: isMore ? { code: last.code, warehouseCode: last.warehouse_code } : null };
  });
}

/** What all rows of a list come to. */
export function sumStock(app: App, scope: Scope, query: StockQuery): Promise<StockTotals> {
  return app.database.inTenant(scope.tenant, (tx) => sumStockRows(tx, scope.tenant, conditions(scope, query)));
}

/** One SKU in each warehouse of the scope, and the open packages that hold its units or wait for some. */
export async function getSkuStock(
  app: App,
  scope: Scope,
  sku: SkuId,
): Promise<Result<{ first: StockRow; shelves: StockRow[]; packages: OpenPackageRow[]; isMore: boolean }, Refusal>> {
  return await app.database.inTenant(scope.tenant, async (tx) => {
    const warehouses = within(scope.warehouses);
    const shelves = await listSkuShelves(tx, scope.tenant, sku, warehouses, maxWarehouses);
    const [first] = shelves;
    if (first === undefined) return fail<Refusal>({ code: "item-not-found" });
    const packages = await listOpenPackages(tx, scope.tenant, sku, { shops: within(scope.shops), warehouses }, shownPackages + 1);
    return ok({ first, shelves, packages: packages.slice(0, shownPackages), isMore: packages.length > shownPackages });
  });
}

/** On hand and available at the end of each of the last days, over the scope's warehouses or some of them. */
export async function getStockHistory(
  app: App,
  scope: Scope,
  sku: SkuId,
  query: { days: number; warehouses?: readonly WarehouseId[] | undefined },
): Promise<Result<DayPoint[], Refusal>> {
  const now = app.clock.now();
  return await app.database.inTenant(scope.tenant, async (tx) => {
    const warehouses = within(scope.warehouses, query.warehouses);
    const shelves = await listSkuShelves(tx, scope.tenant, sku, warehouses, maxWarehouses);
    if (shelves.length === 0) return fail<Refusal>({ code: "item-not-found" });
    const { timeZone } = await getTenantSetting(tx, scope.tenant);
    const since = dayBounds(addMs(now, -(query.days - 1) * dayMs), timeZone).start;
    const changes = await sumDays(tx, scope.tenant, sku, warehouses, since, timeZone);
    const sum = (figure: "on_hand" | "available") => shelves.reduce((total, shelf) => total + shelf[figure], 0);
    return ok(walkBack({ onHand: sum("on_hand"), available: sum("available") }, changes, { now, days: query.days, timeZone }));
  });
}

/** One page of a SKU's movements, newest first, each with the balance after it. */
export async function listLedger(
  app: App,
  scope: Scope,
  sku: SkuId,
  query: LedgerConditions,
  before: LedgerCursor | undefined,
): Promise<{ rows: LedgerRow[]; next: LedgerCursor | null }> {
  const wanted = { ...query, warehouses: within(scope.warehouses, query.warehouses) };
  return await app.database.inTenant(scope.tenant, async (tx) => {
    const rows = await listLedgerRows(tx, scope.tenant, sku, wanted, before, ledgerPageSize + 1);
    const shown = rows.slice(0, ledgerPageSize);
    const last = shown.at(-1);
    return { rows: shown, next: rows.length > ledgerPageSize && last !== undefined ? { at: last.at, id: last.id } : null };
  });
}
