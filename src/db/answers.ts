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
