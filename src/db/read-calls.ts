import { type RawBuilder, sql } from "kysely";
import type { ShopId, TenantId } from "../kernel/id.ts";
import { type Instant, toIso, utcDay } from "../kernel/instant.ts";
import type { Platform } from "../kernel/vocabulary/platform.ts";
import type { Tx } from "./database.ts";
import { shopReach } from "./read-shops.ts";

/** What narrows the call record. `to` is not part of it. `outcome` "failed": all that is not an HTTP 2xx without a code of refusal. */
export type CallConditions = {
  shops: readonly ShopId[] | undefined;
  from: Instant;
  to: Instant;
  operation?: string | undefined;
  classes?: readonly string[] | undefined;
  outcome?: "good" | "failed" | undefined;
  causeKind?: string | undefined;
  causeId?: string | undefined;
};

/** The last row of the page before. */
export type CallCursor = { at: Instant; id: string };

export type CallRecordRow = {
  id: string;
  at: Instant;
  shop_id: ShopId;
  shop_name: string;
  platform: Platform;
  party: string;
  operation: string;
  class: string;
  outcome: string;
  code: string | null;
  duration_ms: number;
  cause_kind: string | null;
  cause_id: string | null;
};

const isGood = sql`(c.outcome like 'http-2%' and c.code is null)`;

/**
 * One page of the call record, newest first. Each shop gives at most a page from its own index range, so a page costs the same however many
 * calls there are.
 */
export async function listCalls(
  tx: Tx,
  tenant: TenantId,
  wanted: CallConditions,
  before: CallCursor | undefined,
  limit: number,
): Promise<CallRecordRow[]> {
  const found = await sql<CallRecordRow>`
    select c.id, c.at, c.shop_id, s.name as shop_name, s.platform, c.party, c.operation, c.class, c.outcome, c.code, c.duration_ms,
      c.cause_kind, c.cause_id
    from shop s cross join lateral (
      select * from call_record c
      where c.tenant_id = s.tenant_id and c.shop_id = s.id and ${callConditions(wanted, before)}
      order by c.at desc, c.id desc limit ${limit}
    ) c
    where s.tenant_id = ${tenant} and ${shopReach(wanted.shops)}
    order by c.at desc, c.id desc
    limit ${limit}`.execute(tx);
  return found.rows;
}

function callConditions(wanted: CallConditions, before: CallCursor | undefined): RawBuilder<unknown> {
  const { from, to } = wanted;
  const all: (RawBuilder<unknown> | undefined)[] = [
    sql`c.day >= ${utcDay(from)}::date and c.day <= ${utcDay(to)}::date`,
    sql`c.at >= ${toIso(from)}::timestamptz and c.at < ${toIso(to)}::timestamptz`,
    before && sql`(c.at, c.id) < (${toIso(before.at)}::timestamptz, ${before.id}::uuid)`,
    wanted.operation === undefined ? undefined : sql`strpos(lower(c.operation), lower(${wanted.operation})) > 0`,
    wanted.classes && sql`c.class = any(${wanted.classes}::text[])`,
    wanted.outcome === undefined ? undefined : wanted.outcome === "good" ? isGood : sql`not ${isGood}`,
    wanted.causeKind === undefined ? undefined : sql`c.cause_kind = ${wanted.causeKind}`,
    wanted.causeId === undefined ? undefined : sql`c.cause_id = ${wanted.causeId}::uuid`,
  ];
  return sql.join(
    all.filter((one) => one !== undefined),
    sql` and `,
  );
}
