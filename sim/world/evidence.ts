import pg from "pg";

/** All rows of the tenants, and what the product put on record about itself: read at rest, because it is much. */
export type Evidence = {
  rows: EvidenceRow[];
  calls: CallRecord[];
  /** Orders that only a sweep brought. */
  differences: { tenant: string; platformOrderId: string; kind: string; cause: string; foundAtMs: number }[];
};

/** One row as text. `id`: the row's own, where its table has one. */
export type EvidenceRow = { table: string; tenant: string; id: string | null; line: string };

/** A call that the product says it made. `endedAtMs`: when it was put on record, by the world's clock. */
export type CallRecord = { shopId: string; party: string; operation: string; outcome: string; slot: number | null; endedAtMs: number };

type List = <Row extends pg.QueryResultRow>(statement: string) => Promise<Row[]>;

export async function readEvidence(list: List): Promise<Evidence> {
  // wrapped keys are no data of anybody's
  const tables = await list<{ name: string; hasId: boolean }>(
    `select c.relname as name, exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'id' and a.atttypid = 'uuid'::regtype) as "hasId"
      from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
        and c.relname not in ('migration', 'tenant_key') order by 1`,
  );
  const rows: EvidenceRow[] = [];
  for (const { name, hasId } of tables) {
    const found = await list<Omit<EvidenceRow, "table">>(
      `select t.tenant_id::text as tenant, ${hasId ? "t.id::text" : "null"} as id, t::text as line from public.${pg.escapeIdentifier(name)} t order by 3`,
    );
    rows.push(...found.map((row) => ({ table: name, ...row })));
  }
  const records = await list<Omit<CallRecord, "endedAtMs"> & { id: string }>(
    `select id::text, shop_id::text as "shopId", party, operation, outcome, slot from call_record order by id`,
  );
  const differences = await list<Evidence["differences"][number]>(
    `select tenant_id::text as tenant, platform_order_id as "platformOrderId", kind, cause, (extract(epoch from found_at) * 1000)::float8 as "foundAtMs"
      from reconciliation_difference order by 2, 5`,
  );
  return { rows, calls: records.map(({ id, ...call }) => ({ ...call, endedAtMs: momentOf(id) })), differences };
}

/** The moment inside a UUIDv7, which the world's own entropy made. */
function momentOf(id: string): number {
  return Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16);
}
