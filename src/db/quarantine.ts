import { sql } from "kysely";
import type { BlobId } from "../kernel/id.ts";
import { type Instant, toIso } from "../kernel/instant.ts";
import type { Tx } from "./database.ts";
import type { Fence } from "./fence.ts";

/** Counts another sighting of items that lie in quarantine already, and says which they are. */
export async function countSightings(tx: Tx, fence: Fence, keys: readonly string[], at: Instant): Promise<Set<string>> {
  const result = await sql<{ item_key: string }>`
    update quarantine set seen_count = seen_count + 1, last_seen_at = ${toIso(at)}::timestamptz, released_at = null
    where tenant_id = ${fence.tenant} and shop_id = ${fence.shop} and item_key = any(${keys}::text[])
    returning item_key`.execute(tx);
  return new Set(result.rows.map((row) => row.item_key));
}

export async function insertQuarantine(
  tx: Tx,
  fence: Fence,
  item: { id: string; key: string; platformOrderId: string | null; detail: string; rawBlobId: BlobId },
  at: Instant,
): Promise<void> {
  await tx
    .insertInto("quarantine")
    .values({
      tenant_id: fence.tenant,
      id: item.id,
      shop_id: fence.shop,
      item_key: item.key,
      detail: item.detail,
      platform_order_id: item.platformOrderId,
      raw_blob_id: item.rawBlobId,
      first_seen_at: toIso(at),
      last_seen_at: toIso(at),
    })
    .onConflict((conflict) => conflict.columns(["tenant_id", "shop_id", "item_key"]).doNothing())
    .execute();
}

/** Items of these keys could be read: they lie there no longer. Returns how many are left on the shop; undefined when none was released. */
export async function releaseItems(tx: Tx, fence: Fence, keys: readonly string[], at: Instant): Promise<number | undefined> {
  const result = await sql<{ left: bigint }>`
    with released as (
      update quarantine set released_at = ${toIso(at)}::timestamptz
      where tenant_id = ${fence.tenant} and shop_id = ${fence.shop} and item_key = any(${keys}::text[]) and released_at is null
      returning id
    )
    select count(*) - (select count(*) from released) as left from quarantine
    where tenant_id = ${fence.tenant} and shop_id = ${fence.shop} and released_at is null
    having (select count(*) from released) > 0`.execute(tx);
  const row = result.rows[0];
  return row === undefined ? undefined : Number(row.left);
}

export async function findQuarantinedItem(tx: Tx, fence: Fence, id: string): Promise<{ platformOrderId: string | null } | undefined> {
  const row = await tx
    .selectFrom("quarantine")
    .select("platform_order_id")
    .where("tenant_id", "=", fence.tenant)
    .where("shop_id", "=", fence.shop)
    .where("id", "=", id)
    .where("released_at", "is", null)
    .executeTakeFirst();
  return row === undefined ? undefined : { platformOrderId: row.platform_order_id };
}

/** Since when the oldest item of a shop that was never read has been put aside; undefined: there is none younger than that moment. */
export async function findOldestQuarantine(tx: Tx, { tenant, shop }: Fence, notBefore: Instant): Promise<Instant | undefined> {
  const row = await tx
    .selectFrom("quarantine")
    .select("first_seen_at")
    .where("tenant_id", "=", tenant)
    .where("shop_id", "=", shop)
    .where("released_at", "is", null)
    .where("first_seen_at", ">=", sql<Instant>`${toIso(notBefore)}::timestamptz`)
    .orderBy("first_seen_at")
    .limit(1)
    .executeTakeFirst();
  return row?.first_seen_at;
}
