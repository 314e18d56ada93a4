import { sql } from "kysely";
import type { ShopId, TenantId } from "../kernel/id.ts";
import { type Instant, toIso } from "../kernel/instant.ts";
import type { Tx } from "./database.ts";
import type { IntentKind } from "./sync-schema.ts";

/** What a shop's runner can find to do: intents of a kind, orders whose recipient or amounts are still to be read, or people's wishes. */
export type DueKind = IntentKind | "follow_up" | "request";

/** Which kinds of work are due now for these shops: what listDueIntents, listDueFollowUps and listWaitingRequests would find, without reading it. */
export async function listDueKinds(tx: Tx, tenant: TenantId, shops: readonly ShopId[], now: Instant): Promise<Map<ShopId, DueKind[]>> {
  const found = await sql<{ shop: ShopId; kind: DueKind }>`
    select distinct i.shop_id as shop, i.kind
    from intent i
    where i.tenant_id = ${tenant} and i.shop_id = any(${shops}::uuid[]) and i.state in ('pending', 'sent', 'accepted', 'unknown')
      and i.due_at <= ${toIso(now)}::timestamptz
      and not (i.kind = 'cancel_waybill' and exists (
        select 1 from intent b
        where b.tenant_id = i.tenant_id and b.kind = 'book_label' and b.subject_id = i.subject_id and b.key = i.key
          and b.state in ('pending', 'sent', 'accepted', 'unknown')))
    union all
    select distinct o.shop_id, 'follow_up'
    from shop_order o
    where o.tenant_id = ${tenant} and o.shop_id = any(${shops}::uuid[]) and o.follow_up_at <= ${toIso(now)}::timestamptz
    union all
    select distinct q.shop_id, 'request'
    from shop_request q
    where q.tenant_id = ${tenant} and q.shop_id = any(${shops}::uuid[]) and q.state = 'waiting'
    order by 1, 2`.execute(tx);
  const kinds = Map.groupBy(found.rows, (row) => row.shop);
  return new Map([...kinds].map(([shop, rows]) => [shop, rows.map((row) => row.kind)]));
}
