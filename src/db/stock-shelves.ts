import { type RawBuilder, sql } from "kysely";
import type { SkuId, TenantId, WarehouseId } from "../kernel/id.ts";
import { narrowByWords } from "./catalog-words.ts";
import type { Tx } from "./database.ts";

export type StockConditions = {
  /** Undefined = all. */
  warehouses: readonly WarehouseId[] | undefined;
  /** Any part of a code, a name or a barcode. */
  search?: string | undefined;
  onlyLow: boolean;
  onlyStocked: boolean;
};

/** Single SKUs with a text in code, name or barcode. `few`: all of them; else they are told from others row by row. */
export type SearchedSkus = { kind: "all" } | { kind: "few"; ids: readonly SkuId[] } | { kind: "many"; text: string };

const fewSkus = 1_000;

/** What people type, looked for as it stands. */
export async function findSearched(tx: Tx, tenant: TenantId, search: string | undefined): Promise<SearchedSkus> {
  if (search === undefined) return { kind: "all" };
  const text = search.toLowerCase();
  const narrowed = await narrowByWords(tx, tenant, text);
  if (narrowed.kind === "none") return { kind: "few", ids: [] };
  const from =
    narrowed.kind === "some"
      ? sql`${narrowed.ids} n (id) cross join lateral (select k.* from sku k where k.tenant_id = ${tenant} and k.id = n.id limit 1) s`
      : sql`sku s`;
  const found = await sql<{ id: SkuId }>`
    select s.id from ${from}
    where s.tenant_id = ${tenant} and s.kind = 'single' and strpos(s.search_text, ${text}) > 0
    limit ${sql.lit(fewSkus + 1)}`.execute(tx);
  return found.rows.length > fewSkus ? { kind: "many", text } : { kind: "few", ids: found.rows.map((row) => row.id) };
}

/** Whether a SKU `s` is one of them. */
export function hasText(found: SearchedSkus): RawBuilder<unknown> {
  if (found.kind === "all") return sql`true`;
  return found.kind === "few" ? sql`s.id = any(${found.ids}::uuid[])` : sql`strpos(s.search_text, ${found.text}) > 0`;
}

/**
 * Every shelf that has figures or a threshold, in one pass over either table: a walk along all codes would ask for each SKU in each
 * warehouse. A SKU that was never in a warehouse lacks nothing there, and what is no longer sold need not be bought again.
 */
export const shelves = (tenant: TenantId, ids?: readonly SkuId[]): RawBuilder<unknown> => {
  const these = ids === undefined ? sql`` : sql` and sku_id = any(${ids}::uuid[])`;
  return sql`(
    select coalesce(b.warehouse_id, l.warehouse_id) as warehouse_id, coalesce(b.sku_id, l.sku_id) as sku_id,
      b.on_hand, b.reserved, b.blocked, b.incoming,
      (coalesce(b.available = 0, false) or coalesce(b.available, 0) < coalesce(l.low_units, 0))
        and coalesce(b.sku_id, l.sku_id) not in (select d.id from sku d where d.tenant_id = ${tenant} and d.status = 'discontinued') as is_low
    from (
      select warehouse_id, sku_id, on_hand, reserved, blocked, incoming, on_hand - reserved - blocked as available
      from stock_balance where tenant_id = ${tenant}${these}
    ) b full join (
      select warehouse_id, sku_id, low_units from stock_limit where tenant_id = ${tenant} and low_units > 0${these}
    ) l on l.warehouse_id = b.warehouse_id and l.sku_id = b.sku_id
  )`;
};

/** Which of the shelves `w` a list may speak of. */
export const shelfReach = (warehouses: readonly WarehouseId[] | undefined): RawBuilder<unknown> =>
  warehouses === undefined ? sql`true` : sql`w.warehouse_id = any(${warehouses}::uuid[])`;

export type StockTotals = { rows: bigint; low: bigint; on_hand: bigint; reserved: bigint; blocked: bigint; incoming: bigint };

const nothing: StockTotals = { rows: 0n, low: 0n, on_hand: 0n, reserved: 0n, blocked: 0n, incoming: 0n };

/** The sums of all rows that a list's conditions meet. */
export async function sumStock(tx: Tx, tenant: TenantId, wanted: StockConditions): Promise<StockTotals> {
  const searched = await findSearched(tx, tenant, wanted.search);
  if (searched.kind === "few" && searched.ids.length === 0) return nothing;
  const isMany = searched.kind === "many";
  const singles = sql`select s.id from sku s where s.tenant_id = ${tenant} and s.kind = 'single' and ${hasText(searched)}`;
  // without a condition on its figures every SKU has a row in each warehouse, also where it never was
  const rows =
    wanted.onlyLow || wanted.onlyStocked
      ? sql`count(*)`
      : sql`(select count(*) from ${isMany ? sql`met` : sql`(${singles}) met`}) * (
          select count(*) from warehouse h
          where h.tenant_id = ${tenant} and ${wanted.warehouses === undefined ? sql`true` : sql`h.id = any(${wanted.warehouses}::uuid[])`})`;
  const found = await sql<StockTotals>`
    ${isMany ? sql`with met as materialized (${singles})` : sql``}
    select ${rows} as rows, count(*) filter (where w.is_low) as low, coalesce(sum(w.on_hand), 0)::bigint as on_hand,
      coalesce(sum(w.reserved), 0)::bigint as reserved, coalesce(sum(w.blocked), 0)::bigint as blocked,
      coalesce(sum(w.incoming), 0)::bigint as incoming
    from ${shelves(tenant, searched.kind === "few" ? searched.ids : undefined)} w
    where ${shelfReach(wanted.warehouses)} and ${isMany ? sql`w.sku_id in (select met.id from met)` : sql`true`}
      and ${wanted.onlyLow ? sql`w.is_low` : sql`true`} and ${wanted.onlyStocked ? sql`w.on_hand > 0` : sql`true`}`.execute(tx);
  return found.rows[0] ?? nothing;
}
