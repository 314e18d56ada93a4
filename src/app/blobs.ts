import type { Tx } from "../db/database.ts";
import { asId, type BlobId, type TenantId } from "../kernel/id.ts";
import { addMs, type Instant, toIso } from "../kernel/instant.ts";
import type { App } from "./app.ts";

const dayMs = 24 * 3600 * 1000;
// Amazon's data policy is the strictest of the platforms: buyer data goes 30 days after delivery; a label waits up to 60 for that
// a picture stays as long as its goods may be looked at
const keepDays = { label: 90, quarantine: 30, hook: 7, answers: 7, picture: 36_500 } as const;

export type BlobPurpose = keyof typeof keepDays;

/** Seals bytes and puts them into the blob store. The row that names them is written by recordBlob in the transaction that uses them. */
export async function putBlob(app: App, tenant: TenantId, bytes: Uint8Array): Promise<BlobId> {
  const id = asId<BlobId>(app.entropy.uuid());
  const vault = app.vault.known(tenant) ?? (await app.database.inTenant(tenant, (tx) => app.vault.of(tx, tenant)));
  await app.blobs.put(`${tenant}/${id}`, vault.sealBytes({ table: "blob", column: "bytes", row: id }, bytes));
  return id;
}

/** Writes a stored blob's row with its purpose and the day on which it must be gone. */
export async function recordBlob(tx: Tx, tenant: TenantId, id: BlobId, purpose: BlobPurpose, bytes: number, at: Instant): Promise<void> {
  await tx
    .insertInto("blob")
    .values({
      tenant_id: tenant,
      id,
      purpose,
      bytes,
      created_at: toIso(at),
      purge_at: toIso(addMs(at, keepDays[purpose] * dayMs)),
    })
    .execute();
}
