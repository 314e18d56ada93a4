import type { BlobId, TenantId } from "../kernel/id.ts";
import type { Tx } from "./database.ts";

/** Whether a tenant keeps such a file for this purpose. */
export async function findBlob(tx: Tx, tenant: TenantId, id: BlobId, purpose: "picture"): Promise<boolean> {
  const found = await tx
    .selectFrom("blob")
    .select("id")
    .where("tenant_id", "=", tenant)
    .where("id", "=", id)
    .where("purpose", "=", purpose)
    .executeTakeFirst();
  return found !== undefined;
}
