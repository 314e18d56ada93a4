import { type RawBuilder, sql } from "kysely";
import type { SkuId, StockDocumentId, TenantId, WarehouseId } from "../kernel/id.ts";
import { type Instant, toIso } from "../kernel/instant.ts";
import type { DocumentKind, DocumentReason, DocumentState } from "../kernel/vocabulary/stock.ts";
import type { Tx } from "./database.ts";

export type DocumentConditions = {
  /** A document is seen from either of its warehouses. Undefined = all. */
  warehouses: readonly WarehouseId[] | undefined;
  kinds?: readonly DocumentKind[] | undefined;
  states?: readonly DocumentState[] | undefined;
  /** Any part of a number. */
  number?: string | undefined;
};

export type DocumentCursor = { at: Instant; id: string };

export type DocumentRow = {
  id: StockDocumentId;
  number: string;
  kind: DocumentKind;
  reason: DocumentReason;
  note: string;
  state: DocumentState;
  warehouse_id: WarehouseId;
  warehouse_name: string;
  to_warehouse_id: WarehouseId | null;
  to_warehouse_name: string | null;
  created_at: Instant;
  created_by: string;
  done_at: Instant | null;
  done_by: string | null;
  lines: bigint;
  units: bigint;
  counted: bigint;
  surplus_lines: bigint;
  surplus_units: bigint;
  loss_lines: bigint;
  loss_units: bigint;
};

// of a count what was found more and fewer, of a transfer that has arrived what is missing
const columns = sql`d.id, d.number, d.kind, d.reason, d.note, d.state, d.warehouse_id, w.name as warehouse_name, d.to_warehouse_id,
  t.name as to_warehouse_name, d.created_at, d.created_by, d.done_at, d.done_by, sums.*`;

const joins = sql`
  join warehouse w on w.tenant_id = d.tenant_id and w.id = d.warehouse_id
  left join warehouse t on t.tenant_id = d.tenant_id and t.id = d.to_warehouse_id
  cross join lateral (
    select count(*) as lines, coalesce(sum(case when d.kind = 'kit' then greatest(l.units, 0) else l.units end), 0)::bigint as units,
      count(l.counted) as counted,
      count(*) filter (where v.differs > 0) as surplus_lines, coalesce(sum(v.differs) filter (where v.differs > 0), 0)::bigint as surplus_units,
      count(*) filter (where v.differs < 0) as loss_lines, coalesce(-sum(v.differs) filter (where v.differs < 0), 0)::bigint as loss_units
    from stock_document_line l
    cross join lateral (select l.counted - coalesce(l.expected, l.units) as differs) v
    where l.tenant_id = d.tenant_id and l.document_id = d.id
  ) sums`;

const documentReach = (warehouses: readonly WarehouseId[] | undefined) =>
  warehouses === undefined
    ? sql`true`
    : sql`(d.warehouse_id = any(${warehouses}::uuid[]) or d.to_warehouse_id = any(${warehouses}::uuid[]))`;

function documentConditions(wanted: DocumentConditions): RawBuilder<unknown> {
  const all = [
    documentReach(wanted.warehouses),
    wanted.kinds && sql`d.kind = any(${wanted.kinds}::text[])`,
    wanted.states && sql`d.state = any(${wanted.states}::text[])`,
    wanted.number === undefined ? undefined : sql`strpos(d.number, ${wanted.number.toUpperCase()}) > 0`,
  ];
  return sql.join(
    all.filter((one) => one !== undefined),
    sql` and `,
  );
}

/** One page of documents, newest first. */
export async function listDocuments(
  tx: Tx,
  tenant: TenantId,
  wanted: DocumentConditions,
  before: DocumentCursor | undefined,
  limit: number,
): Promise<DocumentRow[]> {
  const found = await sql<DocumentRow>`
    with page as (
      select d.* from stock_document d
      where d.tenant_id = ${tenant} and ${documentConditions(wanted)}
        and ${before === undefined ? sql`true` : sql`(d.created_at, d.id) < (${toIso(before.at)}::timestamptz, ${before.id}::uuid)`}
      order by d.created_at desc, d.id desc
      limit ${limit}
    )
    select ${columns} from page d ${joins}
    where d.tenant_id = ${tenant}
    order by d.created_at desc, d.id desc
    limit ${limit}`.execute(tx);
  return found.rows;
}

/** How many documents wait for somebody, by kind and state. */
export async function countOpenDocuments(
  tx: Tx,
  tenant: TenantId,
  warehouses: readonly WarehouseId[] | undefined,
): Promise<{ kind: DocumentKind; state: DocumentState; documents: bigint }[]> {
  const found = await sql<{ kind: DocumentKind; state: DocumentState; documents: bigint }>`
    select d.kind, d.state, count(*) as documents from stock_document d
    where d.tenant_id = ${tenant} and d.state in ('draft', 'submitted', 'in_transit', 'to_put_back') and ${documentReach(warehouses)}
    group by d.kind, d.state order by d.kind, d.state
    limit 50`.execute(tx);
  return found.rows;
}

export async function findDocument(
  tx: Tx,
  tenant: TenantId,
  warehouses: readonly WarehouseId[] | undefined,
  id: StockDocumentId,
): Promise<DocumentRow | undefined> {
  const found = await sql<DocumentRow>`
    select ${columns} from stock_document d ${joins}
    where d.tenant_id = ${tenant} and d.id = ${id} and ${documentReach(warehouses)}`.execute(tx);
  return found.rows[0];
}

/** Which lines of a document to show: not counted yet, or counted and found different. */
export type LineFilter = "uncounted" | "different";

export type DocumentLineView = {
  position: number;
  sku_id: SkuId;
  code: string;
  name_zh: string;
  name_en: string;
  picture_url: string | null;
  units: number | null;
  expected: number | null;
  counted: number | null;
  on_hand: number;
  available: number;
};

/** Lines of a document in their order, with what its warehouse holds now. */
export async function listLineViews(
  tx: Tx,
  tenant: TenantId,
  id: StockDocumentId,
  wanted: { filter?: LineFilter | undefined; search?: string | undefined },
  after: number,
  limit: number,
): Promise<DocumentLineView[]> {
  const search = wanted.search?.toLowerCase();
  const found = await sql<DocumentLineView>`
    select l.position, l.sku_id, s.code, s.name_zh, s.name_en, s.picture_url, l.units, l.expected, l.counted,
      coalesce(b.on_hand, 0) as on_hand, coalesce(b.on_hand - b.reserved - b.blocked, 0) as available
    from stock_document_line l
    join stock_document d on d.tenant_id = l.tenant_id and d.id = l.document_id
    join sku s on s.tenant_id = l.tenant_id and s.id = l.sku_id
    left join stock_balance b on b.tenant_id = l.tenant_id and b.warehouse_id = d.warehouse_id and b.sku_id = l.sku_id
    where l.tenant_id = ${tenant} and l.document_id = ${id} and l.position > ${after}
      and ${wanted.filter === "uncounted" ? sql`l.counted is null` : sql`true`}
      and ${wanted.filter === "different" ? sql`l.counted <> coalesce(l.expected, l.units)` : sql`true`}
      and ${search === undefined ? sql`true` : sql`strpos(lower(s.code || ' ' || s.name_zh || ' ' || s.name_en), ${search}) > 0`}
    order by l.position, l.sku_id
    limit ${limit}`.execute(tx);
  return found.rows;
}
