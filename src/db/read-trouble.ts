import { sql } from "kysely";
import type { IntentId, PackageId, ShopId, TenantId, WarehouseId } from "../kernel/id.ts";
import { type Instant, toIso } from "../kernel/instant.ts";
import type { Platform } from "../kernel/vocabulary/platform.ts";
import type { Tx } from "./database.ts";
import { shopReach } from "./read-shops.ts";
import type { RefusalColumn } from "./schema.ts";
import type { IntentKind } from "./sync-schema.ts";

export type QuarantineRow = {
  id: string;
  shop_id: ShopId;
  shop_name: string;
  platform: Platform;
  platform_order_id: string | null;
  detail: string;
  seen_count: number;
  first_seen_at: Instant;
  last_seen_at: Instant;
  /** A retry of it waits for the runner. */
  retrying: boolean;
};

/** Items in quarantine, latest seen first. The raw text stays where it is: it holds buyer data. */
export async function listQuarantine(
  tx: Tx,
  tenant: TenantId,
  shops: readonly ShopId[] | undefined,
  limit: number,
): Promise<QuarantineRow[]> {
  const found = await sql<QuarantineRow>`
    select q.id, q.shop_id, s.name as shop_name, s.platform, q.platform_order_id, q.detail, q.seen_count, q.first_seen_at, q.last_seen_at,
      exists (select 1 from shop_request r where r.tenant_id = q.tenant_id and r.shop_id = q.shop_id and r.state = 'waiting'
        and r.kind = 'retry_item' and r.data ->> 'quarantineId' = q.id::text) as retrying
    from shop s join quarantine q on q.tenant_id = s.tenant_id and q.shop_id = s.id and q.released_at is null
    where s.tenant_id = ${tenant} and ${shopReach(shops)}
    order by q.last_seen_at desc, q.id
    limit ${limit}`.execute(tx);
  return found.rows;
}

/** The shop of an item that is still in quarantine. */
export async function findQuarantinedShop(tx: Tx, tenant: TenantId, id: string): Promise<ShopId | undefined> {
  const found = await tx
    .selectFrom("quarantine")
    .select("shop_id")
    .where("tenant_id", "=", tenant)
    .where("id", "=", id)
    .where("released_at", "is", null)
    .executeTakeFirst();
  return found?.shop_id;
}

export type RefusedWriteRow = {
  id: IntentId;
  shop_id: ShopId;
  shop_name: string;
  platform: Platform;
  kind: IntentKind;
  attempts: number;
  last_code: string | null;
  last_message: string | null;
  wanted_at: Instant;
  refused_at: Instant;
  package_id: PackageId | null;
  package_number: string | null;
  platform_order_id: string | null;
  seller_code: string | null;
  /** Our own word for it, as the package keeps it. */
  reason: RefusalColumn["reason"] | null;
};

/**
 * Writes that ended as refused and that nothing has made up for, latest first: a package that has moved on, or a stock push that a later
 * one followed, is no trouble any more.
 */
export async function listRefusedWrites(
  tx: Tx,
  tenant: TenantId,
  reach: { shops: readonly ShopId[] | undefined; warehouses: readonly WarehouseId[] | undefined },
  since: Instant,
  limit: number,
): Promise<RefusedWriteRow[]> {
  const found = await sql<RefusedWriteRow>`
    with refused as (
      select distinct on (i.kind, i.subject_id) i.*
      from intent i
      where i.tenant_id = ${tenant} and i.state = 'rejected' and i.updated_at >= ${toIso(since)}::timestamptz
      order by i.kind, i.subject_id, i.created_at desc, i.id desc
    )
    select i.id, i.shop_id, s.name as shop_name, s.platform, i.kind, i.attempts, i.last_code, i.last_message,
      i.created_at as wanted_at, i.updated_at as refused_at, p.id as package_id, p.number as package_number, o.platform_order_id,
      l.seller_code, case i.kind when 'ship_confirm' then p.backfill_refusal when 'book_label' then p.label_refusal end ->> 'reason' as reason
    from refused i
    join shop s on s.tenant_id = i.tenant_id and s.id = i.shop_id
    left join package p on i.kind <> 'stock_push' and p.tenant_id = i.tenant_id and p.id = i.subject_id
    left join shop_order o on o.tenant_id = p.tenant_id and o.id = p.order_id
    left join listing l on i.kind = 'stock_push' and l.tenant_id = i.tenant_id and l.id = i.subject_id
    where i.tenant_id = ${tenant} and ${shopReach(reach.shops)}
      and ${reach.warehouses === undefined ? sql`true` : sql`(p.id is null or p.warehouse_id = any(${reach.warehouses}::uuid[]))`}
      and case i.kind
        when 'ship_confirm' then p.backfill_state = 'rejected'
        when 'book_label' then p.label_state = 'failed'
        when 'stock_push' then l.pushed_at is null or l.pushed_at < i.updated_at
        else true end
    order by i.updated_at desc, i.id
    limit ${limit}`.execute(tx);
  return found.rows;
}
