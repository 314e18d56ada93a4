import { sql } from "kysely";
import type { OrderId, ShopId, TenantId } from "../kernel/id.ts";
import { type Instant, toIso } from "../kernel/instant.ts";
import type { DifferenceKind, MissCause, ReconciliationKind } from "../kernel/vocabulary/sync.ts";
import { rows, type Tx } from "./database.ts";

export type NewReconciliation = {
  id: string;
  shopId: ShopId;
  kind: ReconciliationKind;
  from: Instant;
  to: Instant;
  startedAt: Instant;
};

/** When each kind of sweep last began for a shop. */
export async function listLastSweeps(tx: Tx, tenant: TenantId, shop: ShopId): Promise<Map<ReconciliationKind, Instant>> {
  const result = await sql<{ kind: ReconciliationKind; at: Instant }>`
    select k.kind, (
      select r.started_at from reconciliation r
      where r.tenant_id = ${tenant} and r.shop_id = ${shop} and r.kind = k.kind
      order by r.started_at desc limit 1) as at
    from unnest(array['recent', 'nightly', 'weekly']) as k(kind)`.execute(tx);
  return new Map(result.rows.flatMap((row) => (row.at === null ? [] : [[row.kind, row.at] as const])));
}

/** Begins a sweep; what an earlier owner of the shop left running is closed as failed. */
export async function startReconciliation(tx: Tx, tenant: TenantId, one: NewReconciliation): Promise<void> {
  await sql`
    update reconciliation set state = 'failed', ended_at = ${toIso(one.startedAt)}::timestamptz, failure = 'interrupted'
    where tenant_id = ${tenant} and shop_id = ${one.shopId} and kind = ${one.kind} and state = 'running'`.execute(tx);
  await tx
    .insertInto("reconciliation")
    .values({
      tenant_id: tenant,
      id: one.id,
      shop_id: one.shopId,
      kind: one.kind,
      window_from: toIso(one.from),
      window_to: toIso(one.to),
      started_at: toIso(one.startedAt),
      state: "running",
    })
    .execute();
}

export type ReconciliationEnd = {
  state: "done" | "failed";
  platformCount: number | null;
  ourCount: number | null;
  pulled: number;
  failure: string | null;
};

export async function endReconciliation(tx: Tx, tenant: TenantId, id: string, at: Instant, end: ReconciliationEnd): Promise<void> {
  await tx
    .updateTable("reconciliation")
    .set({
      state: end.state,
      ended_at: toIso(at),
      platform_count: end.platformCount,
      our_count: end.ourCount,
      pulled: end.pulled,
      failure: end.failure,
    })
    .where("tenant_id", "=", tenant)
    .where("id", "=", id)
    .execute();
}

export type Difference = {
  platformOrderId: string;
  kind: DifferenceKind;
  cause: MissCause;
  foundAt: Instant;
  pulled: boolean;
};

/** Records what a sweep found, with our order where we have one by now. */
export async function insertDifferences(
  tx: Tx,
  tenant: TenantId,
  shop: ShopId,
  reconciliation: string,
  differences: readonly Difference[],
): Promise<void> {
  if (differences.length === 0) return;
  const list = differences.map((one) => ({
    platform_order_id: one.platformOrderId,
    kind: one.kind,
    cause: one.cause,
    found_at: toIso(one.foundAt),
    pulled: one.pulled,
  }));
  await sql`
    insert into reconciliation_difference (tenant_id, reconciliation_id, platform_order_id, kind, cause, found_at, pulled, order_id)
    select ${tenant}, ${reconciliation}, r.platform_order_id, r.kind, r.cause, r.found_at, r.pulled, o.id
    from jsonb_to_recordset(${rows(list)}) as r(platform_order_id text, kind text, cause text, found_at timestamptz, pulled boolean)
    left join shop_order o on o.tenant_id = ${tenant} and o.shop_id = ${shop} and o.platform_order_id = r.platform_order_id
    on conflict do nothing`.execute(tx);
}

/** Orders of a shop whose last change by the platform's clock lies in a window. */
export async function countOrdersUpdated(tx: Tx, tenant: TenantId, shop: ShopId, from: Instant, to: Instant): Promise<number> {
  const result = await sql<{ count: bigint }>`
    select count(*) as count from shop_order
    where tenant_id = ${tenant} and shop_id = ${shop} and platform_updated_at >= ${toIso(from)}::timestamptz
      and platform_updated_at < ${toIso(to)}::timestamptz`.execute(tx);
  return Number(result.rows[0]?.count ?? 0n);
}

/** Orders that still want work, from the one after `after` on, by id. */
export async function listOpenOrders(
  tx: Tx,
  tenant: TenantId,
  shop: ShopId,
  after: OrderId | null,
  limit: number,
): Promise<{ id: OrderId; platformOrderId: string }[]> {
  const result = await sql<{ id: OrderId; platformOrderId: string }>`
    select distinct o.id, o.platform_order_id as "platformOrderId"
    from shop_order o
    join package p on p.tenant_id = o.tenant_id and p.order_id = o.id
    where o.tenant_id = ${tenant} and o.shop_id = ${shop} and o.fulfilled_by = 'seller'
      and p.state in ('platform_hold', 'pending_review', 'pending_process', 'label_requesting', 'pending_print')
      and (${after}::uuid is null or o.id > ${after}::uuid)
    order by o.id
    limit ${limit}`.execute(tx);
  return result.rows;
}

/** Which of these numbers lie in quarantine. */
export async function findQuarantined(tx: Tx, tenant: TenantId, shop: ShopId, keys: readonly string[]): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const found = await tx
    .selectFrom("quarantine")
    .select("item_key")
    .where("tenant_id", "=", tenant)
    .where("shop_id", "=", shop)
    .where("item_key", "in", [...keys])
    .where("released_at", "is", null)
    .execute();
  return new Set(found.map((row) => row.item_key));
}
