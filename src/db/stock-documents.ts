import { type RawBuilder, sql } from "kysely";
import type { ShopId, SkuId, StockDocumentId, TenantId, WarehouseId } from "../kernel/id.ts";
import { type Instant, toIso } from "../kernel/instant.ts";
import type { DocumentKind, DocumentReason, DocumentState, SkuKind } from "../kernel/vocabulary/stock.ts";
import { rows, type Tx } from "./database.ts";
import { holdingStates, type Shelf } from "./stock.ts";

export type DocumentHead = {
  id: StockDocumentId;
  number: string;
  kind: DocumentKind;
  warehouseId: WarehouseId;
  toWarehouseId: WarehouseId | null;
  reason: DocumentReason;
  note: string;
  state: DocumentState;
};

/** `doneAt` and `doneBy` are null while it is not done. */
export type NewDocumentRow = DocumentHead & { createdAt: Instant; createdBy: string; doneAt: Instant | null; doneBy: string | null };

export type NewDocumentLine = { skuId: SkuId; units: number | null };

export type NewDocument = NewDocumentRow & { lines: readonly NewDocumentLine[] };

/** Stores documents with their lines in the order given. */
export async function insertDocuments(tx: Tx, tenant: TenantId, documents: readonly NewDocument[]): Promise<void> {
  if (documents.length === 0) return;
  await tx
    .insertInto("stock_document")
    .values(
      documents.map((document) => ({
        tenant_id: tenant,
        id: document.id,
        number: document.number,
        kind: document.kind,
        warehouse_id: document.warehouseId,
        to_warehouse_id: document.toWarehouseId,
        reason: document.reason,
        note: document.note,
        state: document.state,
        created_at: toIso(document.createdAt),
        created_by: document.createdBy,
        done_at: document.doneAt === null ? null : toIso(document.doneAt),
        done_by: document.doneBy,
      })),
    )
    .execute();
  const list = documents.flatMap(({ id, lines }) =>
    lines.map((line, position) => ({ document_id: id, sku_id: line.skuId, position, units: line.units })),
  );
  await sql`
    insert into stock_document_line (tenant_id, document_id, sku_id, position, units)
    select ${tenant}, r.document_id, r.sku_id, r.position, r.units
    from jsonb_to_recordset(${rows(list)}) as r(document_id uuid, sku_id uuid, position integer, units integer)`.execute(tx);
}

/** Locks a document. Whoever acts on it does this first and takes balances after: two acts on one document follow each other. */
export async function lockDocument(tx: Tx, tenant: TenantId, id: StockDocumentId): Promise<DocumentHead | undefined> {
  const found = await sql<DocumentHead>`
    select id, number, kind, warehouse_id as "warehouseId", to_warehouse_id as "toWarehouseId", reason, note, state
    from stock_document where tenant_id = ${tenant} and id = ${id} for update`.execute(tx);
  return found.rows[0];
}

/** Moves a locked document on; `done` when that ends it. */
export async function setDocumentState(
  tx: Tx,
  tenant: TenantId,
  id: StockDocumentId,
  state: DocumentState,
  done: { at: Instant; by: string } | null,
): Promise<void> {
  await tx
    .updateTable("stock_document")
    .set({ state, done_at: done === null ? null : toIso(done.at), done_by: done === null ? null : done.by })
    .where("tenant_id", "=", tenant)
    .where("id", "=", id)
    .execute();
}

export type DocumentLineRow = { skuId: SkuId; code: string; units: number | null; expected: number | null; counted: number | null };

/** All lines of a document in their order; a document has at most as many as its makers allow. */
export async function listDocumentLines(tx: Tx, tenant: TenantId, id: StockDocumentId, limit: number): Promise<DocumentLineRow[]> {
  const found = await sql<DocumentLineRow>`
    select l.sku_id as "skuId", s.code, l.units, l.expected, l.counted
    from stock_document_line l join sku s on s.tenant_id = l.tenant_id and s.id = l.sku_id
    where l.tenant_id = ${tenant} and l.document_id = ${id}
    order by l.position, l.sku_id
    limit ${limit}`.execute(tx);
  return found.rows;
}

/** Notes what was counted, and what the books say at this moment; null takes it back. Codes that are no line of it are passed over. */
export async function enterCounted(
  tx: Tx,
  tenant: TenantId,
  document: { id: StockDocumentId; warehouseId: WarehouseId },
  lines: readonly { code: string; counted: number | null }[],
): Promise<void> {
  await sql`
    update stock_document_line l
    set counted = r.counted,
      expected = case when r.counted is null then null else coalesce((
        select b.on_hand from stock_balance b
        where b.tenant_id = ${tenant} and b.warehouse_id = ${document.warehouseId} and b.sku_id = l.sku_id), 0) end
    from jsonb_to_recordset(${rows(lines)}) as r(code text, counted integer)
    join sku s on s.tenant_id = ${tenant} and s.code = r.code
    where l.tenant_id = ${tenant} and l.document_id = ${document.id} and l.sku_id = s.id`.execute(tx);
}

/** Notes what has arrived of each line of a transfer. */
export async function storeArrived(
  tx: Tx,
  tenant: TenantId,
  id: StockDocumentId,
  lines: readonly { skuId: SkuId; counted: number }[],
): Promise<void> {
  const list = lines.map((line) => ({ sku_id: line.skuId, counted: line.counted }));
  await sql`
    update stock_document_line l set counted = r.counted
    from jsonb_to_recordset(${rows(list)}) as r(sku_id uuid, counted integer)
    where l.tenant_id = ${tenant} and l.document_id = ${id} and l.sku_id = r.sku_id`.execute(tx);
}

export type CodedSku = { id: SkuId; code: string; kind: SkuKind };

/** The SKUs behind codes, of those that exist. */
export async function listSkusByCode(tx: Tx, tenant: TenantId, codes: readonly string[]): Promise<CodedSku[]> {
  const found = await sql<CodedSku>`
    select id, code, kind from sku where tenant_id = ${tenant} and code = any(${codes}::text[])
    order by code limit ${codes.length}`.execute(tx);
  return found.rows;
}

/** The SKUs that lie in a warehouse, by code. */
export async function listStockedSkus(tx: Tx, tenant: TenantId, warehouse: WarehouseId, limit: number): Promise<SkuId[]> {
  const found = await sql<{ id: SkuId }>`
    select s.id from stock_balance b join sku s on s.tenant_id = b.tenant_id and s.id = b.sku_id
    where b.tenant_id = ${tenant} and b.warehouse_id = ${warehouse} and b.on_hand > 0
    order by s.code, s.id
    limit ${limit}`.execute(tx);
  return found.rows.map((row) => row.id);
}

export type ShelfFigures = Shelf & { onHand: number; reserved: number; blocked: number; incoming: number };

/** What balances hold; those that don't exist are left out. */
export async function readShelves(tx: Tx, tenant: TenantId, shelves: readonly Shelf[]): Promise<ShelfFigures[]> {
  const list = shelves.map((one) => ({ warehouse_id: one.warehouseId, sku_id: one.skuId }));
  const found = await sql<ShelfFigures>`
    select b.warehouse_id as "warehouseId", b.sku_id as "skuId", b.on_hand as "onHand", b.reserved, b.blocked, b.incoming
    from (select distinct warehouse_id, sku_id from jsonb_to_recordset(${rows(list)}) as r(warehouse_id uuid, sku_id uuid)) w
    join stock_balance b on b.tenant_id = ${tenant} and b.warehouse_id = w.warehouse_id and b.sku_id = w.sku_id
    order by 1, 2
    limit ${Math.max(1, shelves.length)}`.execute(tx);
  return found.rows;
}

/** Which packages `p` a list may name; undefined = of all shops. */
export function packageReach(shops: readonly ShopId[] | undefined): RawBuilder<unknown> {
  return shops === undefined ? sql`true` : sql`p.shop_id = any(${shops}::uuid[])`;
}

export type HolderRow = Shelf & { code: string; id: string | null; number: string | null; units: number | null };

/** The code of each balance's SKU with the open packages that hold its units, the nearest deadline first. A balance that none holds is one row. */
export async function listHolders(
  tx: Tx,
  tenant: TenantId,
  shelves: readonly Shelf[],
  shops: readonly ShopId[] | undefined,
  limitPerShelf: number,
): Promise<HolderRow[]> {
  const list = shelves.map((one) => ({ warehouse_id: one.warehouseId, sku_id: one.skuId }));
  const found = await sql<HolderRow>`
    select w.warehouse_id as "warehouseId", w.sku_id as "skuId", s.code, h.id, h.number, h.units
    from jsonb_to_recordset(${rows(list)}) as w(warehouse_id uuid, sku_id uuid)
    join sku s on s.tenant_id = ${tenant} and s.id = w.sku_id
    left join lateral (
      select p.id, p.number, sum(l.reserved_units)::integer as units, p.ship_by
      from package_line l join package p on p.tenant_id = l.tenant_id and p.id = l.package_id
      where l.tenant_id = ${tenant} and l.sku_id = w.sku_id and l.reserved_units > 0 and p.warehouse_id = w.warehouse_id
        and p.state in ${holdingStates} and ${packageReach(shops)}
      group by p.id, p.number, p.ship_by order by p.ship_by nulls last, p.id limit ${limitPerShelf}
    ) h on true
    order by s.code, w.warehouse_id, h.ship_by nulls last, h.id
    limit ${Math.max(1, shelves.length * limitPerShelf)}`.execute(tx);
  return found.rows;
}
