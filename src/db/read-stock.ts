import { type RawBuilder, sql } from "kysely";
import type { PackageId, ShopId, SkuId, TenantId, WarehouseId } from "../kernel/id.ts";
import type { Instant } from "../kernel/instant.ts";
import type { PackageState } from "../kernel/vocabulary/package.ts";
import type { Platform } from "../kernel/vocabulary/platform.ts";
import type { SkuStatus } from "../kernel/vocabulary/stock.ts";
import type { Tx } from "./database.ts";
import { holdingStates } from "./stock.ts";
import { packageReach } from "./stock-documents.ts";
import { findSearched, hasText, type SearchedSkus, type StockConditions, shelfReach, shelves } from "./stock-shelves.ts";

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

// see `shelves` for what is low
const isLow = sql`(s.status <> 'discontinued' and (coalesce(b.on_hand - b.reserved - b.blocked = 0, false)
  or coalesce(b.on_hand - b.reserved - b.blocked, 0) < coalesce(l.low_units, 0)))`;

type Page = { after: StockCursor | undefined; limit: number };

/** What stands behind the cursor. The first half lets the index over codes begin at it. */
const beyond = (after: StockCursor | undefined) =>
  after === undefined ? sql`true` : sql`s.code >= ${after.code} and (s.code, w.code) > (${after.code}::text, ${after.warehouseCode}::text)`;

/** The page's keys of what is low: all that is low is known by its figures, so only what the page shows is joined to the rest. */
const lowShelves = (tenant: TenantId, wanted: StockConditions, found: SearchedSkus, page: Page) => sql`(
    select s.id as sku_id, w.id as warehouse_id
    from (select w.warehouse_id, w.sku_id from ${shelves(tenant)} w where w.is_low and ${shelfReach(wanted.warehouses)} offset 0) x
    cross join lateral (select k.* from sku k where k.tenant_id = ${tenant} and k.id = x.sku_id limit 1) s
    join warehouse w on w.tenant_id = ${tenant} and w.id = x.warehouse_id
    where s.kind = 'single' and ${hasText(found)} and ${beyond(page.after)}
    order by s.code, w.code, w.id
    limit ${sql.lit(page.limit)}
  ) x cross join lateral (select k.* from sku k where k.tenant_id = ${tenant} and k.id = x.sku_id limit 1) s
  join warehouse w on w.tenant_id = ${tenant} and w.id = x.warehouse_id`;

/** SKUs `s` and warehouses `w` that a list goes over. Where every SKU is shown in each warehouse, a page needs no more SKUs than rows. */
const shelvesOf = (tenant: TenantId, wanted: StockConditions, found: SearchedSkus, page: Page) =>
  wanted.onlyLow && found.kind !== "few"
    ? lowShelves(tenant, wanted, found, page)
    : wanted.onlyStocked || wanted.onlyLow
      ? sql`sku s join warehouse w on w.tenant_id = s.tenant_id`
      : sql`(
          select s.* from sku s
          where s.tenant_id = ${tenant} and s.kind = 'single' and ${hasText(found)}
            and ${page.after === undefined ? sql`true` : sql`s.code >= ${page.after.code}`}
          order by s.code limit ${sql.lit(page.limit + 1)}
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

function stockConditions(wanted: StockConditions, found: SearchedSkus): RawBuilder<unknown> {
  const all = [
    sql`s.kind = 'single'`,
    warehouseReach(wanted.warehouses),
    hasText(found),
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
  const searched = await findSearched(tx, tenant, wanted.search);
  if (searched.kind === "few" && searched.ids.length === 0) return [];
  const found = await sql<StockRow>`
    select ${columns}
    from ${shelvesOf(tenant, wanted, searched, { after, limit })} ${shelfJoins}
    where s.tenant_id = ${tenant} and ${stockConditions(wanted, searched)} and ${beyond(after)}
    order by s.code, w.code, w.id
    limit ${sql.lit(limit)}`.execute(tx);
  return found.rows;
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
    limit ${sql.lit(limit)}`.execute(tx);
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
    limit ${sql.lit(limit)}`.execute(tx);
  return found.rows;
}
