import { sql } from "kysely";
import type { ShopId, TenantId } from "../kernel/id.ts";
import { type Instant, toIso } from "../kernel/instant.ts";
import type { AlertKind, Severity } from "../kernel/vocabulary/sync.ts";
import { rows, type Tx } from "./database.ts";

/** What an alert is about: open at most once at a time. `shopId` null: about no single shop. */
export type AlertTopic = { kind: AlertKind; shopId: ShopId | null; subject: string };

export type AlertToOpen = AlertTopic & { id: string; severity: Severity; detail: Record<string, unknown> };

/** `subject` left out: every subject of that kind on that shop. */
export type AlertToClose = { kind: AlertKind; shopId: ShopId | null; subject?: string };

export type ChangedAlert = AlertTopic & { id: string };

type ChangedRow = { id: string; kind: AlertKind; shop_id: ShopId | null; subject: string };

const rank = (column: "severity" | "alert.severity" | "excluded.severity") =>
  sql`array_position(array['info', 'warning', 'critical'], ${sql.ref(column)})`;

/**
 * Opens alerts, or renews those that are open already: one more time, newest values, the gravest severity so far. What grew graver is
 * unseen again. Gives those that really opened: the caller announces `alerts-changed` for them.
 */
export async function openAlerts(tx: Tx, tenant: TenantId, at: Instant, alerts: readonly AlertToOpen[]): Promise<ChangedAlert[]> {
  if (alerts.length === 0) return [];
  const list = alerts.map((alert) => ({
    id: alert.id,
    kind: alert.kind,
    severity: alert.severity,
    shop_id: alert.shopId,
    subject: alert.subject,
    detail: alert.detail,
  }));
  // one row per open alert, in the order of the index: a statement may not touch a row twice, and locks come sorted
  const result = await sql<ChangedRow & { times: number }>`
    insert into alert (tenant_id, id, kind, severity, shop_id, subject, detail, opened_at, last_at)
    select distinct on (r.kind, r.subject, r.shop_id) ${tenant}, r.id, r.kind, r.severity, r.shop_id, r.subject, r.detail,
      ${toIso(at)}::timestamptz, ${toIso(at)}::timestamptz
    from jsonb_to_recordset(${rows(list)}) as r(id uuid, kind text, severity text, shop_id uuid, subject text, detail jsonb)
    order by r.kind, r.subject, r.shop_id, ${rank("severity")} desc, r.id
    on conflict (tenant_id, kind, subject, shop_id) where closed_at is null do update set
      times = alert.times + 1, last_at = excluded.last_at, detail = excluded.detail,
      severity = case when ${rank("excluded.severity")} > ${rank("alert.severity")} then excluded.severity else alert.severity end,
      seen_at = case when ${rank("excluded.severity")} > ${rank("alert.severity")} then null else alert.seen_at end,
      seen_by = case when ${rank("excluded.severity")} > ${rank("alert.severity")} then null else alert.seen_by end
    returning id, kind, shop_id, subject, times`.execute(tx);
  // a renewed one has been counted at least twice
  return result.rows.filter((row) => row.times === 1).map(toChanged);
}

/** Closes what is over. Gives the alerts that were open: the caller announces `alerts-changed` for them. */
export async function closeAlerts(tx: Tx, tenant: TenantId, at: Instant, over: readonly AlertToClose[]): Promise<ChangedAlert[]> {
  if (over.length === 0) return [];
  const list = over.map((one) => ({ kind: one.kind, shop_id: one.shopId, subject: one.subject ?? null }));
  const result = await sql<ChangedRow>`
    update alert set closed_at = ${toIso(at)}::timestamptz
    where tenant_id = ${tenant} and closed_at is null and exists (
      select 1 from jsonb_to_recordset(${rows(list)}) as r(kind text, shop_id uuid, subject text)
      where r.kind = alert.kind and r.shop_id is not distinct from alert.shop_id and coalesce(r.subject, alert.subject) = alert.subject)
    returning id, kind, shop_id, subject`.execute(tx);
  return result.rows.map(toChanged);
}

function toChanged(row: ChangedRow): ChangedAlert {
  return { id: row.id, kind: row.kind, shopId: row.shop_id, subject: row.subject };
}
