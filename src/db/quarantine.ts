import { sql } from "kysely";
import type { BlobId } from "../kernel/id.ts";
import { type Instant, toIso } from "../kernel/instant.ts";
import type { Tx } from "./database.ts";
import type { Fence } from "./fence.ts";

/** Counts another sighting of items that lie in quarantine already, and says which they are. */
export async function countSightings(tx: Tx, fence: Fence, keys: readonly string[], at: Instant): Promise<Set<string>> {
  const result = await sql<{ item_key: string }>`
    update quarantine set seen_count = seen_count + 1, last_seen_at = ${toIso(at)}::timestamptz
    where tenant_id = ${fence.tenant} and shop_id = ${fence.shop} and item_key = any(${keys}::text[])
    returning item_key`.execute(tx);
  return new Set(result.rows.map((row) => row.item_key));
}

export async function insertQuarantine(
  tx: Tx,
  fence: Fence,
  item: { id: string; key: string; detail: string; rawBlobId: BlobId },
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
      raw_blob_id: item.rawBlobId,
      first_seen_at: toIso(at),
      last_seen_at: toIso(at),
    })
    .onConflict((conflict) => conflict.columns(["tenant_id", "shop_id", "item_key"]).doNothing())
    .execute();
}
