import { type RawBuilder, sql } from "kysely";
import type { OrderId, PackageId, ShopId, TenantId } from "../kernel/id.ts";
import { type Instant, toIso } from "../kernel/instant.ts";
import type { Platform } from "../kernel/vocabulary/platform.ts";
import type { DifferenceKind, MissCause, ReconciliationKind } from "../kernel/vocabulary/sync.ts";
import type { Tx } from "./database.ts";
import { shopReach } from "./read-shops.ts";

export type SweepConditions = {
  shops: readonly ShopId[] | undefined;
  kinds?: readonly ReconciliationKind[] | undefined;
  onlyDifferences: boolean;
  /** Sweeps that began earlier are left out. */
  since: Instant;
};

export type SweepCursor = { at: Instant; id: string };

export type SweepRow = {
  id: string;
  shop_id: ShopId;
  shop_name: string;
  platform: Platform;
  kind: ReconciliationKind;
  window_from: Instant;
  window_to: Instant;
  started_at: Instant;
  ended_at: Instant | null;
  state: "running" | "done" | "failed";
  platform_count: number | null;
  our_count: number | null;
  pulled: number;
  failure: string | null;
  differences: bigint;
};

const columns = sql`r.id, r.shop_id, s.name as shop_name, s.platform, r.kind, r.window_from, r.window_to, r.started_at, r.ended_at, r.state,
  r.platform_count, r.our_count, r.pulled, r.failure,
  (select count(*) from reconciliation_difference d where d.tenant_id = r.tenant_id and d.reconciliation_id = r.id) as differences`;

/** One page of sweeps, newest first; each shop gives at most a page from its own index range. */
export async function listSweeps(
  tx: Tx,
  tenant: TenantId,
  wanted: SweepConditions,
  before: SweepCursor | undefined,
  limit: number,
): Promise<SweepRow[]> {
  const found = await sql<SweepRow>`
    select ${columns}
    from shop s cross join lateral (
      select * from reconciliation r
      where r.tenant_id = s.tenant_id and r.shop_id = s.id and ${sweepConditions(wanted)}
        and ${before === undefined ? sql`true` : sql`(r.started_at, r.id) < (${toIso(before.at)}::timestamptz, ${before.id}::uuid)`}
      order by r.started_at desc, r.id desc limit ${limit}
    ) r
    where s.tenant_id = ${tenant} and ${shopReach(wanted.shops)}
    order by r.started_at desc, r.id desc
    limit ${limit}`.execute(tx);
  return found.rows;
}

function sweepConditions(wanted: SweepConditions): RawBuilder<unknown> {
  const all: (RawBuilder<unknown> | undefined)[] = [
    sql`r.started_at >= ${toIso(wanted.since)}::timestamptz`,
    wanted.kinds && sql`r.kind = any(${wanted.kinds}::text[])`,
    wanted.onlyDifferences
      ? sql`exists (select 1 from reconciliation_difference d where d.tenant_id = r.tenant_id and d.reconciliation_id = r.id)`
      : undefined,
  ];
  return sql.join(
    all.filter((one) => one !== undefined),
    sql` and `,
  );
}

export type SweepTotals = { sweeps: bigint; failed: bigint; differences: bigint; pulled: bigint };

/** The sums of all sweeps that a list's conditions meet. */
export async function sumSweeps(tx: Tx, tenant: TenantId, wanted: SweepConditions): Promise<SweepTotals> {
  const found = await sql<SweepTotals>`
    with met as (
      select r.id, r.state from shop s join reconciliation r on r.tenant_id = s.tenant_id and r.shop_id = s.id
      where s.tenant_id = ${tenant} and ${shopReach(wanted.shops)} and ${sweepConditions(wanted)}
    ), found as (
      select count(*) as differences, count(*) filter (where d.pulled) as pulled
      from met join reconciliation_difference d on d.tenant_id = ${tenant} and d.reconciliation_id = met.id
    )
    select (select count(*) from met) as sweeps, (select count(*) from met where state = 'failed') as failed, differences, pulled
    from found`.execute(tx);
  return found.rows[0] ?? { sweeps: 0n, failed: 0n, differences: 0n, pulled: 0n };
}

/** Orders that only a sweep found, each once, by the cause that its first finding named. */
export async function countMissed(
  tx: Tx,
  tenant: TenantId,
  shops: readonly ShopId[] | undefined,
  since: Instant,
): Promise<{ cause: MissCause; orders: bigint }[]> {
  const found = await sql<{ cause: MissCause; orders: bigint }>`
    with missed as (
      select distinct on (r.shop_id, d.platform_order_id) d.cause
      from shop s
      join reconciliation r on r.tenant_id = s.tenant_id and r.shop_id = s.id and r.started_at >= ${toIso(since)}::timestamptz
      join reconciliation_difference d on d.tenant_id = r.tenant_id and d.reconciliation_id = r.id and d.kind = 'missing'
      where s.tenant_id = ${tenant} and ${shopReach(shops)}
      order by r.shop_id, d.platform_order_id, d.found_at, d.reconciliation_id
    )
    select cause, count(*) as orders from missed group by cause order by 2 desc, 1 limit 20`.execute(tx);
  return found.rows;
}

export async function findSweep(tx: Tx, tenant: TenantId, shops: readonly ShopId[] | undefined, id: string): Promise<SweepRow | undefined> {
  const found = await sql<SweepRow>`
    select ${columns}
    from reconciliation r join shop s on s.tenant_id = r.tenant_id and s.id = r.shop_id
    where r.tenant_id = ${tenant} and r.id = ${id} and ${shopReach(shops)}`.execute(tx);
  return found.rows[0];
}

export type DifferenceRow = {
  platform_order_id: string;
  kind: DifferenceKind;
  cause: MissCause;
  found_at: Instant;
  pulled: boolean;
  order_id: OrderId | null;
  package_id: PackageId | null;
  package_number: string | null;
};

/** What a sweep found different, with our order's first package where there is one. */
export async function listDifferences(tx: Tx, tenant: TenantId, sweep: string, limit: number): Promise<DifferenceRow[]> {
  const found = await sql<DifferenceRow>`
    select d.platform_order_id, d.kind, d.cause, d.found_at, d.pulled, d.order_id, p.id as package_id, p.number as package_number
    from reconciliation_difference d
    left join lateral (
      select p.id, p.number from package p where p.tenant_id = d.tenant_id and p.order_id = d.order_id order by p.number, p.id limit 1
    ) p on true
    where d.tenant_id = ${tenant} and d.reconciliation_id = ${sweep}
    order by d.pulled, d.kind, d.platform_order_id
    limit ${limit}`.execute(tx);
  return found.rows;
}
