import { type RawBuilder, sql } from "kysely";
import type { ShopId, TenantId } from "../kernel/id.ts";
import { type Instant, toIso } from "../kernel/instant.ts";
import type { Platform } from "../kernel/vocabulary/platform.ts";
import type { AlertKind, Severity } from "../kernel/vocabulary/sync.ts";
import type { Tx } from "./database.ts";

export type AlertRow = {
  id: string;
  kind: AlertKind;
  severity: Severity;
  shop_id: ShopId | null;
  shop_name: string | null;
  platform: Platform | null;
  subject: string;
  detail: Record<string, unknown>;
  opened_at: Instant;
  last_at: Instant;
  times: number;
  closed_at: Instant | null;
  seen_at: Instant | null;
  seen_by: string | null;
};

const columns = sql`a.id, a.kind, a.severity, a.shop_id, s.name as shop_name, s.platform, a.subject, a.detail, a.opened_at, a.last_at, a.times,
  a.closed_at, a.seen_at, a.seen_by`;

/** Alerts of these shops, and those that are about no single shop. */
function alertReach(shops: readonly ShopId[] | undefined): RawBuilder<unknown> {
  return shops === undefined ? sql`true` : sql`(a.shop_id is null or a.shop_id = any(${shops}::uuid[]))`;
}

/** What is wrong now: the gravest first, then the latest. */
export async function listOpenAlerts(tx: Tx, tenant: TenantId, shops: readonly ShopId[] | undefined, limit: number): Promise<AlertRow[]> {
  const found = await sql<AlertRow>`
    select ${columns}
    from alert a left join shop s on s.tenant_id = a.tenant_id and s.id = a.shop_id
    where a.tenant_id = ${tenant} and a.closed_at is null and ${alertReach(shops)}
    order by array_position(array['critical', 'warning', 'info'], a.severity), a.last_at desc, a.id
    limit ${limit}`.execute(tx);
  return found.rows;
}

/** Alerts that are over, of those opened since; the latest opened first. */
export async function listPastAlerts(
  tx: Tx,
  tenant: TenantId,
  shops: readonly ShopId[] | undefined,
  since: Instant,
  limit: number,
): Promise<AlertRow[]> {
  const found = await sql<AlertRow>`
    select ${columns}
    from alert a left join shop s on s.tenant_id = a.tenant_id and s.id = a.shop_id
    where a.tenant_id = ${tenant} and a.closed_at is not null and a.opened_at >= ${toIso(since)}::timestamptz and ${alertReach(shops)}
    order by a.opened_at desc, a.id
    limit ${limit}`.execute(tx);
  return found.rows;
}

/** How many open alerts nobody has looked at. */
export async function countUnseenAlerts(tx: Tx, tenant: TenantId, shops: readonly ShopId[] | undefined): Promise<number> {
  const found = await sql<{ count: bigint }>`
    select count(*) as count from alert a
    where a.tenant_id = ${tenant} and a.closed_at is null and a.seen_at is null and ${alertReach(shops)}`.execute(tx);
  return Number(found.rows[0]?.count ?? 0n);
}

/** Marks alerts as seen by somebody, "open" all that are open. Gives those that nobody had seen before. */
export async function markAlertsSeen(
  tx: Tx,
  tenant: TenantId,
  shops: readonly ShopId[] | undefined,
  wanted: readonly string[] | "open",
  seen: { at: Instant; by: string },
): Promise<string[]> {
  const which = wanted === "open" ? sql`a.closed_at is null` : sql`a.id = any(${wanted}::uuid[])`;
  const result = await sql<{ id: string }>`
    update alert a set seen_at = ${toIso(seen.at)}::timestamptz, seen_by = ${seen.by}
    where a.tenant_id = ${tenant} and a.seen_at is null and ${which} and ${alertReach(shops)}
    returning a.id`.execute(tx);
  return result.rows.map((row) => row.id);
}
