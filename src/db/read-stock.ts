import { type RawBuilder, sql } from "kysely";
import type { PackageId, ShopId, SkuId, TenantId, WarehouseId } from "../kernel/id.ts";
import type { Instant } from "../kernel/instant.ts";
import type { PackageState } from "../kernel/vocabulary/package.ts";
import type { Platform } from "../kernel/vocabulary/platform.ts";
import type { SkuStatus } from "../kernel/vocabulary/stock.ts";
import type { Tx } from "./database.ts";
import { holdingStates } from "./stock.ts";
import { packageReach } from "./stock-documents.ts";

export type StockConditions = {
  /** Undefined = all. */
  warehouses: readonly WarehouseId[] | undefined;
  /** Any part of a code, a name or a barcode. */
  search?: string | undefined;
  onlyLow: boolean;
  onlyStocked: boolean;
};

/** The last row of a page. */
export type StockCursor = { code: string; warehouseCode: string };

export type StockRow = {
  sku_id: SkuId;
  code: string;
  name_zh: string;
  name_en: string;
  picture_url: string | null;
  status: SkuStatus;
  warehouse_id: WarehouseId;
  warehouse_code: string;
  warehouse_name: string;
  on_hand: number;
  reserved: number;
  blocked: number;
  incoming: number;
  available: number;
  safety_units: number;
  low_units: number;
  is_low: boolean;
};

// a SKU that was never in a warehouse lacks nothing there, and what is no longer sold need not be bought again
const isLow = sql`(s.status <> 'discontinued' and (coalesce(b.on_hand - b.reserved - b.blocked = 0, false)
  or coalesce(b.on_hand - b.reserved - b.blocked, 0) < coalesce(l.low_units, 0)))`;

/** What may be low, found from the balances: a walk along all codes would ask for each SKU in each warehouse. */
const lowShelves = (tenant: TenantId) => sql`(
  select warehouse_id, sku_id from stock_balance where tenant_id = ${tenant} and on_hand - reserved - blocked = 0
  union
  select l.warehouse_id, l.sku_id from stock_limit l
  left join stock_balance b on b.tenant_id = l.tenant_id and b.warehouse_id = l.warehouse_id and b.sku_id = l.sku_id
  where l.tenant_id = ${tenant} and l.low_units > coalesce(b.on_hand - b.reserved - b.blocked, 0))`;

/** SKUs `s` and warehouses `w` that a list goes over. Where every SKU is shown in each warehouse, a page needs no more SKUs than rows. */
const shelvesOf = (tenant: TenantId, wanted: StockConditions, page?: { from: string | undefined; limit: number }) =>
  wanted.onlyLow
    ? sql`${lowShelves(tenant)} x join sku s on s.tenant_id = ${tenant} and s.id = x.sku_id
        join warehouse w on w.tenant_id = ${tenant} and w.id = x.warehouse_id`
    : page === undefined || wanted.onlyStocked
      ? sql`sku s join warehouse w on w.tenant_id = s.tenant_id`
      : sql`(
          select s.* from sku s
          where s.tenant_id = ${tenant} and s.kind = 'single' and ${searched(wanted.search) ?? sql`true`}
            and ${page.from === undefined ? sql`true` : sql`s.code >= ${page.from}`}
          order by s.code limit ${page.limit + 1}
        ) s join warehouse w on w.tenant_id = s.tenant_id`;

const shelfJoins = sql`
  left join stock_balance b on b.tenant_id = s.tenant_id and b.warehouse_id = w.id and b.sku_id = s.id
  left join stock_limit l on l.tenant_id = s.tenant_id and l.warehouse_id = w.id and l.sku_id = s.id`;

const columns = sql`s.id as sku_id, s.code, s.name_zh, s.name_en, s.picture_url, s.status, w.id as warehouse_id, w.code as warehouse_code,
  w.name as warehouse_name, coalesce(b.on_hand, 0) as on_hand, coalesce(b.reserved, 0) as reserved, coalesce(b.blocked, 0) as blocked,
  coalesce(b.incoming, 0) as incoming, coalesce(b.on_hand - b.reserved - b.blocked, 0) as available,
  coalesce(l.safety_units, 0) as safety_units, coalesce(l.low_units, 0) as low_units, ${isLow} as is_low`;

/** Which warehouses `w` a list may speak of. */
const warehouseReach = (warehouses: readonly WarehouseId[] | undefined) =>
  warehouses === undefined ? sql`true` : sql`w.id = any(${warehouses}::uuid[])`;

/** What people type, looked for as it stands. */
function searched(search: string | undefined): RawBuilder<unknown> | undefined {
  if (search === undefined) return undefined;
  const pattern = `%${search.toLowerCase().replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  return sql`case when s.search_text <> '' then s.search_text else lower(s.code || ' ' || s.name_zh || ' ' || s.name_en) end like ${pattern}`;
}

function stockConditions(wanted: StockConditions): RawBuilder<unknown> {
  const all = [
    sql`s.kind = 'single'`,
    warehouseReach(wanted.warehouses),
    searched(wanted.search),
    wanted.onlyLow ? isLow : undefined,
    wanted.onlyStocked ? sql`b.on_hand > 0` : undefined,
  ];
  return sql.join(
    all.filter((one) => one !== undefined),
    sql` and `,
  );
}

/** One page of SKUs and warehouses, by code. */
export async function listStock(
  tx: Tx,
  tenant: TenantId,
  wanted: StockConditions,
  after: StockCursor | undefined,
  limit: number,
): Promise<StockRow[]> {
  // the first half lets the index over codes begin at the cursor
  const beyond =
    after === undefined
      ? sql`true`
      : sql`s.code >= ${after.code} and (s.code, w.code) > (${after.code}::text, ${after.warehouseCode}::text)`;
  const found = await sql<StockRow>`
    select ${columns}
    from ${shelvesOf(tenant, wanted, { from: after?.code, limit })} ${shelfJoins}
    where s.tenant_id = ${tenant} and ${stockConditions(wanted)} and ${beyond}
    order by s.code, w.code, w.id
    limit ${limit}`.execute(tx);
  return found.rows;
}

export type StockTotals = { rows: bigint; low: bigint; on_hand: bigint; reserved: bigint; blocked: bigint; incoming: bigint };

/** The sums of all rows that a list's conditions meet. */
export async function sumStock(tx: Tx, tenant: TenantId, wanted: StockConditions): Promise<StockTotals> {
  if (wanted.search === undefined && !wanted.onlyLow && !wanted.onlyStocked) return await sumAll(tx, tenant, wanted.warehouses);
  const found = await sql<StockTotals>`
    select count(*) as rows, count(*) filter (where ${isLow}) as low, coalesce(sum(b.on_hand), 0)::bigint as on_hand,
      coalesce(sum(b.reserved), 0)::bigint as reserved, coalesce(sum(b.blocked), 0)::bigint as blocked,
      coalesce(sum(b.incoming), 0)::bigint as incoming
    from ${shelvesOf(tenant, wanted)} ${shelfJoins}
    where s.tenant_id = ${tenant} and ${stockConditions(wanted)}`.execute(tx);
  return found.rows[0] ?? { rows: 0n, low: 0n, on_hand: 0n, reserved: 0n, blocked: 0n, incoming: 0n };
}

/** The sums over whole warehouses, table by table: no SKU need be held against each warehouse. */
async function sumAll(tx: Tx, tenant: TenantId, warehouses: readonly WarehouseId[] | undefined): Promise<StockTotals> {
  const found = await sql<StockTotals>`
    select (select count(*) from sku s where s.tenant_id = ${tenant} and s.kind = 'single')
        * (select count(*) from warehouse w where w.tenant_id = ${tenant} and ${warehouseReach(warehouses)}) as rows,
      (select count(*) from ${lowShelves(tenant)} w(id, sku_id)
        join sku s on s.tenant_id = ${tenant} and s.id = w.sku_id and s.kind = 'single' and s.status <> 'discontinued'
        where ${warehouseReach(warehouses)}) as low,
      coalesce(sum(b.on_hand), 0)::bigint as on_hand, coalesce(sum(b.reserved), 0)::bigint as reserved,
      coalesce(sum(b.blocked), 0)::bigint as blocked, coalesce(sum(b.incoming), 0)::bigint as incoming
    from stock_balance b
    where b.tenant_id = ${tenant} and ${warehouses === undefined ? sql`true` : sql`b.warehouse_id = any(${warehouses}::uuid[])`}`.execute(
    tx,
  );
  return found.rows[0] ?? { rows: 0n, low: 0n, on_hand: 0n, reserved: 0n, blocked: 0n, incoming: 0n };
}

/** One single SKU in each warehouse, by the warehouse's code. Empty when there is no such SKU. */
export async function listSkuShelves(
  tx: Tx,
  tenant: TenantId,
  sku: SkuId,
  warehouses: readonly WarehouseId[] | undefined,
  limit: number,
): Promise<StockRow[]> {
  const found = await sql<StockRow>`
    select ${columns}
    from sku s join warehouse w on w.tenant_id = s.tenant_id ${shelfJoins}
    where s.tenant_id = ${tenant} and s.id = ${sku} and s.kind = 'single' and ${warehouseReach(warehouses)}
    order by w.code, w.id
    limit ${limit}`.execute(tx);
  return found.rows;
}

export type OpenPackageRow = {
  id: PackageId;
  number: string;
  state: PackageState;
  ship_by: Instant | null;
  shop_id: ShopId;
  shop_name: string;
  platform: Platform;
  warehouse_id: WarehouseId;
  held: number;
  missing: number;
};

/** Open packages that hold units of a SKU or wait for some, the nearest deadline first. */
export async function listOpenPackages(
  tx: Tx,
  tenant: TenantId,
  sku: SkuId,
  reach: { shops: readonly ShopId[] | undefined; warehouses: readonly WarehouseId[] | undefined },
  limit: number,
): Promise<OpenPackageRow[]> {
  const found = await sql<OpenPackageRow>`
    select p.id, p.number, p.state, p.ship_by, p.shop_id, shop.name as shop_name, shop.platform, p.warehouse_id,
      sum(l.reserved_units)::integer as held, sum(l.units - l.reserved_units)::integer as missing
    from package p
    join package_line l on l.tenant_id = p.tenant_id and l.package_id = p.id and l.sku_id = ${sku}
    join shop on shop.tenant_id = p.tenant_id and shop.id = p.shop_id
    where p.tenant_id = ${tenant} and p.state in ${holdingStates} and ${packageReach(reach.shops)}
      and ${reach.warehouses === undefined ? sql`true` : sql`p.warehouse_id = any(${reach.warehouses}::uuid[])`}
    group by p.id, p.number, p.state, p.ship_by, p.shop_id, shop.name, shop.platform, p.warehouse_id
    having sum(l.units) > 0
    order by p.ship_by nulls last, p.id
    limit ${limit}`.execute(tx);
  return found.rows;
}
