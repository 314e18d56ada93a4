import type { Tx } from "../db/database.ts";
import { lockBalances } from "../db/stock.ts";
import { listHolders, readShelves } from "../db/stock-documents.ts";
import { moveStock } from "../db/stock-moves.ts";
import { findShortShelves, type Shelf, type ShelfMove, type ShortShelf } from "../domain/stock/document-moves.ts";
import type { SkuId, StockDocumentId } from "../kernel/id.ts";
import { fail, ok, type Result } from "../kernel/result.ts";
import type { Refusal, RefusedLine } from "../kernel/vocabulary/refusal.ts";
import type { App } from "./app.ts";
import type { Outbox } from "./outbox.ts";
import { serveWaitingLines } from "./reserve-lines.ts";
import { actorId, type Scope, within } from "./scope.ts";

const namedShelves = 50;
const namedPackages = 5;
const nothing = { onHand: 0, reserved: 0, blocked: 0, incoming: 0 };

/**
 * Moves all that a document moves, or nothing: a balance that cannot carry it refuses the document, and every such line is named. Lines
 * that wait for what comes in get it, and shops hear of every SKU.
 */
export async function postMoves(
  tx: Tx,
  app: App,
  scope: Scope,
  outbox: Outbox,
  document: StockDocumentId,
  moves: readonly ShelfMove[],
): Promise<Result<null, Refusal>> {
  // asked before the lock too: what is short anyway should not wait, nor leave empty balances behind
  const early = await findShort(tx, scope, moves);
  if (early.length > 0) return fail(await refuseShort(tx, scope, early));
  await lockBalances(tx, scope.tenant, moves);
  const late = await findShort(tx, scope, moves);
  if (late.length > 0) return fail(await refuseShort(tx, scope, late));
  const refused = await moveStock(
    tx,
    scope.tenant,
    moves.map((move) => ({ ...move, movementId: app.entropy.uuid() })),
    { kind: "document", id: document, actorId: actorId(outbox.actor), at: outbox.at },
  );
  if (refused.length > 0) throw new Error("stock document: a locked balance has changed");
  for (const move of moves) outbox.skus.add(move.skuId);
  const freed = moves.filter((move) => move.onHand - move.blocked > 0);
  for (const [warehouse, list] of Map.groupBy(freed, (move) => move.warehouseId)) {
    await serveWaitingLines(tx, app, outbox, warehouse, [...new Set(list.map((move): SkuId => move.skuId))]);
  }
  return ok(null);
}

async function findShort(tx: Tx, scope: Scope, moves: readonly ShelfMove[]): Promise<ShortShelf[]> {
  const keyOf = (shelf: Shelf) => `${shelf.warehouseId}|${shelf.skuId}`;
  const figures = new Map((await readShelves(tx, scope.tenant, moves)).map((one) => [keyOf(one), one]));
  return findShortShelves(moves, (shelf) => figures.get(keyOf(shelf)) ?? nothing);
}

async function refuseShort(tx: Tx, scope: Scope, short: readonly ShortShelf[]): Promise<Refusal> {
  const shops = within(scope.shops);
  const [named, rest] = [short.slice(0, namedShelves), short.slice(namedShelves)];
  const holders = [
    ...(await listHolders(tx, scope.tenant, named, shops, namedPackages)),
    // of very many lines only the code: nobody reads thousands of package numbers
    ...(await listHolders(tx, scope.tenant, rest, [], 1)),
  ];
  const byShelf = Map.groupBy(holders, (row) => `${row.warehouseId}|${row.skuId}`);
  const lines = short.map((shelf): RefusedLine => {
    const rows = byShelf.get(`${shelf.warehouseId}|${shelf.skuId}`) ?? [];
    return {
      code: rows[0]?.code ?? "",
      reason: shelf.reason,
      available: shelf.available,
      reserved: shelf.reserved,
      blocked: shelf.blocked,
      packages: rows.flatMap(({ id, number, units }) => (id === null || number === null || units === null ? [] : [{ id, number, units }])),
    };
  });
  return { code: "lines-refused", lines };
}
