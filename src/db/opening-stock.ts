import { sql } from "kysely";
import type { SkuId, TenantId, WarehouseId } from "../kernel/id.ts";
import { rows, type Tx } from "./database.ts";
import type { Shelf } from "./stock.ts";

/** What has been booked as opening stock of a balance, corrections of it included. */
export type BookedOpening = { warehouseId: WarehouseId; skuId: SkuId; units: number };

/** The opening stock of those of these balances that have one. */
export async function readOpenings(tx: Tx, tenant: TenantId, shelves: readonly Shelf[]): Promise<BookedOpening[]> {
  if (shelves.length === 0) return [];
  const list = shelves.map((one) => ({ warehouse_id: one.warehouseId, sku_id: one.skuId }));
  const found = await sql<BookedOpening>`
    select m.warehouse_id as "warehouseId", m.sku_id as "skuId", sum(m.on_hand_delta)::integer as units
    from (select distinct warehouse_id, sku_id from jsonb_to_recordset(${rows(list)}) as r(warehouse_id uuid, sku_id uuid)) w
    join stock_movement m on m.tenant_id = ${tenant} and m.sku_id = w.sku_id and m.warehouse_id = w.warehouse_id
    where m.kind = 'opening' or (m.kind = 'adjustment' and m.cause_kind = 'opening')
    group by m.warehouse_id, m.sku_id
    order by 1, 2
    limit ${shelves.length}`.execute(tx);
  return found.rows;
}
