import { sql } from "kysely";
import type { BlobId, TenantId } from "../kernel/id.ts";
import { addMs, type Instant, toIso, utcDay } from "../kernel/instant.ts";
import type { Directory, Tx } from "./database.ts";

const daysAhead = 3;
const dayMs = 24 * 3_600_000;
const tenantsMax = 100_000;

/** Makes the record tables' partitions of today and the coming days, and drops call records older than `callDays`. */
export async function turnPartitions(directory: Directory, now: Instant, callDays: number): Promise<void> {
  await directory.run(async (db) => {
    await sql`select directory.ensure_partitions(${utcDay(now)}::date, ${daysAhead})`.execute(db);
    await sql`select directory.drop_call_records(${utcDay(addMs(now, -callDays * dayMs))}::date)`.execute(db);
  });
}

export async function listTenants(directory: Directory): Promise<TenantId[]> {
  const found = await directory.run((db) => db.selectFrom("directory.tenant").select("id").orderBy("id").limit(tenantsMax).execute());
  return found.map((row) => row.id);
}

/** Blobs whose day has come, oldest first. */
export async function listDueBlobs(tx: Tx, tenant: TenantId, now: Instant, limit: number): Promise<BlobId[]> {
  const found = await sql<{ id: BlobId }>`
    select id from blob where tenant_id = ${tenant} and purge_at <= ${toIso(now)}::timestamptz order by purge_at, id limit ${limit}`.execute(
    tx,
  );
  return found.rows.map((row) => row.id);
}

/** Forgets blobs whose files are gone, with the rows that only pointed at them. */
export async function deleteBlobs(tx: Tx, tenant: TenantId, ids: readonly BlobId[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`delete from answer_batch where tenant_id = ${tenant} and blob_id = any(${ids}::uuid[])`.execute(tx);
  await sql`delete from hook_event where tenant_id = ${tenant} and raw_blob_id = any(${ids}::uuid[])`.execute(tx);
  await sql`delete from blob where tenant_id = ${tenant} and id = any(${ids}::uuid[])`.execute(tx);
}
