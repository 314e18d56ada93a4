import type { TenantId } from "../kernel/id.ts";
import { type Instant, toIso } from "../kernel/instant.ts";
import type { Tx } from "./database.ts";

export type StoredKey = { purpose: "data" | "index"; version: number; masterKeyId: string; wrapped: string };

/** All wrapped keys of a tenant. */
export async function listTenantKeys(tx: Tx, tenant: TenantId): Promise<StoredKey[]> {
  const found = await tx
    .selectFrom("tenant_key")
    .select(["purpose", "version", "master_key_id", "wrapped"])
    .where("tenant_id", "=", tenant)
    .orderBy("purpose")
    .orderBy("version")
    .limit(1000)
    .execute();
  return found.map((row) => ({ purpose: row.purpose, version: row.version, masterKeyId: row.master_key_id, wrapped: row.wrapped }));
}

/** Stores new keys; a key that another process stored first stays as it is. */
export async function insertTenantKeys(tx: Tx, tenant: TenantId, keys: readonly StoredKey[], at: Instant): Promise<void> {
  await tx
    .insertInto("tenant_key")
    .values(
      keys.map((key) => ({
        tenant_id: tenant,
        purpose: key.purpose,
        version: key.version,
        master_key_id: key.masterKeyId,
        wrapped: key.wrapped,
        created_at: toIso(at),
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
