import { sql } from "kysely";
import type { PackageId, PackageLineId, SkuId, TenantId, WarehouseId } from "../kernel/id.ts";
import { type Instant, toIso } from "../kernel/instant.ts";
import { rows, type Tx } from "./database.ts";

/** One line's wish or release, with the id that its ledger row will have and the package that causes it. */
export type LineUnits = {
  lineId: PackageLineId;
  packageId: PackageId;
  warehouseId: WarehouseId;
  skuId: SkuId;
  units: number;
  movementId: string;
};

export type Taken = { lineId: PackageLineId; taken: number };

/** Who moved stock, and when. */
export type StockCause = { actorId: string | null; at: Instant };

/**
 * Makes missing balance rows and locks all touched ones in sorted order, so that no two batches wait for each other in a circle.
 * Every function below is preceded by it in its transaction.
 */
async function lockBalances(tx: Tx, tenant: TenantId, lines: readonly LineUnits[]): Promise<void> {
  const pairs = [...new Map(lines.map((line) => [`${line.warehouseId}|${line.skuId}`, line])).values()].map((line) => ({
    warehouse_id: line.warehouseId,
    sku_id: line.skuId,
  }));
  await sql`
    insert into stock_balance (tenant_id, warehouse_id, sku_id)
    select ${tenant}, r.warehouse_id, r.sku_id from jsonb_to_recordset(${rows(pairs)}) as r(warehouse_id uuid, sku_id uuid)
    order by r.warehouse_id, r.sku_id
    on conflict do nothing`.execute(tx);
  await sql`
    select 1 from stock_balance b
    join jsonb_to_recordset(${rows(pairs)}) as r(warehouse_id uuid, sku_id uuid)
      on b.warehouse_id = r.warehouse_id and b.sku_id = r.sku_id
    where b.tenant_id = ${tenant}
    order by b.warehouse_id, b.sku_id
    for update of b`.execute(tx);
}

const wanted = (lines: readonly LineUnits[]) => sql`
  select r.*
  from jsonb_to_recordset(${rows(
    lines.map((line, rank) => ({
      line_id: line.lineId,
      warehouse_id: line.warehouseId,
      sku_id: line.skuId,
      units: line.units,
      movement_id: line.movementId,
      package_id: line.packageId,
      rank,
    })),
  )}) as r(line_id uuid, warehouse_id uuid, sku_id uuid, units integer, rank integer, movement_id uuid, package_id uuid)`;

const ledgerColumns = sql`insert into stock_movement
  (tenant_id, id, at, warehouse_id, sku_id, kind, on_hand_delta, reserved_delta, cause_kind, cause_id, actor_id)`;

/**
 * Reserves as much as there is for each line, earlier lines first: check and take in ONE statement, counter, ledger and lines together.
 * Returns what each line got (0 to units).
 */
export async function reserveStock(tx: Tx, tenant: TenantId, lines: readonly LineUnits[], cause: StockCause): Promise<Taken[]> {
  if (lines.length === 0) return [];
  await lockBalances(tx, tenant, lines);
  const result = await sql<{ line_id: PackageLineId; taken: number }>`
    with wanted as (${wanted(lines)}),
    running as (
      select w.*, b.on_hand - b.reserved - b.blocked as available,
        coalesce(sum(w.units) over (
          partition by w.warehouse_id, w.sku_id order by w.rank rows between unbounded preceding and 1 preceding), 0) as before
      from wanted w
      join stock_balance b on b.tenant_id = ${tenant} and b.warehouse_id = w.warehouse_id and b.sku_id = w.sku_id
    ),
    taken as (select *, greatest(0, least(units, available - before))::integer as take from running),
    moved as (
      update stock_balance b set reserved = b.reserved + s.take
      from (select warehouse_id, sku_id, sum(take)::integer as take from taken group by warehouse_id, sku_id having sum(take) > 0) s
      where b.tenant_id = ${tenant} and b.warehouse_id = s.warehouse_id and b.sku_id = s.sku_id
        and b.reserved + b.blocked + s.take <= b.on_hand
      returning b.warehouse_id, b.sku_id
    ),
    granted as (select t.* from taken t join moved m using (warehouse_id, sku_id) where t.take > 0),
    ledger as (
      ${ledgerColumns}
      select ${tenant}, movement_id, ${toIso(cause.at)}::timestamptz, warehouse_id, sku_id, 'reserve', 0, take,
        'package', package_id, ${cause.actorId}::text
      from granted
    ),
    lines as (
      update package_line l set reserved_units = l.reserved_units + g.take
      from granted g where l.tenant_id = ${tenant} and l.id = g.line_id
    )
    select t.line_id, coalesce(g.take, 0) as taken
    from taken t left join granted g on g.line_id = t.line_id
    order by t.rank`.execute(tx);
  return result.rows.map((row) => ({ lineId: row.line_id, taken: row.taken }));
}

/** Gives reserved units back. `units` is what each line still holds; a line that holds less makes the statement fail: only a bug does that. */
export async function releaseStock(tx: Tx, tenant: TenantId, lines: readonly LineUnits[], cause: StockCause): Promise<void> {
  await moveReserved(tx, tenant, lines, cause, "release");
}

/** Goods leave: on hand and reserved fall together by what each line holds. Its lines keep their units as shipped. */
export async function shipStock(tx: Tx, tenant: TenantId, lines: readonly LineUnits[], cause: StockCause): Promise<void> {
  await moveReserved(tx, tenant, lines, cause, "ship");
}

async function moveReserved(
  tx: Tx,
  tenant: TenantId,
  lines: readonly LineUnits[],
  cause: StockCause,
  kind: "release" | "ship",
): Promise<void> {
  const held = lines.filter((line) => line.units > 0);
  if (held.length === 0) return;
  await lockBalances(tx, tenant, held);
  const leaves = kind === "ship" ? 1 : 0;
  const result = await sql<{ moved: bigint }>`
    with wanted as (${wanted(held)}),
    moved as (
      update stock_balance b set reserved = b.reserved - s.units, on_hand = b.on_hand - s.units * ${leaves}::integer
      from (select warehouse_id, sku_id, sum(units)::integer as units from wanted group by warehouse_id, sku_id) s
      where b.tenant_id = ${tenant} and b.warehouse_id = s.warehouse_id and b.sku_id = s.sku_id and b.reserved >= s.units
      returning b.warehouse_id, b.sku_id
    ),
    granted as (select w.* from wanted w join moved m using (warehouse_id, sku_id)),
    ledger as (
      ${ledgerColumns}
      select ${tenant}, movement_id, ${toIso(cause.at)}::timestamptz, warehouse_id, sku_id, ${kind}, -units * ${leaves}::integer, -units,
        'package', package_id, ${cause.actorId}::text
      from granted
    ),
    lines as (
      update package_line l set reserved_units = l.reserved_units - g.units
      from granted g where l.tenant_id = ${tenant} and l.id = g.line_id and ${leaves}::integer = 0
    )
    select count(*) as moved from granted`.execute(tx);
  if (result.rows[0]?.moved !== BigInt(held.length)) throw new Error(`stock ${kind} did not find the reserved units it was told of`);
}

export type Adjustment = { warehouseId: WarehouseId; skuId: SkuId; onHandDelta: number; movementId: string };

/** Changes what is on hand (opening stock, adjustments). Fails when a figure would fall below what is reserved or blocked. */
export async function adjustStock(
  tx: Tx,
  tenant: TenantId,
  adjustments: readonly Adjustment[],
  kind: "opening" | "adjustment",
  cause: StockCause & { kind: string; id: string },
): Promise<void> {
  if (adjustments.length === 0) return;
  const list = adjustments.map((one) => ({
    warehouse_id: one.warehouseId,
    sku_id: one.skuId,
    delta: one.onHandDelta,
    movement_id: one.movementId,
  }));
  await sql`
    with wanted as (
      select * from jsonb_to_recordset(${rows(list)}) as r(warehouse_id uuid, sku_id uuid, delta integer, movement_id uuid)
    ),
    counted as (
      insert into stock_balance (tenant_id, warehouse_id, sku_id, on_hand)
      select ${tenant}, warehouse_id, sku_id, sum(delta)::integer from wanted group by warehouse_id, sku_id order by warehouse_id, sku_id
      on conflict (tenant_id, warehouse_id, sku_id) do update set on_hand = stock_balance.on_hand + excluded.on_hand
    )
    ${ledgerColumns}
    select ${tenant}, movement_id, ${toIso(cause.at)}::timestamptz, warehouse_id, sku_id, ${kind}, delta, 0,
      ${cause.kind}, ${cause.id}::uuid, ${cause.actorId}::text
    from wanted`.execute(tx);
}

export type WaitingLine = { lineId: PackageLineId; packageId: PackageId; skuId: SkuId; skuCode: string; missing: number };

/** Lines that wait for units of these SKUs in a warehouse, the nearest deadline first. */
export async function listWaitingLines(
  tx: Tx,
  tenant: TenantId,
  warehouse: WarehouseId,
  skus: readonly SkuId[],
  limit: number,
): Promise<WaitingLine[]> {
  if (skus.length === 0) return [];
  const result = await sql<{ id: PackageLineId; package_id: PackageId; sku_id: SkuId; code: string; missing: number }>`
    select l.id, l.package_id, l.sku_id, s.code, l.units - l.reserved_units as missing
    from package_line l
    join package p on p.tenant_id = l.tenant_id and p.id = l.package_id
    join sku s on s.tenant_id = l.tenant_id and s.id = l.sku_id
    where l.tenant_id = ${tenant} and l.sku_id = any(${skus}::uuid[]) and l.reserved_units < l.units
      and p.warehouse_id = ${warehouse} and p.state in ('platform_hold', 'pending_review', 'pending_process')
    order by p.ship_by nulls last, p.id, l.id
    limit ${limit}`.execute(tx);
  return result.rows.map((row) => ({
    lineId: row.id,
    packageId: row.package_id,
    skuId: row.sku_id,
    skuCode: row.code,
    missing: row.missing,
  }));
}
