import { sql } from "kysely";
import type { TenantId } from "../kernel/id.ts";
import type { Tx } from "./database.ts";

/** One figure that does not follow from the ledger, or from the packages that hold stock. */
export type StockDifference = {
  warehouseId: string;
  skuId: string;
  figure: "on_hand" | "reserved" | "blocked" | "incoming" | "held_by_packages";
  counter: number;
  derived: number;
};

/** Re-derives every counter of a tenant: from the ledger, and what is reserved also from the open packages' lines. Must be empty. */
export async function verifyStock(tx: Tx, tenant: TenantId): Promise<StockDifference[]> {
  const result = await sql<StockDifference>`
    with ledger as (
      select warehouse_id, sku_id, sum(on_hand_delta)::integer as on_hand, sum(reserved_delta)::integer as reserved,
        sum(blocked_delta)::integer as blocked, sum(incoming_delta)::integer as incoming
      from stock_movement where tenant_id = ${tenant} group by warehouse_id, sku_id
    ),
    held as (
      select p.warehouse_id, l.sku_id, sum(l.reserved_units)::integer as reserved
      from package p
      join package_line l on l.tenant_id = p.tenant_id and l.package_id = p.id
      where p.tenant_id = ${tenant} and l.sku_id is not null
        and p.state in ('platform_hold', 'pending_review', 'pending_process', 'label_requesting', 'pending_print')
      group by p.warehouse_id, l.sku_id
    ),
    figures as (
      select warehouse_id, sku_id, b.on_hand, b.reserved, b.blocked, b.incoming,
        coalesce(l.on_hand, 0) as l_on_hand, coalesce(l.reserved, 0) as l_reserved, coalesce(l.blocked, 0) as l_blocked,
        coalesce(l.incoming, 0) as l_incoming, coalesce(h.reserved, 0) as held
      from (select * from stock_balance where tenant_id = ${tenant}) b
      full join ledger l using (warehouse_id, sku_id)
      full join held h using (warehouse_id, sku_id)
    )
    select warehouse_id as "warehouseId", sku_id as "skuId", figure, coalesce(counter, 0) as counter, derived
    from figures, lateral (values
      ('on_hand', on_hand, l_on_hand), ('reserved', reserved, l_reserved), ('blocked', blocked, l_blocked),
      ('incoming', incoming, l_incoming), ('held_by_packages', reserved, held)) as v(figure, counter, derived)
    where coalesce(counter, 0) <> derived
    order by warehouse_id, sku_id, figure
    limit 1000`.execute(tx);
  return result.rows;
}
