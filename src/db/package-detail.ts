import { sql } from "kysely";
import type { OrderId, PackageId, PackageLineId, TenantId } from "../kernel/id.ts";
import type { Instant } from "../kernel/instant.ts";
import type { TimelineEvent } from "../kernel/vocabulary/timeline.ts";
import type { Tx } from "./database.ts";

export type DetailLineRow = {
  id: PackageLineId;
  ordered_quantity: number;
  cancelled_quantity: number;
  units_per_piece: number;
  pairing_quantity: number;
  name_zh: string | null;
  name_en: string | null;
  weight_g: number | null;
  on_hand: number | null;
  available: number | null;
};

/** Quantities, names, weight and stock of a package's lines, by line id. No stock row yet means nothing on hand. */
export async function listDetailLines(tx: Tx, tenant: TenantId, id: PackageId): Promise<DetailLineRow[]> {
  const found = await sql<DetailLineRow>`
    select l.id, ol.ordered_quantity, ol.cancelled_quantity, ol.units_per_piece, l.pairing_quantity, k.name_zh, k.name_en,
      k.weight_g,
      case when l.sku_id is not null then coalesce(b.on_hand, 0) end as on_hand,
      case when l.sku_id is not null then coalesce(b.on_hand - b.reserved - b.blocked, 0) end as available
    from package_line l
    join package p on p.tenant_id = l.tenant_id and p.id = l.package_id
    join order_line ol on ol.tenant_id = l.tenant_id and ol.id = l.order_line_id
    left join sku k on k.tenant_id = l.tenant_id and k.id = l.sku_id
    left join stock_balance b on b.tenant_id = l.tenant_id and b.warehouse_id = p.warehouse_id and b.sku_id = l.sku_id
    where l.tenant_id = ${tenant} and l.package_id = ${id}
    order by l.id
    limit 500`.execute(tx);
  return found.rows;
}

export type PackageExtras = {
  warehouse_name: string;
  carrier: string | null;
  carrier_account: string | null;
};

/** Warehouse and carrier of a package. */
export async function getPackageExtras(tx: Tx, tenant: TenantId, id: PackageId): Promise<PackageExtras> {
  return await tx
    .selectFrom("package as p")
    .innerJoin("warehouse as w", (join) => join.onRef("w.tenant_id", "=", "p.tenant_id").onRef("w.id", "=", "p.warehouse_id"))
    .leftJoin("channel as c", (join) => join.onRef("c.tenant_id", "=", "p.tenant_id").onRef("c.id", "=", "p.channel_id"))
    .leftJoin("carrier_account as a", (join) => join.onRef("a.tenant_id", "=", "c.tenant_id").onRef("a.id", "=", "c.carrier_account_id"))
    .select(["w.name as warehouse_name", "a.carrier", "a.name as carrier_account"])
    .where("p.tenant_id", "=", tenant)
    .where("p.id", "=", id)
    .executeTakeFirstOrThrow();
}

export type AmountRow = {
  currency: string;
  customer_paid: bigint | null;
  goods: bigint | null;
  shipping: bigint | null;
  tax: bigint | null;
  seller_discount: bigint | null;
  platform_discount: bigint | null;
  estimated_revenue: bigint | null;
  platform_deduction: bigint | null;
};

/** The order's amounts, once they have been read. */
export async function findAmounts(tx: Tx, tenant: TenantId, order: OrderId): Promise<AmountRow | undefined> {
  return await tx
    .selectFrom("order_amount")
    .select(["currency", "customer_paid", "goods", "shipping", "tax"])
    .select(["seller_discount", "platform_discount", "estimated_revenue", "platform_deduction"])
    .where("tenant_id", "=", tenant)
    .where("order_id", "=", order)
    .executeTakeFirst();
}

export type TimelineEntryRow = { id: string; at: Instant; actor_name: string | null; event: TimelineEvent };

/** The newest `limit` entries of a package's timeline, oldest of them first. */
export async function listTimeline(tx: Tx, tenant: TenantId, id: PackageId, limit: number): Promise<TimelineEntryRow[]> {
  const found = await tx
    .selectFrom("timeline")
    .select(["id", "at", "actor_name", "event"])
    .where("tenant_id", "=", tenant)
    .where("package_id", "=", id)
    .orderBy("at", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
  return found.reverse();
}
