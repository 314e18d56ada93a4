import { sql } from "kysely";
import type { ShopId, TenantId } from "../kernel/id.ts";
import { type Instant, toIso } from "../kernel/instant.ts";
import type { Platform } from "../kernel/vocabulary/platform.ts";
import type { RequestKind } from "../kernel/vocabulary/sync.ts";
import type { Tx } from "./database.ts";
import { hintRunner } from "./hints.ts";
import { shopReach } from "./read-shops.ts";
import type { RequestResultColumn } from "./sync-schema.ts";

export type SyncRequestRow = {
  id: string;
  shop_id: ShopId;
  shop_name: string;
  platform: Platform;
  kind: RequestKind;
  data: Record<string, unknown>;
  requested_by: string;
  created_at: Instant;
  state: "waiting" | "done" | "failed";
  result: RequestResultColumn | null;
  ended_at: Instant | null;
};

/**
 * Holds a shop against other wishes for it until commit, and says how many of its wishes wait. Undefined: there is no such shop. The runner
 * and new orders only refer to the shop, so they are not held up.
 */
export async function lockWaitingRequests(tx: Tx, tenant: TenantId, shop: ShopId): Promise<number | undefined> {
  const found = await sql`select 1 from shop where tenant_id = ${tenant} and id = ${shop} for no key update`.execute(tx);
  if (found.rows.length === 0) return undefined;
  const counted = await sql<{ count: bigint }>`
    select count(*) as count from shop_request where tenant_id = ${tenant} and shop_id = ${shop} and state = 'waiting'`.execute(tx);
  return Number(counted.rows[0]?.count ?? 0n);
}

/** Stores a wish for the shop's runner. */
export async function insertSyncRequest(
  tx: Tx,
  tenant: TenantId,
  request: { id: string; shopId: ShopId; kind: RequestKind; data: Record<string, unknown>; requestedBy: string },
  at: Instant,
): Promise<void> {
  await tx
    .insertInto("shop_request")
    .values({
      tenant_id: tenant,
      id: request.id,
      shop_id: request.shopId,
      kind: request.kind,
      data: JSON.stringify(request.data),
      requested_by: request.requestedBy,
      created_at: toIso(at),
    })
    .execute();
  await hintRunner(tx, request.shopId);
}

const columns = sql`r.id, r.shop_id, s.name as shop_name, s.platform, r.kind, r.data, r.requested_by, r.created_at, r.state, r.result, r.ended_at`;

/** The latest wishes for these shops, newest first; `shops` undefined = all. */
export async function listSyncRequests(
  tx: Tx,
  tenant: TenantId,
  shops: readonly ShopId[] | undefined,
  limit: number,
): Promise<SyncRequestRow[]> {
  const found = await sql<SyncRequestRow>`
    select ${columns}
    from shop s cross join lateral (
      select * from shop_request one where one.tenant_id = s.tenant_id and one.shop_id = s.id
      order by one.created_at desc, one.id limit ${limit}
    ) r
    where s.tenant_id = ${tenant} and ${shopReach(shops)}
    order by r.created_at desc, r.id
    limit ${limit}`.execute(tx);
  return found.rows;
}

export async function findSyncRequest(
  tx: Tx,
  tenant: TenantId,
  shops: readonly ShopId[] | undefined,
  id: string,
): Promise<SyncRequestRow | undefined> {
  const found = await sql<SyncRequestRow>`
    select ${columns}
    from shop_request r join shop s on s.tenant_id = r.tenant_id and s.id = r.shop_id
    where r.tenant_id = ${tenant} and r.id = ${id} and ${shopReach(shops)}`.execute(tx);
  return found.rows[0];
}

export type ShopRequest = { id: string; kind: RequestKind; data: Record<string, unknown> };

/** What people have asked of a shop's runner, oldest wish first. */
export async function listWaitingRequests(tx: Tx, tenant: TenantId, shop: ShopId, limit: number): Promise<ShopRequest[]> {
  return await tx
    .selectFrom("shop_request")
    .select(["id", "kind", "data"])
    .where("tenant_id", "=", tenant)
    .where("shop_id", "=", shop)
    .where("state", "=", "waiting")
    .orderBy("created_at")
    .orderBy("id")
    .limit(limit)
    .execute();
}

/** Saves how far a wish has come; `state` waiting: under way. */
export async function saveRequest(
  tx: Tx,
  tenant: TenantId,
  id: string,
  state: "waiting" | "done" | "failed",
  result: RequestResultColumn,
  at: Instant,
): Promise<void> {
  await tx
    .updateTable("shop_request")
    .set({ state, result: JSON.stringify(result), ended_at: state === "waiting" ? null : toIso(at) })
    .where("tenant_id", "=", tenant)
    .where("id", "=", id)
    .execute();
}
