import { sql } from "kysely";
import type { PackageId, PackageLineId, ShopId, SkuId, TenantId, WarehouseId } from "../kernel/id.ts";
import type { Tx } from "./database.ts";

export type WaitingLine = { lineId: PackageLineId; packageId: PackageId; skuId: SkuId; skuCode: string; missing: number };

/**
 * Lines that wait for units of these SKUs in a warehouse, the nearest deadline first; their packages are locked. A package that somebody
 * works on at this moment is passed over, because a wait for it with balances in hand could be a wait in a circle: the runner's next look
 * (listShortShelves) serves it.
 */
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
    limit ${limit}
    for update of p skip locked`.execute(tx);
  return result.rows.map((row) => ({
    lineId: row.id,
    packageId: row.package_id,
    skuId: row.sku_id,
    skuCode: row.code,
    missing: row.missing,
  }));
}

/** Where packages of a shop wait for goods that are there: what was passed over, or lay beyond one batch. */
export async function listShortShelves(
  tx: Tx,
  tenant: TenantId,
  shop: ShopId,
  limit: number,
): Promise<{ warehouseId: WarehouseId; skuId: SkuId }[]> {
  const result = await sql<{ warehouseId: WarehouseId; skuId: SkuId }>`
    select distinct p.warehouse_id as "warehouseId", l.sku_id as "skuId"
    from package p
    join package_line l on l.tenant_id = p.tenant_id and l.package_id = p.id and l.reserved_units < l.units
    join stock_balance b on b.tenant_id = p.tenant_id and b.warehouse_id = p.warehouse_id and b.sku_id = l.sku_id
    where p.tenant_id = ${tenant} and p.shop_id = ${shop} and p.state in ('platform_hold', 'pending_review', 'pending_process')
      and p.stock_state in ('none', 'partial') and b.on_hand - b.reserved - b.blocked > 0
    order by 1, 2
    limit ${limit}`.execute(tx);
  return result.rows;
}
