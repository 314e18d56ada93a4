import { sql } from "kysely";
import type { ShopId, TenantId } from "../kernel/id.ts";
import type { Tx } from "./database.ts";

const max = 500;

/** Of these orders those whose packages can still be stopped and do not show the buyer's wish; and those that we do not know yet. */
export async function listUnmarkedOrders(tx: Tx, tenant: TenantId, shop: ShopId, platformOrderIds: readonly string[]): Promise<string[]> {
  const result = await sql<{ id: string }>`
    select w.id from unnest(${platformOrderIds}::text[]) as w(id)
    left join shop_order o on o.tenant_id = ${tenant} and o.shop_id = ${shop} and o.platform_order_id = w.id
    where o.id is null or exists (
      select 1 from package p
      where p.tenant_id = ${tenant} and p.order_id = o.id and p.state not in ('shipped', 'delivered', 'cancelled', 'ignored')
        and not 'cancel_requested' = any(p.overlays))
    order by w.id
    limit ${max}`.execute(tx);
  return result.rows.map((row) => row.id);
}
