import {
  approveCount,
  cancelDocument,
  type DocumentOutcome,
  dispatchTransfer,
  enterCounts,
  putBack,
  receiveTransfer,
  rejectCount,
  submitCount,
} from "../../app/act-on-document.ts";
import type { App } from "../../app/app.ts";
import { createDocument, type DocumentWish } from "../../app/create-document.ts";
import { type DocumentLineView, type DocumentRow, getDocument, listDocuments, listLines } from "../../app/list-documents.ts";
import type { Scope } from "../../app/scope.ts";
import {
  approveCountRoute,
  cancelDocumentRoute,
  createDocumentRoute,
  type DocumentLine,
  dispatchTransferRoute,
  enterCountsRoute,
  getDocumentRoute,
  listDocumentLinesRoute,
  listDocumentsRoute,
  type NewDocument,
  putBackRoute,
  receiveTransferRoute,
  rejectCountRoute,
  type StockDocument,
  submitCountRoute,
} from "../../contract/stock-documents.ts";
import { asId, type StockDocumentId, type WarehouseId } from "../../kernel/id.ts";
import { toIso } from "../../kernel/instant.ts";
import { ok } from "../../kernel/result.ts";
import { type Binding, bind } from "../bind.ts";
import { isoOrNull, readCursor, toWarehouseIds, writeCursor } from "./wire.ts";

/** 库存单据: making them, acting on them, reading them. */
export function stockDocumentRoutes(app: App): Binding[] {
  const act =
    (use: (app: App, scope: Scope, id: StockDocumentId) => Promise<DocumentOutcome>) =>
    ({ scope }: { scope: Scope }, { params }: { params: { documentId: string } }) =>
      use(app, scope, asId<StockDocumentId>(params.documentId));
  return [
    bind(listDocumentsRoute, async ({ scope }, { query }) => {
      const wanted = { warehouses: toWarehouseIds(query.warehouse), kinds: query.kind, states: query.state, number: query.number };
      const page = await listDocuments(app, scope, wanted, readCursor(query.before));
      return ok({
        rows: page.rows.map(toDocument),
        next: writeCursor(page.next),
        open: page.open.map((one) => ({ ...one, documents: Number(one.documents) })),
      });
    }),
    bind(getDocumentRoute, async ({ scope }, { params }) => {
      const found = await getDocument(app, scope, asId<StockDocumentId>(params.documentId));
      return found.ok ? ok(toDocument(found.value)) : found;
    }),
    bind(listDocumentLinesRoute, async ({ scope }, { params, query }) => {
      const { after, ...wanted } = query;
      const found = await listLines(app, scope, asId<StockDocumentId>(params.documentId), wanted, after);
      return found.ok ? ok({ rows: found.value.rows.map(toLine), next: found.value.next }) : found;
    }),
    bind(createDocumentRoute, ({ scope }, { body }) => createDocument(app, scope, toWish(body))),
    bind(dispatchTransferRoute, act(dispatchTransfer)),
    bind(receiveTransferRoute, ({ scope }, { params, body }) =>
      receiveTransfer(app, scope, asId<StockDocumentId>(params.documentId), body.counted),
    ),
    bind(enterCountsRoute, ({ scope }, { params, body }) => enterCounts(app, scope, asId<StockDocumentId>(params.documentId), body.lines)),
    bind(submitCountRoute, act(submitCount)),
    bind(approveCountRoute, act(approveCount)),
    bind(rejectCountRoute, act(rejectCount)),
    bind(putBackRoute, act(putBack)),
    bind(cancelDocumentRoute, act(cancelDocument)),
  ];
}

function toWish(body: NewDocument): DocumentWish {
  const lines = body.kind === "count" ? (body.lines === "all" ? "all" : body.lines.map(({ code }) => ({ code, units: null }))) : body.lines;
  return {
    kind: body.kind,
    reason: body.reason,
    note: body.note,
    warehouseId: asId<WarehouseId>(body.warehouseId),
    toWarehouseId: body.kind === "transfer" ? asId<WarehouseId>(body.toWarehouseId) : null,
    lines,
  };
}

function toDocument(row: DocumentRow): StockDocument {
  const { to_warehouse_id: toId, to_warehouse_name: toName } = row;
  return {
    id: row.id,
    number: row.number,
    kind: row.kind,
    reason: row.reason,
    note: row.note,
    state: row.state,
    warehouse: { id: row.warehouse_id, name: row.warehouse_name },
    toWarehouse: toId === null || toName === null ? null : { id: toId, name: toName },
    createdAt: toIso(row.created_at),
    createdBy: row.created_by,
    doneAt: isoOrNull(row.done_at),
    doneBy: row.done_by,
    lines: Number(row.lines),
    units: Number(row.units),
    counted: Number(row.counted),
    surplus: { lines: Number(row.surplus_lines), units: Number(row.surplus_units) },
    loss: { lines: Number(row.loss_lines), units: Number(row.loss_units) },
  };
}

function toLine(row: DocumentLineView): DocumentLine {
  return {
    position: row.position,
    sku: { id: row.sku_id, code: row.code, nameZh: row.name_zh, nameEn: row.name_en, pictureUrl: row.picture_url },
    units: row.units,
    expected: row.expected,
    counted: row.counted,
    onHand: row.on_hand,
    available: row.available,
  };
}
