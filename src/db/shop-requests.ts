import { sql } from "kysely";
import type { ShopId, TenantId } from "../kernel/id.ts";
import { type Instant, toIso } from "../kernel/instant.ts";
import type { RequestKind } from "../kernel/vocabulary/sync.ts";
import type { Tx } from "./database.ts";
import type { RequestResultColumn } from "./sync-schema.ts";

export type ShopRequest = { id: string; kind: RequestKind; data: Record<string, unknown> };

/** What people have asked of a shop's runner and what has been announced to it, oldest wish first. */
export async function listWishes(
  tx: Tx,
  tenant: TenantId,
  shop: ShopId,
  hooksAfter: Instant,
  limit: number,
): Promise<{ requests: ShopRequest[]; newestHook: Instant | null }> {
  const requests = await tx
    .selectFrom("shop_request")
    .select(["id", "kind", "data"])
    .where("tenant_id", "=", tenant)
    .where("shop_id", "=", shop)
    .where("state", "=", "waiting")
    .orderBy("created_at")
    .orderBy("id")
    .limit(limit)
    .execute();
  const hook = await sql<{ at: Instant }>`
    select received_at as at from hook_event
    where tenant_id = ${tenant} and shop_id = ${shop} and received_at > ${toIso(hooksAfter)}::timestamptz
    order by received_at desc, id
    limit 1`.execute(tx);
  return { requests, newestHook: hook.rows[0]?.at ?? null };
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
