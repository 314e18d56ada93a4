import { type RawBuilder, sql } from "kysely";
import type { SkuId, TenantId, WarehouseId } from "../kernel/id.ts";
import { type Instant, toIso } from "../kernel/instant.ts";
import type { MovementKind } from "../kernel/vocabulary/stock.ts";
import type { Tx } from "./database.ts";

export type LedgerConditions = {
  /** Undefined = all. */
  warehouses: readonly WarehouseId[] | undefined;
  kinds?: readonly MovementKind[] | undefined;
  from?: Instant | undefined;
  to?: Instant | undefined;
};

export type LedgerCursor = { at: Instant; id: string };

export type LedgerRow = {
  id: string;
  at: Instant;
  warehouse_id: WarehouseId;
  warehouse_name: string;
  kind: MovementKind;
  cause_kind: string;
  cause_id: string;
  /** The package's or the document's; null for what was opened without one, or when it is gone. */
  cause_number: string | null;
  actor_id: string | null;
  on_hand_delta: number;
  reserved_delta: number;
  blocked_delta: number;
  incoming_delta: number;
  /** After the movement, in its warehouse. */
  on_hand: number;
  reserved: number;
  blocked: number;
  incoming: number;
};

const after = (figure: string) => {
  const delta = sql.ref(`${figure}_delta`);
  // what lies there now, less all that came later
  return sql`(b.${sql.ref(figure)} - coalesce(sum(${delta}) over newer, 0))::integer as ${sql.ref(figure)}`;
};

/**
 * One page of a SKU's ledger, newest first. The balance after each movement is computed backwards from the counters, over all movements of
 * its warehouse, whatever the filter shows.
 */
export async function listLedger(
  tx: Tx,
  tenant: TenantId,
  sku: SkuId,
  wanted: LedgerConditions,
  before: LedgerCursor | undefined,
  limit: number,
): Promise<LedgerRow[]> {
  const found = await sql<LedgerRow>`
    with page as (
      select m.id, m.at from stock_movement m
      where m.tenant_id = ${tenant} and m.sku_id = ${sku} and ${ledgerConditions(wanted)}
        and ${before === undefined ? sql`true` : sql`(m.at, m.id) < (${toIso(before.at)}::timestamptz, ${before.id}::uuid)`}
      order by m.at desc, m.id desc
      limit ${limit}
    ),
    told as (
      select m.*, ${after("on_hand")}, ${after("reserved")}, ${after("blocked")}, ${after("incoming")}
      from stock_movement m
      join stock_balance b on b.tenant_id = m.tenant_id and b.warehouse_id = m.warehouse_id and b.sku_id = m.sku_id
      where m.tenant_id = ${tenant} and m.sku_id = ${sku} and ${inWarehouses(wanted.warehouses)}
        and m.at >= (select min(at) from page)
      window newer as (partition by m.warehouse_id order by m.at desc, m.id desc rows between unbounded preceding and 1 preceding)
    )
    select t.id, t.at, t.warehouse_id, w.name as warehouse_name, t.kind, t.cause_kind, t.cause_id,
      case t.cause_kind when 'package' then p.number when 'document' then d.number end as cause_number, t.actor_id,
      t.on_hand_delta, t.reserved_delta, t.blocked_delta, t.incoming_delta, t.on_hand, t.reserved, t.blocked, t.incoming
    from page join told t on t.id = page.id
    join warehouse w on w.tenant_id = ${tenant} and w.id = t.warehouse_id
    left join package p on t.cause_kind = 'package' and p.tenant_id = ${tenant} and p.id = t.cause_id
    left join stock_document d on t.cause_kind = 'document' and d.tenant_id = ${tenant} and d.id = t.cause_id
    order by t.at desc, t.id desc
    limit ${limit}`.execute(tx);
  return found.rows;
}

const inWarehouses = (warehouses: readonly WarehouseId[] | undefined) =>
  warehouses === undefined ? sql`true` : sql`m.warehouse_id = any(${warehouses}::uuid[])`;

function ledgerConditions(wanted: LedgerConditions): RawBuilder<unknown> {
  const all = [
    inWarehouses(wanted.warehouses),
    wanted.kinds && sql`m.kind = any(${wanted.kinds}::text[])`,
    wanted.from && sql`m.at >= ${toIso(wanted.from)}::timestamptz`,
    wanted.to && sql`m.at < ${toIso(wanted.to)}::timestamptz`,
  ];
  return sql.join(
    all.filter((one) => one !== undefined),
    sql` and `,
  );
}

export type DayChange = { day: string; on_hand: number; available: number };

/** By how much a SKU's figures changed on each local day since an instant; days without a movement are left out. */
export async function sumDays(
  tx: Tx,
  tenant: TenantId,
  sku: SkuId,
  warehouses: readonly WarehouseId[] | undefined,
  since: Instant,
  timeZone: string,
): Promise<DayChange[]> {
  const found = await sql<DayChange>`
    select to_char(m.at at time zone ${timeZone}, 'YYYY-MM-DD') as day, sum(m.on_hand_delta)::integer as on_hand,
      sum(m.on_hand_delta - m.reserved_delta - m.blocked_delta)::integer as available
    from stock_movement m
    where m.tenant_id = ${tenant} and m.sku_id = ${sku} and ${inWarehouses(warehouses)} and m.at >= ${toIso(since)}::timestamptz
    group by 1
    order by 1
    limit 1000`.execute(tx);
  return found.rows;
}
