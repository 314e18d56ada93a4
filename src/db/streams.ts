import { sql } from "kysely";
import type { ShopId, TenantId } from "../kernel/id.ts";
import { type Instant, toIso } from "../kernel/instant.ts";
import type { StreamName } from "../kernel/vocabulary/sync.ts";
import type { Tx } from "./database.ts";
import type { BudgetColumn, StreamRunColumn } from "./sync-schema.ts";

export type StreamRow = { cursor: Record<string, unknown> | null; lastSuccessAt: Instant | null; lastFailureAt: Instant | null };

/** How far a stream of a shop has read; undefined before its first page. */
export async function findStream(tx: Tx, tenant: TenantId, shop: ShopId, stream: StreamName): Promise<StreamRow | undefined> {
  const row = await tx
    .selectFrom("stream_state")
    .select(["cursor", "last_success_at", "last_failure_at"])
    .where("tenant_id", "=", tenant)
    .where("shop_id", "=", shop)
    .where("stream", "=", stream)
    .executeTakeFirst();
  return row === undefined ? undefined : { cursor: row.cursor, lastSuccessAt: row.last_success_at, lastFailureAt: row.last_failure_at };
}

/** What a run of a stream did. `delayMs`: from the platform's stamp of the oldest news to its being stored here; undefined without news. */
export type StreamDone = { run: StreamRunColumn; nextRunAt: Instant; delayMs: number | undefined };

/** Saves the cursor, and what the run that moved it did. */
export async function saveStream(
  tx: Tx,
  tenant: TenantId,
  shop: ShopId,
  stream: StreamName,
  cursor: Record<string, unknown>,
  at: Instant,
  done: StreamDone,
): Promise<void> {
  await sql`
    insert into stream_state (tenant_id, shop_id, stream, cursor, last_success_at, last_run, next_run_at, delay_ms)
    values (${tenant}, ${shop}, ${stream}, ${JSON.stringify(cursor)}::jsonb, ${toIso(at)}::timestamptz, ${JSON.stringify(done.run)}::jsonb,
      ${toIso(done.nextRunAt)}::timestamptz, ${done.delayMs ?? null}::integer)
    on conflict (tenant_id, shop_id, stream) do update set cursor = excluded.cursor, last_success_at = excluded.last_success_at,
      last_run = excluded.last_run, next_run_at = excluded.next_run_at,
      delay_ms = coalesce(excluded.delay_ms, stream_state.delay_ms)`.execute(tx);
}

/** Shows a run that brought nothing new: the cursor stays, and a younger run is not overwritten. */
export async function saveQuietStream(
  tx: Tx,
  tenant: TenantId,
  shop: ShopId,
  stream: StreamName,
  at: Instant,
  done: Omit<StreamDone, "delayMs">,
): Promise<void> {
  await tx
    .updateTable("stream_state")
    .set({ last_success_at: toIso(at), last_run: JSON.stringify(done.run), next_run_at: toIso(done.nextRunAt) })
    .where("tenant_id", "=", tenant)
    .where("shop_id", "=", shop)
    .where("stream", "=", stream)
    .where("last_success_at", "<", sql<Instant>`${toIso(at)}::timestamptz`)
    .execute();
}

/** Records that a stream could not read, in the platform's words; the cursor stays. */
export async function saveStreamFailure(
  tx: Tx,
  tenant: TenantId,
  shop: ShopId,
  stream: StreamName,
  failure: string,
  at: Instant,
): Promise<void> {
  await sql`
    insert into stream_state (tenant_id, shop_id, stream, last_failure, last_failure_at)
    values (${tenant}, ${shop}, ${stream}, ${failure}, ${toIso(at)}::timestamptz)
    on conflict (tenant_id, shop_id, stream) do update set last_failure = excluded.last_failure, last_failure_at = excluded.last_failure_at`.execute(
    tx,
  );
}

/** What the pages show of the runner: the budget, who spent it, and the beat that says it lives. */
export async function saveRunnerBeat(
  tx: Tx,
  tenant: TenantId,
  shop: ShopId,
  usage: { used: number; cap: number; windowMs: number },
  budget: BudgetColumn,
  at: Instant,
): Promise<void> {
  await tx
    .updateTable("shop_runner")
    .set({
      budget_used: usage.used,
      budget_cap: usage.cap,
      budget_window_ms: usage.windowMs,
      budget: JSON.stringify(budget),
      beat_at: toIso(at),
    })
    .where("tenant_id", "=", tenant)
    .where("shop_id", "=", shop)
    .execute();
}
