import { sql } from "kysely";
import type { ShopId, TenantId } from "../kernel/id.ts";
import { type Instant, toIso } from "../kernel/instant.ts";
import type { Tx } from "./database.ts";
import type { IntentKind } from "./sync-schema.ts";

/** What a shop's runner can find to do: intents of a kind, or orders whose recipient or amounts are still to be read. */
export type DueKind = IntentKind | "follow_up";

/** Which kinds of work are due for a shop now: what listDueIntents and listDueFollowUps would find, without reading it. */
export async function listDueKinds(tx: Tx, tenant: TenantId, shop: ShopId, now: Instant): Promise<DueKind[]> {
  const found = await sql<{ kind: DueKind }>`
    select distinct i.kind
    from intent i
    where i.tenant_id = ${tenant} and i.shop_id = ${shop} and i.state in ('pending', 'sent', 'accepted', 'unknown')
      and i.due_at <= ${toIso(now)}::timestamptz
      and not (i.kind = 'cancel_waybill' and exists (
        select 1 from intent b
        where b.tenant_id = i.tenant_id and b.kind = 'book_label' and b.subject_id = i.subject_id and b.key = i.key
          and b.state in ('pending', 'sent', 'accepted', 'unknown')))
    union all
    select 'follow_up' where exists (
      select 1 from shop_order
      where tenant_id = ${tenant} and shop_id = ${shop} and follow_up_at <= ${toIso(now)}::timestamptz)
    order by 1`.execute(tx);
  return found.rows.map((row) => row.kind);
}
