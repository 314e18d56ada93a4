import { sql } from "kysely";
import type { SkuId, TenantId, WarehouseId } from "../kernel/id.ts";
import { rows, type Tx } from "./database.ts";

/** What a person wants of a SKU in a warehouse. */
export type LimitChange = { skuId: SkuId; warehouseId: WarehouseId; safetyUnits: number; lowUnits: number };

/** Sets safety and low thresholds, one per SKU and warehouse. False, and nothing set, when one of these does not exist. */
export async function saveLimits(tx: Tx, tenant: TenantId, changes: readonly LimitChange[]): Promise<boolean> {
  const list = changes.map((one) => ({
    sku_id: one.skuId,
    warehouse_id: one.warehouseId,
    safety_units: one.safetyUnits,
    low_units: one.lowUnits,
  }));
  const saved = await sql`
    with known as (
      select r.* from jsonb_to_recordset(${rows(list)}) as r(warehouse_id uuid, sku_id uuid, safety_units integer, low_units integer)
      join sku s on s.tenant_id = ${tenant} and s.id = r.sku_id and s.kind = 'single'
      join warehouse w on w.tenant_id = ${tenant} and w.id = r.warehouse_id
    )
    insert into stock_limit (tenant_id, warehouse_id, sku_id, safety_units, low_units)
    select ${tenant}, warehouse_id, sku_id, safety_units, low_units from known
    where (select count(*) from known) = ${changes.length}
    order by warehouse_id, sku_id
    on conflict (tenant_id, warehouse_id, sku_id) do update set safety_units = excluded.safety_units, low_units = excluded.low_units
    returning sku_id`.execute(tx);
  return saved.rows.length === changes.length;
}
