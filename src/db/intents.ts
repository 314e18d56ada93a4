import { sql } from "kysely";
import type { IntentId, ShopId, TenantId } from "../kernel/id.ts";
import { addMs, type Instant, toIso } from "../kernel/instant.ts";
import { rows, type Tx } from "./database.ts";
import type { IntentKind, IntentState } from "./sync-schema.ts";

export type IntentToStore = {
  id: IntentId;
  shopId: ShopId;
  kind: IntentKind;
  subjectId: string;
  key: string;
  data: Record<string, unknown>;
  dueAt: Instant;
};

export type Intent = {
  id: IntentId;
  kind: IntentKind;
  subjectId: string;
  key: string;
  state: IntentState;
  data: Record<string, unknown>;
  revision: number;
  attempts: number;
  absentReads: number;
  absentSince: Instant | null;
};

// a change that may wait puts the push off that waits already, but not for ever
const urgentMs = 1_000;
const putOffMs = 10_000;
// and not for less than this: a moment that stays where it is costs no entry in an index, and a burst has hundreds of them
const leastPutOffMs = 500;
// a push that was overtaken while it ran runs again after this, unless further changes put it off
const overtakenMs = 300;

const ms = (length: number) => sql`${length} * interval '1 millisecond'`;

/**
 * Stores intents in the transaction of the decision that wants them. Where the same act is under way already, its revision rises instead:
 * a stock push then runs once more when it ends, and one that only waits to be looked at runs soon; one that waits is put off by each further
 * change, for ten seconds at most, so that one call carries the last value of a burst. For the others the one under way is the act.
 */
export async function addIntents(tx: Tx, tenant: TenantId, at: Instant, intents: readonly IntentToStore[]): Promise<void> {
  if (intents.length === 0) return;
  const list = intents.map((intent) => ({
    id: intent.id,
    shop_id: intent.shopId,
    kind: intent.kind,
    subject_id: intent.subjectId,
    key: intent.key,
    data: intent.data,
    due_at: toIso(intent.dueAt),
  }));
  await sql`
    insert into intent (tenant_id, id, shop_id, kind, subject_id, key, state, data, due_at, created_at, updated_at)
    select ${tenant}, r.id, r.shop_id, r.kind, r.subject_id, r.key, 'pending', r.data, r.due_at, ${toIso(at)}::timestamptz,
      ${toIso(at)}::timestamptz
    from jsonb_to_recordset(${rows(list)}) as r(id uuid, shop_id uuid, kind text, subject_id uuid, key text, data jsonb, due_at timestamptz)
    order by r.kind, r.subject_id
    on conflict (tenant_id, kind, subject_id, key) where state in ('pending', 'sent', 'accepted', 'unknown')
    do update set revision = intent.revision + 1,
      state = case when intent.kind = 'stock_push' and intent.state = 'accepted' then 'pending' else intent.state end,
      updated_at = case when intent.kind = 'stock_push' and intent.state = 'accepted' then excluded.updated_at else intent.updated_at end,
      due_at = case
        when intent.kind <> 'stock_push' then intent.due_at
        when intent.state = 'pending' and excluded.due_at >= excluded.updated_at + ${ms(urgentMs)} then case
          when least(excluded.due_at, intent.updated_at + ${ms(putOffMs)}) between intent.due_at and intent.due_at + ${ms(leastPutOffMs)}
            then intent.due_at
          else least(excluded.due_at, intent.updated_at + ${ms(putOffMs)}) end
        else least(intent.due_at, excluded.due_at) end`.execute(tx);
}

/**
 * What a runner should do next for its shop. A waybill is not cancelled while its booking is still open: what the booking
 * brought must be known first.
 */
export async function listDueIntents(
  tx: Tx,
  tenant: TenantId,
  shop: ShopId,
  kinds: readonly IntentKind[],
  now: Instant,
  limit: number,
): Promise<Intent[]> {
  const result = await sql<IntentRow>`
    select i.id, i.kind, i.subject_id, i.key, i.state, i.data, i.revision, i.attempts, i.absent_reads, i.absent_since
    from intent i
    where i.tenant_id = ${tenant} and i.shop_id = ${shop} and i.state in ('pending', 'sent', 'accepted', 'unknown')
      and i.due_at <= ${toIso(now)}::timestamptz and i.kind = any(${kinds}::text[])
      and not (i.kind = 'cancel_waybill' and exists (
        select 1 from intent b
        where b.tenant_id = i.tenant_id and b.kind = 'book_label' and b.subject_id = i.subject_id and b.key = i.key
          and b.state in ('pending', 'sent', 'accepted', 'unknown')))
    order by i.due_at, i.id
    limit ${limit}`.execute(tx);
  return result.rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    subjectId: row.subject_id,
    key: row.key,
    state: row.state,
    data: row.data,
    revision: row.revision,
    attempts: row.attempts,
    absentReads: row.absent_reads,
    absentSince: row.absent_since,
  }));
}

type IntentRow = {
  id: IntentId;
  kind: IntentKind;
  subject_id: string;
  key: string;
  state: IntentState;
  data: Record<string, unknown>;
  revision: number;
  attempts: number;
  absent_reads: number;
  absent_since: Instant | null;
};

export type IntentChange = {
  state: IntentState;
  at: Instant;
  dueAt: Instant;
  attempts?: number;
  absentReads?: number;
  absentSince?: Instant | null;
  data?: Record<string, unknown>;
  code?: string | null;
  message?: string | null;
};

/**
 * Moves an intent on, if it is still in the state and revision that the decision was made on. False when it changed meanwhile: the caller
 * decides anew.
 */
export async function moveIntent(tx: Tx, tenant: TenantId, intent: Intent, change: IntentChange): Promise<boolean> {
  const result = await tx
    .updateTable("intent")
    .set({
      state: change.state,
      updated_at: toIso(change.at),
      due_at: toIso(change.dueAt),
      ...(change.attempts === undefined ? {} : { attempts: change.attempts }),
      ...(change.absentReads === undefined ? {} : { absent_reads: change.absentReads }),
      ...(change.absentSince === undefined ? {} : { absent_since: change.absentSince === null ? null : toIso(change.absentSince) }),
      ...(change.data === undefined ? {} : { data: JSON.stringify(change.data) }),
      ...(change.code === undefined ? {} : { last_code: change.code }),
      ...(change.message === undefined ? {} : { last_message: change.message }),
    })
    .where("tenant_id", "=", tenant)
    .where("id", "=", intent.id)
    .where("state", "=", intent.state)
    .where("revision", "=", intent.revision)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** The same for many intents of one kind and fate: those that changed meanwhile keep their state and run again. `tried` counts an attempt. */
export async function moveIntents(
  tx: Tx,
  tenant: TenantId,
  intents: readonly Intent[],
  change: { state: IntentState; at: Instant; dueAt: Instant; tried: boolean; message: string | null },
): Promise<void> {
  const list = intents.map((intent) => ({ id: intent.id, state: intent.state, revision: intent.revision }));
  await sql`
    update intent i set updated_at = ${toIso(change.at)}::timestamptz,
      state = case when i.revision = r.revision then ${change.state} else i.state end,
      due_at = case when i.revision = r.revision then ${toIso(change.dueAt)}::timestamptz
        else greatest(i.due_at, ${toIso(addMs(change.at, overtakenMs))}::timestamptz) end,
      attempts = case when i.revision = r.revision then i.attempts + ${change.tried ? 1 : 0}::integer else i.attempts end,
      last_message = case when i.revision = r.revision then ${change.message} else i.last_message end
    from jsonb_to_recordset(${rows(list)}) as r(id uuid, state text, revision integer)
    where i.tenant_id = ${tenant} and i.id = r.id and i.state = r.state`.execute(tx);
}

/** After a takeover: what the last owner had sent without hearing back may or may not have happened. */
export async function doubtSentIntents(tx: Tx, tenant: TenantId, shop: ShopId, at: Instant): Promise<number> {
  const result = await sql`
    update intent set state = 'unknown', updated_at = ${toIso(at)}::timestamptz, due_at = ${toIso(at)}::timestamptz
    where tenant_id = ${tenant} and shop_id = ${shop} and state = 'sent'`.execute(tx);
  return Number(result.numAffectedRows ?? 0n);
}

/** Drops acts that were decided against before anything left: only pending ones, so what was sent is still followed up. */
export async function dropPendingIntents(
  tx: Tx,
  tenant: TenantId,
  kind: IntentKind,
  keys: readonly { subjectId: string; key: string }[],
  at: Instant,
): Promise<{ subjectId: string; key: string }[]> {
  if (keys.length === 0) return [];
  const result = await sql<{ subject_id: string; key: string }>`
    update intent i set state = 'dropped', updated_at = ${toIso(at)}::timestamptz
    from jsonb_to_recordset(${rows(keys.map((one) => ({ subject_id: one.subjectId, key: one.key })))}) as r(subject_id uuid, key text)
    where i.tenant_id = ${tenant} and i.kind = ${kind} and i.subject_id = r.subject_id and i.key = r.key and i.state = 'pending'
      and i.attempts = 0
    returning i.subject_id, i.key`.execute(tx);
  return result.rows.map((row) => ({ subjectId: row.subject_id, key: row.key }));
}
