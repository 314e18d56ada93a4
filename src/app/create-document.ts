import { takeNumbers } from "../db/counters.ts";
import type { Tx } from "../db/database.ts";
import { listWarehouses } from "../db/read-shops.ts";
import { insertDocuments, listSkusByCode, listStockedSkus, type NewDocumentLine } from "../db/stock-documents.ts";
import { getTenantSetting } from "../db/tenant-settings.ts";
import { dayCode, stockDocumentNumber } from "../domain/orders/numbering.ts";
import { movesAtOnce } from "../domain/stock/document-moves.ts";
import { asId, type SkuId, type StockDocumentId, type WarehouseId } from "../kernel/id.ts";
import { fail, ok, type Result } from "../kernel/result.ts";
import type { Refusal, RefusedLine } from "../kernel/vocabulary/refusal.ts";
import type { DocumentReason, DocumentState, HandMadeKind } from "../kernel/vocabulary/stock.ts";
import type { App } from "./app.ts";
import { flushOutbox, newOutbox, type Outbox } from "./outbox.ts";
import { postMoves } from "./post-moves.ts";
import { actorName, type Scope, within } from "./scope.ts";

/** More lines than this are two documents. */
export const maxDocumentLines = 5_000;

/** Lines name their SKU by its code, as people paste them. `units` is null in a count; "all": every SKU with stock in the warehouse. */
export type DocumentWish = {
  kind: HandMadeKind;
  warehouseId: WarehouseId;
  toWarehouseId: WarehouseId | null;
  reason: DocumentReason;
  note: string;
  lines: readonly { code: string; units: number | null }[] | "all";
};

export type MadeDocument = { id: StockDocumentId; number: string; state: DocumentState };

/**
 * Makes a stock document. Transfers and counts begin as drafts; all others move their goods at once, all lines or none, and a refusal
 * names every line that stands in the way.
 */
export async function createDocument(app: App, scope: Scope, wish: DocumentWish): Promise<Result<MadeDocument, Refusal>> {
  if (!scope.permissions.has("stock:write")) return fail({ code: "forbidden" });
  const outbox = newOutbox(app, scope.tenant, scope.actor);
  return await app.database.inTenant(scope.tenant, async (tx) => {
    const wanted = [wish.warehouseId, ...(wish.toWarehouseId === null ? [] : [wish.toWarehouseId])];
    const known = await listWarehouses(tx, scope.tenant, within(scope.warehouses, wanted));
    if (known.length !== new Set(wanted).size) return fail<Refusal>({ code: "item-not-found" });
    const lines = await resolveLines(tx, scope, wish);
    if (!lines.ok) return lines;
    const made = await store(tx, app, scope, outbox, wish, lines.value);
    if (made.ok) await flushOutbox(tx, app, outbox);
    return made;
  });
}

async function resolveLines(tx: Tx, scope: Scope, wish: DocumentWish): Promise<Result<NewDocumentLine[], Refusal>> {
  if (wish.lines === "all") {
    const skus = await listStockedSkus(tx, scope.tenant, wish.warehouseId, maxDocumentLines + 1);
    if (skus.length === 0) return fail({ code: "nothing-to-count" });
    if (skus.length > maxDocumentLines) return fail({ code: "too-many-lines" });
    return ok(skus.map((skuId) => ({ skuId, units: null })));
  }
  const skus = await resolveCodes(
    tx,
    scope,
    wish.lines.map((line) => line.code),
  );
  if (!skus.ok) return skus;
  return ok(
    wish.lines.flatMap((line) => {
      const skuId = skus.value.get(line.code);
      return skuId === undefined ? [] : [{ skuId, units: line.units }];
    }),
  );
}

/** The single SKU behind each code; refuses with every code that is unknown, a bundle's, or there twice. */
async function resolveCodes(tx: Tx, scope: Scope, codes: readonly string[]): Promise<Result<Map<string, SkuId>, Refusal>> {
  const found = new Map((await listSkusByCode(tx, scope.tenant, [...new Set(codes)])).map((sku) => [sku.code, sku]));
  const refused = [...Map.groupBy(codes, (code) => code)].flatMap(([code, list]): RefusedLine[] => {
    const sku = found.get(code);
    if (sku === undefined) return [refusedLine(code, "unknown")];
    // a bundle exists only as its components: it can neither come nor go
    if (sku.kind === "bundle") return [refusedLine(code, "bundle")];
    return list.length > 1 ? [refusedLine(code, "repeated")] : [];
  });
  if (refused.length > 0) return fail({ code: "lines-refused", lines: refused });
  return ok(new Map([...found].map(([code, sku]) => [code, sku.id])));
}

/** A line that is refused for what it says, whatever lies on the shelf. */
export function refusedLine(code: string, reason: RefusedLine["reason"]): RefusedLine {
  return { code, reason, available: null, reserved: null, blocked: null, packages: [] };
}

async function store(
  tx: Tx,
  app: App,
  scope: Scope,
  outbox: Outbox,
  wish: DocumentWish,
  lines: readonly NewDocumentLine[],
): Promise<Result<MadeDocument, Refusal>> {
  const id = asId<StockDocumentId>(app.entropy.uuid());
  const { kind } = wish;
  const isDraft = kind === "transfer" || kind === "count";
  if (!isDraft) {
    const moves = movesAtOnce(
      { kind, reason: wish.reason, warehouseId: wish.warehouseId },
      lines.map(({ skuId, units }) => ({ skuId, units: units ?? 0 })),
    );
    const posted = await postMoves(tx, app, scope, outbox, id, moves);
    if (!posted.ok) return posted;
  }
  const { timeZone } = await getTenantSetting(tx, scope.tenant);
  const day = dayCode(outbox.at, timeZone);
  const number = stockDocumentNumber(day, await takeNumbers(tx, scope.tenant, `SD${day}`, 1));
  const state = isDraft ? "draft" : "done";
  const by = actorName(scope.actor);
  const done = isDraft ? { doneAt: null, doneBy: null } : { doneAt: outbox.at, doneBy: by };
  await insertDocuments(tx, scope.tenant, [{ ...wish, id, number, state, createdAt: outbox.at, createdBy: by, ...done, lines }]);
  return ok({ id, number, state });
}
