import { sql } from "kysely";
import type { CallPolicy } from "../domain/shops/call-policy.ts";
import type { ShopId, TenantId } from "../kernel/id.ts";
import { type Instant, toIso, utcDay } from "../kernel/instant.ts";
import type { Platform } from "../kernel/vocabulary/platform.ts";
import type { ShopState } from "../kernel/vocabulary/sync.ts";
import type { Tx } from "./database.ts";
import { shopReach } from "./read-shops.ts";
import type { BudgetColumn, RestrictionColumn, StreamRunColumn } from "./sync-schema.ts";

/** A shop as its runner last reported it. */
export type ShopRunnerRow = {
  id: ShopId;
  name: string;
  platform: Platform;
  site: string;
  state: ShopState;
  state_detail: string | null;
  restrictions: RestrictionColumn[];
  call_policy: CallPolicy;
  budget_used: number | null;
  budget_cap: number | null;
  budget_window_ms: number | null;
  beat_at: Instant | null;
  budget: BudgetColumn | null;
  quarantined: bigint;
  waiting: bigint;
  announced_at: Instant | null;
};

/** Shops with their runner's last report and what waits for a person; `shops` undefined = all. */
export async function listShopRunners(tx: Tx, tenant: TenantId, shops: readonly ShopId[] | undefined): Promise<ShopRunnerRow[]> {
  const found = await sql<ShopRunnerRow>`
    select s.id, s.name, s.platform, s.site, s.state, s.state_detail, s.restrictions, s.call_policy,
      ru.budget_used, ru.budget_cap, ru.budget_window_ms, ru.beat_at, ru.budget,
      (select count(*) from quarantine q
       where q.tenant_id = s.tenant_id and q.shop_id = s.id and q.released_at is null) as quarantined,
      (select count(*) from shop_request r
       where r.tenant_id = s.tenant_id and r.shop_id = s.id and r.state = 'waiting') as waiting,
      (select h.received_at from hook_event h
       where h.tenant_id = s.tenant_id and h.shop_id = s.id order by h.received_at desc, h.id limit 1) as announced_at
    from shop s
    left join shop_runner ru on ru.tenant_id = s.tenant_id and ru.shop_id = s.id
    where s.tenant_id = ${tenant} and ${shopReach(shops)}
    order by s.name, s.id
    limit 1000`.execute(tx);
  return found.rows;
}

export type StreamStateRow = {
  shop_id: ShopId;
  stream: string;
  last_success_at: Instant | null;
  last_failure: string | null;
  last_failure_at: Instant | null;
  last_run: StreamRunColumn | null;
  next_run_at: Instant | null;
  delay_ms: number | null;
};

/** How far the streams of these shops are; `shops` undefined = all. */
export async function listStreamStates(tx: Tx, tenant: TenantId, shops: readonly ShopId[] | undefined): Promise<StreamStateRow[]> {
  const found = await sql<StreamStateRow>`
    select st.shop_id, st.stream, st.last_success_at, st.last_failure, st.last_failure_at, st.last_run, st.next_run_at, st.delay_ms
    from shop s join stream_state st on st.tenant_id = s.tenant_id and st.shop_id = s.id
    where s.tenant_id = ${tenant} and ${shopReach(shops)}
    order by st.shop_id, st.stream
    limit 5000`.execute(tx);
  return found.rows;
}

export type MinuteRow = { minute: Instant; class: string; calls: bigint };

/** Calls of a shop to its platform, by minute and class. Reads one index range of at most two days' partitions. */
export async function countCallsByMinute(
  tx: Tx,
  tenant: TenantId,
  shop: ShopId,
  platform: Platform,
  from: Instant,
  to: Instant,
): Promise<MinuteRow[]> {
  const found = await sql<MinuteRow>`
    select date_trunc('minute', c.at) as minute, c.class, count(*) as calls
    from call_record c
    where c.tenant_id = ${tenant} and c.shop_id = ${shop} and c.party = ${platform}
      and c.day >= ${utcDay(from)}::date and c.day <= ${utcDay(to)}::date
      and c.at >= ${toIso(from)}::timestamptz and c.at < ${toIso(to)}::timestamptz
    group by 1, 2
    order by 1, 2
    limit 1000`.execute(tx);
  return found.rows;
}
