import { sql } from "kysely";
import type { BlobId, ShopId, TenantId } from "../kernel/id.ts";
import { type Instant, toIso } from "../kernel/instant.ts";
import type { Tx } from "./database.ts";

/** A blob of raw answers of one shop. */
export type AnswerBatch = { blobId: BlobId; shopId: ShopId; firstAt: Instant; lastAt: Instant; answers: number };

export async function insertAnswerBatch(tx: Tx, tenant: TenantId, batch: AnswerBatch): Promise<void> {
  await tx
    .insertInto("answer_batch")
    .values({
      tenant_id: tenant,
      blob_id: batch.blobId,
      shop_id: batch.shopId,
      first_at: toIso(batch.firstAt),
      last_at: toIso(batch.lastAt),
      answers: batch.answers,
    })
    .execute();
}

/** The batches of a time, in the order in which they were answered. */
export async function listAnswerBatches(tx: Tx, tenant: TenantId, from: Instant, to: Instant): Promise<AnswerBatch[]> {
  const found = await tx
    .selectFrom("answer_batch")
    .selectAll()
    .where("tenant_id", "=", tenant)
    .where("first_at", ">=", sql<never>`${toIso(from)}::timestamptz`)
    .where("first_at", "<", sql<never>`${toIso(to)}::timestamptz`)
    .orderBy("first_at")
    .orderBy("blob_id")
    .limit(1_000_000)
    .execute();
  return found.map((row) => ({
    blobId: row.blob_id,
    shopId: row.shop_id,
    firstAt: row.first_at,
    lastAt: row.last_at,
    answers: row.answers,
  }));
}

/** Orders that came within a time, as they are told apart: the platform's number, and the content as far as lists show it. */
export async function listOrdersOf(
  tx: Tx,
  tenant: TenantId,
  from: Instant,
  to: Instant,
): Promise<{ platformOrderId: string; hash: string }[]> {
  const found = await tx
    .selectFrom("shop_order")
    .select(["platform_order_id", "content_hash"])
    .where("tenant_id", "=", tenant)
    .where("downloaded_at", ">=", sql<never>`${toIso(from)}::timestamptz`)
    .where("downloaded_at", "<", sql<never>`${toIso(to)}::timestamptz`)
    .orderBy("platform_order_id")
    .orderBy("id")
    .limit(1_000_000)
    .execute();
  return found.map((row) => ({ platformOrderId: row.platform_order_id, hash: row.content_hash }));
}
