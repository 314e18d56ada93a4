import type { Tx } from "../db/database.ts";
import { lockBalances } from "../db/stock.ts";
import {
  type DocumentHead,
  enterCounted,
  listDocumentLines,
  lockDocument,
  readShelves,
  setDocumentState,
  storeArrived,
} from "../db/stock-documents.ts";
import { movesOnCount, movesOnDispatch, movesOnPutBack, movesOnReceipt } from "../domain/stock/document-moves.ts";
import type { StockDocumentId, WarehouseId } from "../kernel/id.ts";
import { fail, ok, type Result } from "../kernel/result.ts";
import type { Permission } from "../kernel/vocabulary/permission.ts";
import type { Refusal, RefusedLine } from "../kernel/vocabulary/refusal.ts";
import type { DocumentKind, DocumentState } from "../kernel/vocabulary/stock.ts";
import type { App } from "./app.ts";
import { maxDocumentLines, refusedLine } from "./create-document.ts";
import { flushOutbox, newOutbox, type Outbox } from "./outbox.ts";
import { postMoves } from "./post-moves.ts";
import { actorName, type Scope } from "./scope.ts";

/** What an act on a document left it in. */
export type DocumentOutcome = Result<{ state: DocumentState }, Refusal>;

/** What an act asks of the document before it may begin. `at`: in whose warehouse one must work. */
type Demand = {
  permission: Permission;
  kinds: readonly DocumentKind[];
  states: readonly DocumentState[];
  at: "source" | "target";
};

type Act = (tx: Tx, document: DocumentHead, outbox: Outbox) => Promise<DocumentOutcome>;

/**
 * The skeleton of every act on a document: locks it before any balance, so that the second of two equal acts finds another state and is
 * refused; then acts and tells who must hear of it.
 */
async function actOn(app: App, scope: Scope, id: StockDocumentId, demand: Demand, act: Act): Promise<DocumentOutcome> {
  if (!scope.permissions.has(demand.permission)) return fail({ code: "forbidden" });
  const outbox = newOutbox(app, scope.tenant, scope.actor);
  return await app.database.inTenant(scope.tenant, async (tx) => {
    const document = await lockDocument(tx, scope.tenant, id);
    if (document === undefined || !reachesDocument(scope, document)) return fail<Refusal>({ code: "item-not-found" });
    const place = demand.at === "target" ? document.toWarehouseId : document.warehouseId;
    if (place !== null && !reaches(scope, place)) return fail<Refusal>({ code: "forbidden" });
    if (!demand.kinds.includes(document.kind) || !demand.states.includes(document.state)) {
      return fail<Refusal>({ code: "wrong-state", detail: document.state });
    }
    const outcome = await act(tx, document, outbox);
    if (outcome.ok) await flushOutbox(tx, app, outbox);
    return outcome;
  });
}

function reaches(scope: Scope, warehouse: WarehouseId): boolean {
  return scope.warehouses === "all" || scope.warehouses.includes(warehouse);
}

function reachesDocument(scope: Scope, document: DocumentHead): boolean {
  return reaches(scope, document.warehouseId) || (document.toWarehouseId !== null && reaches(scope, document.toWarehouseId));
}

async function moveOn(tx: Tx, scope: Scope, outbox: Outbox, id: StockDocumentId, state: DocumentState): Promise<DocumentOutcome> {
  const isEnd = state === "done" || state === "cancelled";
  await setDocumentState(tx, scope.tenant, id, state, isEnd ? { at: outbox.at, by: actorName(scope.actor) } : null);
  return ok({ state });
}

/** 发出: the goods of a transfer leave. */
export function dispatchTransfer(app: App, scope: Scope, id: StockDocumentId): Promise<DocumentOutcome> {
  const demand: Demand = { permission: "stock:write", kinds: ["transfer"], states: ["draft"], at: "source" };
  return actOn(app, scope, id, demand, async (tx, document, outbox) => {
    const { warehouseId, toWarehouseId } = document;
    if (toWarehouseId === null) throw new Error("a transfer without a target");
    const lines = await listDocumentLines(tx, scope.tenant, id, maxDocumentLines);
    const sent = lines.map((line) => ({ skuId: line.skuId, units: line.units ?? 0 }));
    const posted = await postMoves(tx, app, scope, outbox, id, movesOnDispatch({ warehouseId, toWarehouseId }, sent));
    return posted.ok ? await moveOn(tx, scope, outbox, id, "in_transit") : posted;
  });
}

/** 收货: `counted` names the lines of which not all has arrived; the others came whole. */
export function receiveTransfer(
  app: App,
  scope: Scope,
  id: StockDocumentId,
  counted: readonly { code: string; counted: number }[],
): Promise<DocumentOutcome> {
  const demand: Demand = { permission: "stock:write", kinds: ["transfer"], states: ["in_transit"], at: "target" };
  return actOn(app, scope, id, demand, async (tx, document, outbox) => {
    const { toWarehouseId } = document;
    if (toWarehouseId === null) throw new Error("a transfer without a target");
    const lines = await listDocumentLines(tx, scope.tenant, id, maxDocumentLines);
    const sent = new Map(lines.map((line) => [line.code, line.units ?? 0]));
    const refused = [...Map.groupBy(counted, (line) => line.code)].flatMap(([code, list]): RefusedLine[] => {
      const units = sent.get(code);
      if (units === undefined) return [refusedLine(code, "not-in-document")];
      if (list.length > 1) return [refusedLine(code, "repeated")];
      return list.some((line) => line.counted > units) ? [{ ...refusedLine(code, "more-than-sent"), available: units }] : [];
    });
    if (refused.length > 0) return fail({ code: "lines-refused", lines: refused });
    const said = new Map(counted.map((line) => [line.code, line.counted]));
    const arrived = lines.map(({ skuId, code, units }) => ({ skuId, units: units ?? 0, counted: said.get(code) ?? units ?? 0 }));
    const posted = await postMoves(tx, app, scope, outbox, id, movesOnReceipt({ toWarehouseId }, arrived));
    if (!posted.ok) return posted;
    await storeArrived(tx, scope.tenant, id, arrived);
    return await moveOn(tx, scope, outbox, id, "done");
  });
}

/** 录入: what was found of each line; null takes an entry back. What the books say is kept as of this moment. */
export function enterCounts(
  app: App,
  scope: Scope,
  id: StockDocumentId,
  lines: readonly { code: string; counted: number | null }[],
): Promise<DocumentOutcome> {
  const demand: Demand = { permission: "stock:write", kinds: ["count"], states: ["draft"], at: "source" };
  const repeated = [...Map.groupBy(lines, (line) => line.code)].filter(([, list]) => list.length > 1);
  return actOn(app, scope, id, demand, async (tx, document) => {
    if (repeated.length > 0) return fail({ code: "lines-refused", lines: repeated.map(([code]) => refusedLine(code, "repeated")) });
    const known = new Set((await listDocumentLines(tx, scope.tenant, id, maxDocumentLines)).map((line) => line.code));
    const strange = lines.filter((line) => !known.has(line.code));
    if (strange.length > 0) {
      return fail({ code: "lines-refused", lines: strange.map((line) => refusedLine(line.code, "not-in-document")) });
    }
    await enterCounted(tx, scope.tenant, document, lines);
    return ok({ state: document.state });
  });
}

/** 提交: the count is entered. Lines that nobody counted will stay as they are. */
export function submitCount(app: App, scope: Scope, id: StockDocumentId): Promise<DocumentOutcome> {
  const demand: Demand = { permission: "stock:write", kinds: ["count"], states: ["draft"], at: "source" };
  return actOn(app, scope, id, demand, async (tx, _, outbox) => {
    const lines = await listDocumentLines(tx, scope.tenant, id, maxDocumentLines);
    if (lines.every((line) => line.counted === null)) return fail({ code: "nothing-counted" });
    return await moveOn(tx, scope, outbox, id, "submitted");
  });
}

/** 批准: the differences that were found are booked. Refused when packages hold more than would be left. */
export function approveCount(app: App, scope: Scope, id: StockDocumentId): Promise<DocumentOutcome> {
  const demand: Demand = { permission: "stock:approve", kinds: ["count"], states: ["submitted"], at: "source" };
  return actOn(app, scope, id, demand, async (tx, document, outbox) => {
    const lines = await listDocumentLines(tx, scope.tenant, id, maxDocumentLines);
    const posted = await postMoves(tx, app, scope, outbox, id, movesOnCount(document, lines));
    return posted.ok ? await moveOn(tx, scope, outbox, id, "done") : posted;
  });
}

/** 退回: the count is to be looked at again. */
export function rejectCount(app: App, scope: Scope, id: StockDocumentId): Promise<DocumentOutcome> {
  const demand: Demand = { permission: "stock:approve", kinds: ["count"], states: ["submitted"], at: "source" };
  return actOn(app, scope, id, demand, (tx, _, outbox) => moveOn(tx, scope, outbox, id, "draft"));
}

/**
 * 归位: the goods lie on their shelf again and may be sold. What somebody has unblocked by hand meanwhile is left as it is. Waiting packages
 * are served at once.
 */
export function putBack(app: App, scope: Scope, id: StockDocumentId): Promise<DocumentOutcome> {
  const demand: Demand = { permission: "stock:write", kinds: ["put_back"], states: ["to_put_back"], at: "source" };
  return actOn(app, scope, id, demand, async (tx, document, outbox) => {
    const { warehouseId } = document;
    const lines = await listDocumentLines(tx, scope.tenant, id, maxDocumentLines);
    const shelves = lines.map(({ skuId }) => ({ warehouseId, skuId }));
    await lockBalances(tx, scope.tenant, shelves);
    const blocked = new Map((await readShelves(tx, scope.tenant, shelves)).map((one) => [one.skuId, one.blocked]));
    const left = lines.map(({ skuId, units }) => ({ skuId, units: Math.min(units ?? 0, blocked.get(skuId) ?? 0) }));
    const moves = movesOnPutBack(
      warehouseId,
      left.filter((line) => line.units > 0),
      "unblock",
    );
    const posted = await postMoves(tx, app, scope, outbox, id, moves);
    return posted.ok ? await moveOn(tx, scope, outbox, id, "done") : posted;
  });
}

/** 取消: a draft that has moved nothing. */
export function cancelDocument(app: App, scope: Scope, id: StockDocumentId): Promise<DocumentOutcome> {
  const demand: Demand = { permission: "stock:write", kinds: ["transfer", "count"], states: ["draft"], at: "source" };
  return actOn(app, scope, id, demand, (tx, _, outbox) => moveOn(tx, scope, outbox, id, "cancelled"));
}
