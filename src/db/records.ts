import { sql } from "kysely";
import type { PackageId, ShopId, TenantId } from "../kernel/id.ts";
import { type Instant, toIso, utcDay } from "../kernel/instant.ts";
import type { TimelineEvent } from "../kernel/vocabulary/timeline.ts";
import { rows, type Tx } from "./database.ts";

export type TimelineRow = { id: string; packageId: PackageId; event: TimelineEvent; actor: { id: string; name: string } | "system" };

/** Writes what happened to packages; rows of one call keep their order by id. */
export async function insertTimeline(tx: Tx, tenant: TenantId, at: Instant, entries: readonly TimelineRow[]): Promise<void> {
  if (entries.length === 0) return;
  const list = entries.map((entry) => ({
    id: entry.id,
    package_id: entry.packageId,
    actor_id: entry.actor === "system" ? null : entry.actor.id,
    actor_name: entry.actor === "system" ? null : entry.actor.name,
    kind: entry.event.kind,
    event: entry.event,
  }));
  await sql`
    insert into timeline (tenant_id, day, id, at, package_id, actor_id, actor_name, kind, event)
    select ${tenant}, ${utcDay(at)}::date, r.id, ${toIso(at)}::timestamptz, r.package_id, r.actor_id, r.actor_name, r.kind, r.event
    from jsonb_to_recordset(${rows(list)}) as r(id uuid, package_id uuid, actor_id text, actor_name text, kind text, event jsonb)`.execute(
    tx,
  );
}

export type ChangeTopic = "packages-created" | "packages-changed" | "shops-changed" | "stock-changed" | "alerts-changed";

/**
 * Announces changes to open browsers. Must be the last statement of its transaction: the head row orders commits of a tenant, so that a
 * reader who has seen n has seen everything below n. The notification only wakes readers; they read the table.
 */
export async function announceChanges(
  tx: Tx,
  tenant: TenantId,
  at: Instant,
  changes: readonly { topic: ChangeTopic; ids: readonly string[] }[],
): Promise<void> {
  const filled = changes.filter((change) => change.ids.length > 0).map((change, index) => ({ ...change, index }));
  if (filled.length === 0) return;
  const count = filled.length;
  await sql`
    with head as (
      insert into change_head (tenant_id, seq) values (${tenant}, ${count})
      on conflict (tenant_id) do update set seq = change_head.seq + ${count}::int
      returning seq - ${count}::int as before
    ),
    written as (
      insert into change (tenant_id, day, seq, topic, ids)
      select ${tenant}, ${utcDay(at)}::date, head.before + r.index + 1, r.topic, array(select jsonb_array_elements_text(r.ids)::uuid)
      from head, jsonb_to_recordset(${rows(filled)}) as r(index integer, topic text, ids jsonb)
    )
    select pg_notify('crossdock_change', ${tenant}::text)`.execute(tx);
}

export type CallRow = {
  id: string;
  at: Instant;
  shopId: ShopId;
  party: string;
  operation: string;
  class: string;
  outcome: string;
  code: string | null;
  durationMs: number;
  /** Of the shop's main limit; null for calls without one. */
  slot: number | null;
  cause: { kind: string; id: string } | null;
};

/** R4.3: every call to a platform or carrier. */
export async function insertCalls(tx: Tx, tenant: TenantId, calls: readonly CallRow[]): Promise<void> {
  if (calls.length === 0) return;
  const list = calls.map((call) => ({
    id: call.id,
    day: utcDay(call.at),
    at: toIso(call.at),
    shop_id: call.shopId,
    party: call.party,
    operation: call.operation,
    class: call.class,
    outcome: call.outcome,
    code: call.code,
    duration_ms: call.durationMs,
    slot: call.slot,
    cause_kind: call.cause?.kind ?? null,
    cause_id: call.cause?.id ?? null,
  }));
  await sql`
    insert into call_record (tenant_id, day, id, at, shop_id, party, operation, class, outcome, code, duration_ms, slot, cause_kind, cause_id)
    select ${tenant}, r.day, r.id, r.at, r.shop_id, r.party, r.operation, r.class, r.outcome, r.code, r.duration_ms, r.slot, r.cause_kind,
      r.cause_id
    from jsonb_to_recordset(${rows(list)}) as r(id uuid, day date, at timestamptz, shop_id uuid, party text, operation text, class text,
      outcome text, code text, duration_ms integer, slot integer, cause_kind text, cause_id uuid)
    on conflict do nothing`.execute(tx);
}

export type AuditRow = {
  id: string;
  at: Instant;
  actorId: string;
  act: string;
  subject: { kind: string; id: string };
  detail: Record<string, unknown>;
};

/** Append-only record of sensitive acts. `detail` holds no secret and no buyer data. */
export function insertAudit(tx: Tx, tenant: TenantId, row: AuditRow): Promise<void> {
  return insertAudits(tx, tenant, [row]);
}

/** The same for the many rows of a batch. */
export async function insertAudits(tx: Tx, tenant: TenantId, list: readonly AuditRow[]): Promise<void> {
  if (list.length === 0) return;
  const written = list.map((row) => ({
    day: utcDay(row.at),
    id: row.id,
    at: toIso(row.at),
    actor_id: row.actorId,
    act: row.act,
    subject_kind: row.subject.kind,
    subject_id: row.subject.id,
    detail: row.detail,
  }));
  await sql`
    insert into audit (tenant_id, day, id, at, actor_id, act, subject_kind, subject_id, detail)
    select ${tenant}, r.day, r.id, r.at, r.actor_id, r.act, r.subject_kind, r.subject_id, r.detail
    from jsonb_to_recordset(${rows(written)}) as r(day date, id uuid, at timestamptz, actor_id text, act text, subject_kind text,
      subject_id uuid, detail jsonb)`.execute(tx);
}
