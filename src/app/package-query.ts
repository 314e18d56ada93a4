import type { Tx } from "../db/database.ts";
import type { Attention, Deadline, Moments, PackageConditions, PackageSearch } from "../db/package-filter.ts";
import type { PackageSort } from "../db/package-list.ts";
import { getTenantSetting } from "../db/tenant-settings.ts";
import { normaliseName } from "../domain/orders/normalise.ts";
import { dayBounds } from "../domain/shops/day.ts";
import type { ChannelId, ShopId, WarehouseId } from "../kernel/id.ts";
import { addMs, type Instant } from "../kernel/instant.ts";
import { openPackageStates, type PackageState } from "../kernel/vocabulary/package.ts";
import type { Platform } from "../kernel/vocabulary/platform.ts";
import type { App } from "./app.ts";
import { type Scope, within } from "./scope.ts";

/** What a person asks of the list. */
export type PackageQuery = {
  search?: { field: "order_number" | "package_number" | "sku" | "waybill" | "recipient"; values: readonly string[] } | undefined;
  platforms?: readonly Platform[] | undefined;
  shops?: readonly ShopId[] | undefined;
  countries?: readonly string[] | undefined;
  warehouses?: readonly WarehouseId[] | undefined;
  channels?: readonly ChannelId[] | undefined;
  deadline?: Deadline | undefined;
  composition?: "one_piece" | "one_sku" | "mixed" | undefined;
  printed?: boolean | undefined;
  paidFrom?: Instant | undefined;
  paidTo?: Instant | undefined;
  state?: PackageState | undefined;
  attention?: Attention | undefined;
};

export type { PackageSort };

/** Figures of closed states are exact so far, then "10,000+". */
export const countCap = 10_000;

const hourMs = 3_600_000;

/** Whether the caller may ask this: buyers are searched only by those who may read them. */
export function mayAsk(scope: Scope, query: PackageQuery): boolean {
  return query.search?.field !== "recipient" || scope.mayReadBuyer;
}

/** The query within the scope's shops and warehouses. */
export async function toConditions(tx: Tx, app: App, scope: Scope, query: PackageQuery): Promise<PackageConditions> {
  const { search, shops, warehouses, ...rest } = query;
  return {
    ...rest,
    shops: within(scope.shops, shops),
    warehouses: within(scope.warehouses, warehouses),
    search: search === undefined ? undefined : await toSearch(tx, app, scope, search),
  };
}

async function toSearch(tx: Tx, app: App, scope: Scope, search: NonNullable<PackageQuery["search"]>): Promise<PackageSearch> {
  if (search.field === "recipient") {
    const vault = await app.vault.of(tx, scope.tenant);
    return { field: "recipient_index", values: search.values.map((name) => vault.index("recipient_name", normaliseName(name))) };
  }
  // numbers and codes are mostly upper case; people paste them as they find them
  return { field: search.field, values: [...new Set(search.values.flatMap((value) => [value, value.toUpperCase()]))] };
}

/** The clock's reading that all figures of one answer are compared with; days are the tenant's. */
export async function readMoments(tx: Tx, app: App, scope: Scope): Promise<Moments> {
  const now = app.clock.now();
  const { timeZone } = await getTenantSetting(tx, scope.tenant);
  const day = dayBounds(now, timeZone);
  return { now, dayStart: day.start, dayEnd: day.end, in24h: addMs(now, 24 * hourMs), in48h: addMs(now, 48 * hourMs) };
}

/** Whether a list is small enough to be counted to its end: open packages, and what has an index of its own. */
export function isCountedExactly(query: PackageQuery): boolean {
  return (query.state !== undefined && isOpenState(query.state)) || query.attention !== undefined || query.deadline !== undefined;
}

/** Whether packages of this state still want work of ours. */
export function isOpenState(state: PackageState): boolean {
  return openPackageStates.some((open) => open === state);
}
