import {
  countOpenDocuments,
  type DocumentConditions,
  type DocumentCursor,
  type DocumentLineView,
  type DocumentRow,
  findDocument,
  type LineFilter,
  listDocuments as listDocumentRows,
  listLineViews,
} from "../db/read-stock-documents.ts";
import type { StockDocumentId } from "../kernel/id.ts";
import { fail, ok, type Result } from "../kernel/result.ts";
import type { Refusal } from "../kernel/vocabulary/refusal.ts";
import type { DocumentKind, DocumentState } from "../kernel/vocabulary/stock.ts";
import type { App } from "./app.ts";
import { type Scope, within } from "./scope.ts";

export type { DocumentLineView, DocumentRow };

const pageSize = 50;
const linesPerPage = 200;

export type DocumentPage = {
  rows: DocumentRow[];
  next: DocumentCursor | null;
  open: { kind: DocumentKind; state: DocumentState; documents: bigint }[];
};

/** One page of documents, newest first, and how many wait for somebody. */
export async function listDocuments(
  app: App,
  scope: Scope,
  query: DocumentConditions,
  before: DocumentCursor | undefined,
): Promise<DocumentPage> {
  const wanted = { ...query, warehouses: within(scope.warehouses, query.warehouses) };
  return await app.database.inTenant(scope.tenant, async (tx) => {
    const rows = await listDocumentRows(tx, scope.tenant, wanted, before, pageSize + 1);
    const shown = rows.slice(0, pageSize);
    const last = shown.at(-1);
    return {
      rows: shown,
      next: rows.length > pageSize && last !== undefined ? { at: last.created_at, id: last.id } : null,
      open: await countOpenDocuments(tx, scope.tenant, within(scope.warehouses)),
    };
  });
}

export async function getDocument(app: App, scope: Scope, id: StockDocumentId): Promise<Result<DocumentRow, Refusal>> {
  return await app.database.inTenant(scope.tenant, async (tx) => {
    const found = await findDocument(tx, scope.tenant, within(scope.warehouses), id);
    return found === undefined ? fail<Refusal>({ code: "item-not-found" }) : ok(found);
  });
}

/** Lines of a document in their order, those after a position. */
export async function listLines(
  app: App,
  scope: Scope,
  id: StockDocumentId,
  wanted: { filter?: LineFilter | undefined; search?: string | undefined },
  after: number | undefined,
): Promise<Result<{ rows: DocumentLineView[]; next: number | null }, Refusal>> {
  return await app.database.inTenant(scope.tenant, async (tx) => {
    if ((await findDocument(tx, scope.tenant, within(scope.warehouses), id)) === undefined)
      return fail<Refusal>({ code: "item-not-found" });
    const rows = await listLineViews(tx, scope.tenant, id, wanted, after ?? -1, linesPerPage + 1);
    const shown = rows.slice(0, linesPerPage);
    return ok({ rows: shown, next: rows.length > linesPerPage ? (shown.at(-1)?.position ?? null) : null });
  });
}
