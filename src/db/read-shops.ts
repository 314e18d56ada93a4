import { type RawBuilder, sql } from "kysely";
import type { CallPolicy } from "../domain/shops/call-policy.ts";
import type { ChannelId, ShopId, TenantId, WarehouseId } from "../kernel/id.ts";
import type { Instant } from "../kernel/instant.ts";
import type { Platform } from "../kernel/vocabulary/platform.ts";
import type { ShopState } from "../kernel/vocabulary/sync.ts";
import type { Tx } from "./database.ts";

export type ShopSyncRow = {
  id: ShopId;
  name: string;
  platform: Platform;
  site: string;
  currency: string;
  time_zone: string;
  state: ShopState;
  state_detail: string | null;
  call_policy: CallPolicy;
  last_order_sync_at: Instant | null;
  budget_used: number | null;
  budget_cap: number | null;
  budget_window_ms: number | null;
  quarantined: bigint;
};

/** Which shops `s` a list may speak of; undefined = all. */
export function shopReach(shops: readonly ShopId[] | undefined): RawBuilder<unknown> {
  return shops === undefined ? sql`true` : sql`s.id = any(${shops}::uuid[])`;
}

/** Shops with how their sync is doing; `shops` undefined = all. */
export async function listShopsWithSync(tx: Tx, tenant: TenantId, shops: readonly ShopId[] | undefined): Promise<ShopSyncRow[]> {
  const found = await sql<ShopSyncRow>`
    select s.id, s.name, s.platform, s.site, s.currency, s.time_zone, s.state, s.state_detail, s.call_policy,
      st.last_success_at as last_order_sync_at, ru.budget_used, ru.budget_cap, ru.budget_window_ms,
      (select count(*) from quarantine q
       where q.tenant_id = s.tenant_id and q.shop_id = s.id and q.released_at is null) as quarantined
    from shop s
    left join stream_state st on st.tenant_id = s.tenant_id and st.shop_id = s.id and st.stream = 'orders'
    left join shop_runner ru on ru.tenant_id = s.tenant_id and ru.shop_id = s.id
    where s.tenant_id = ${tenant} and ${shopReach(shops)}
    order by s.name, s.id
    limit 1000`.execute(tx);
  return found.rows;
}

export type WarehouseRow = { id: WarehouseId; code: string; name: string };

/** The tenant's warehouses; `warehouses` undefined = all. */
export async function listWarehouses(tx: Tx, tenant: TenantId, warehouses: readonly WarehouseId[] | undefined): Promise<WarehouseRow[]> {
  return await tx
    .selectFrom("warehouse")
    .select(["id", "code", "name"])
    .where("tenant_id", "=", tenant)
    .$if(warehouses !== undefined, (query) => query.where(sql<boolean>`id = any(${warehouses ?? []}::uuid[])`))
    .orderBy("code")
    .orderBy("id")
    .limit(1000)
    .execute();
}

export type ChannelChoice = { id: ChannelId; name: string; carrier: string; code: string; is_default: boolean };

/** The channels that labels can be asked from, the default first. No credentials. */
export async function listChannelChoices(tx: Tx, tenant: TenantId): Promise<ChannelChoice[]> {
  return await tx
    .selectFrom("channel as c")
    .innerJoin("carrier_account as a", (join) => join.onRef("a.tenant_id", "=", "c.tenant_id").onRef("a.id", "=", "c.carrier_account_id"))
    .select(["c.id", "c.name", "a.carrier", "c.code", "c.is_default"])
    .where("c.tenant_id", "=", tenant)
    .orderBy("c.is_default", "desc")
    .orderBy("c.code")
    .orderBy("c.id")
    .limit(1000)
    .execute();
}
