import { sql } from "kysely";
import type { OrderId, PackageId, PackageLineId, ShopId, SkuId, TenantId, WarehouseId } from "../kernel/id.ts";
import { type Instant, toIso } from "../kernel/instant.ts";
import { rows, type Tx } from "./database.ts";

/** A line and the balance that it draws on, with the id that its ledger row will have and the package that causes it. */
type LineMove = { lineId: PackageLineId; packageId: PackageId; warehouseId: WarehouseId; skuId: SkuId; movementId: string };

/** A line that wants units. */
export type LineWish = LineMove & { units: number };

/** A line that gives back what it holds above `keep`. */
export type LineHold = LineMove & { keep: number };

export type LineUnits = { lineId: PackageLineId; units: number };

/** Who moved stock, and when. */
export type StockCause = { actorId: string | null; at: Instant };

export type Shelf = { warehouseId: WarehouseId; skuId: SkuId };

/** Available units by `warehouse SKU`. */
export type Available = ReadonlyMap<`${WarehouseId} ${SkuId}`, number>;

/** States in which a package may hold stock. */
export const holdingStates = sql`('platform_hold', 'pending_review', 'pending_process', 'label_requesting', 'pending_print')`;

/**
 * Makes missing balance rows and locks all touched ones in sorted order, so that no two batches wait for each other in a circle. Packages
 * that a transaction works on are locked before; those that it merely serves are passed over while somebody else holds them. Every function
 * below begins with it. Whoever will move stock more than once locks all of it first. Returns what is available.
 */
export async function lockBalances(tx: Tx, tenant: TenantId, shelves: readonly Shelf[]): Promise<Available> {
  const pairs = [...new Map(shelves.map((one) => [`${one.warehouseId}|${one.skuId}`, one])).values()].map((one) => ({
    warehouse_id: one.warehouseId,
    sku_id: one.skuId,
  }));
  const known = pairs.length === 0 ? new Map() : await lockRows(tx, tenant, pairs);
  if (known.size === pairs.length) return known;
  // the first time that goods of a SKU are wanted or moved in a warehouse, and never again
  await sql`
    insert into stock_balance (tenant_id, warehouse_id, sku_id)
    select ${tenant}, r.warehouse_id, r.sku_id from jsonb_to_recordset(${rows(pairs)}) as r(warehouse_id uuid, sku_id uuid)
    order by r.warehouse_id, r.sku_id
    on conflict do nothing`.execute(tx);
  return await lockRows(tx, tenant, pairs);
}

async function lockRows(tx: Tx, tenant: TenantId, pairs: readonly { warehouse_id: WarehouseId; sku_id: SkuId }[]): Promise<Available> {
  const locked = await sql<Shelf & { available: number }>`
    select b.warehouse_id as "warehouseId", b.sku_id as "skuId", b.on_hand - b.reserved - b.blocked as available
    from stock_balance b
    join jsonb_to_recordset(${rows(pairs)}) as r(warehouse_id uuid, sku_id uuid)
      on b.warehouse_id = r.warehouse_id and b.sku_id = r.sku_id
    where b.tenant_id = ${tenant}
    order by b.warehouse_id, b.sku_id
    for update of b`.execute(tx);
  return new Map(locked.rows.map((row) => [shelfOf(row), row.available]));
}

const shelfOf = ({ warehouseId, skuId }: Shelf) => `${warehouseId} ${skuId}` as const;

/** Every balance that orders of these numbers hold or will want: of open packages, and of listings that are sold anew. */
export async function listTouchedShelves(
  tx: Tx,
  tenant: TenantId,
  shop: ShopId,
  touched: { orders: readonly OrderId[]; listingKeys: readonly string[]; warehouses: readonly WarehouseId[] },
): Promise<Shelf[]> {
  const found = await sql<Shelf>`
    select p.warehouse_id as "warehouseId", l.sku_id as "skuId"
    from package p join package_line l on l.tenant_id = p.tenant_id and l.package_id = p.id
    where p.tenant_id = ${tenant} and p.order_id = any(${touched.orders}::uuid[]) and l.sku_id is not null and p.state in ${holdingStates}
    union
    select w.id, coalesce(c.component_id, g.sku_id)
    from listing i
    join pairing g on g.tenant_id = i.tenant_id and g.listing_id = i.id
    left join bundle_component c on c.tenant_id = g.tenant_id and c.bundle_id = g.sku_id
    cross join unnest(${touched.warehouses}::uuid[]) as w (id)
    where i.tenant_id = ${tenant} and i.shop_id = ${shop} and i.listing_key = any(${touched.listingKeys}::text[])`.execute(tx);
  return found.rows;
}

/** What is available, as it stands for whoever has locked these balances. */
export async function listAvailable(
  tx: Tx,
  tenant: TenantId,
  warehouses: readonly WarehouseId[],
  skus: readonly SkuId[],
): Promise<Available> {
  const found = await sql<Shelf & { available: number }>`
    select b.warehouse_id as "warehouseId", b.sku_id as "skuId", b.on_hand - b.reserved - b.blocked as available
    from stock_balance b
    where b.tenant_id = ${tenant} and b.warehouse_id = any(${warehouses}::uuid[]) and b.sku_id = any(${skus}::uuid[])`.execute(tx);
  return new Map(found.rows.map((row) => [shelfOf(row), row.available]));
}

const movedLines = (lines: readonly (LineMove & { units?: number; keep?: number })[]) => sql`
  select r.*
  from jsonb_to_recordset(${rows(
    lines.map((line, rank) => ({
      line_id: line.lineId,
      warehouse_id: line.warehouseId,
      sku_id: line.skuId,
      units: line.units,
      keep: line.keep,
      movement_id: line.movementId,
      package_id: line.packageId,
      rank,
    })),
  )}) as r(line_id uuid, warehouse_id uuid, sku_id uuid, units integer, keep integer, rank integer, movement_id uuid, package_id uuid)`;

const ledgerColumns = sql`insert into stock_movement
  (tenant_id, id, at, warehouse_id, sku_id, kind, on_hand_delta, reserved_delta, cause_kind, cause_id, actor_id)`;

/**
 * Reserves as much as there is for each line, earlier lines first: check and take in ONE statement, counter, ledger and lines together. What
 * a line still lacks, and whether its package may still hold stock, counts at this moment, not when the wish was made. Returns what each
 * line got; a line that is absent got nothing.
 */
export async function reserveStock(tx: Tx, tenant: TenantId, wanted: readonly LineWish[], cause: StockCause): Promise<LineUnits[]> {
  const available = await lockBalances(tx, tenant, wanted);
  // most tries for what is sold out end here
  const wishes = wanted.filter((wish) => (available.get(shelfOf(wish)) ?? 0) > 0);
  if (wishes.length === 0) return [];
  const result = await sql<{ line_id: PackageLineId; taken: number }>`
    with wished as (${movedLines(wishes)}),
    wanted as (
      select w.rank, w.line_id, w.warehouse_id, w.sku_id, w.movement_id, w.package_id,
        case when p.state in ${holdingStates} then greatest(0, least(w.units, l.units - l.reserved_units)) else 0 end as units
      from wished w
      -- a line is found by its key: put as an equality, its SKU sends a planner without statistics through all lines of that SKU
      join package_line l on l.tenant_id = ${tenant} and l.id = w.line_id and l.sku_id is not distinct from w.sku_id
      join package p on p.tenant_id = ${tenant} and p.id = l.package_id and p.warehouse_id = w.warehouse_id
    ),
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
  return result.rows.map((row) => ({ lineId: row.line_id, units: row.taken }));
}

/** Gives back what lines hold above `keep` at this moment. Returns the lines that gave something, with how much. */
export function releaseStock(tx: Tx, tenant: TenantId, lines: readonly LineHold[], cause: StockCause): Promise<LineUnits[]> {
  return moveReserved(tx, tenant, lines, cause, "release");
}

/** Goods leave: on hand and reserved fall together by what each line holds. Its lines keep their units as shipped. */
export function shipStock(tx: Tx, tenant: TenantId, lines: readonly LineHold[], cause: StockCause): Promise<LineUnits[]> {
  return moveReserved(tx, tenant, lines, cause, "ship");
}

async function moveReserved(
  tx: Tx,
  tenant: TenantId,
  lines: readonly LineHold[],
  cause: StockCause,
  kind: "release" | "ship",
): Promise<LineUnits[]> {
  if (lines.length === 0) return [];
  await lockBalances(tx, tenant, lines);
  const leaves = kind === "ship" ? 1 : 0;
  const result = await sql<{ line_id: PackageLineId; units: number; is_moved: boolean }>`
    with wanted as (${movedLines(lines)}),
    held as (
      select w.line_id, w.warehouse_id, w.sku_id, w.movement_id, w.package_id, l.reserved_units - w.keep as units
      from wanted w join package_line l on l.tenant_id = ${tenant} and l.id = w.line_id
      where l.reserved_units > w.keep
    ),
    moved as (
      update stock_balance b set reserved = b.reserved - s.units, on_hand = b.on_hand - s.units * ${leaves}::integer
      from (select warehouse_id, sku_id, sum(units)::integer as units from held group by warehouse_id, sku_id) s
      where b.tenant_id = ${tenant} and b.warehouse_id = s.warehouse_id and b.sku_id = s.sku_id and b.reserved >= s.units
      returning b.warehouse_id, b.sku_id
    ),
    granted as (select h.* from held h join moved m using (warehouse_id, sku_id)),
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
    select h.line_id, h.units, g.line_id is not null as is_moved
    from held h left join granted g on g.line_id = h.line_id
    order by h.line_id`.execute(tx);
  if (result.rows.some((row) => !row.is_moved)) throw new Error(`stock ${kind}: the balance holds less than its lines`);
  return result.rows.map((row) => ({ lineId: row.line_id, units: row.units }));
}
