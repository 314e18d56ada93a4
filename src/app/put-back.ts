import { takeNumbers } from "../db/counters.ts";
import type { Tx } from "../db/database.ts";
import { insertDocuments, type NewDocument } from "../db/stock-documents.ts";
import { moveStock } from "../db/stock-moves.ts";
import { getTenantSetting } from "../db/tenant-settings.ts";
import { dayCode, stockDocumentNumber } from "../domain/orders/numbering.ts";
import { movesOnPutBack } from "../domain/stock/document-moves.ts";
import { asId, type SkuId, type StockDocumentId, type WarehouseId } from "../kernel/id.ts";
import type { DocumentReason } from "../kernel/vocabulary/stock.ts";
import type { App } from "./app.ts";
import type { Outbox } from "./outbox.ts";
import { actorId, actorName } from "./scope.ts";

/** What a package has given up although its label was printed: somebody may have taken it from its shelf. */
export type PickedGoods = {
  packageNumber: string;
  warehouseId: WarehouseId;
  reason: Extract<DocumentReason, "order_cancelled" | "order_reduced">;
  goods: readonly { skuId: SkuId; units: number }[];
};

/**
 * 待归位: blocks goods that were given up a moment ago in this transaction, and leaves a document for each package until they are put back.
 * To be called before anybody else is served from what has become free.
 */
export async function awaitPutBack(tx: Tx, app: App, outbox: Outbox, picked: readonly PickedGoods[]): Promise<void> {
  if (picked.length === 0) return;
  const { tenant, at } = outbox;
  const { timeZone } = await getTenantSetting(tx, tenant);
  const day = dayCode(at, timeZone);
  const first = await takeNumbers(tx, tenant, `SD${day}`, picked.length);
  const documents = picked.map(({ packageNumber, warehouseId, reason, goods }, index): NewDocument => {
    const units = [...Map.groupBy(goods, (one) => one.skuId)].map(([skuId, list]) => ({
      skuId,
      units: list.reduce((sum, one) => sum + one.units, 0),
    }));
    return {
      id: asId<StockDocumentId>(app.entropy.uuid()),
      number: stockDocumentNumber(day, first + BigInt(index)),
      kind: "put_back",
      warehouseId,
      toWarehouseId: null,
      reason,
      note: packageNumber,
      state: "to_put_back",
      createdAt: at,
      createdBy: actorName(outbox.actor),
      doneAt: null,
      doneBy: null,
      lines: units,
    };
  });
  await insertDocuments(tx, tenant, documents);
  const moves = documents.flatMap(({ id, warehouseId, lines }) => {
    const given = lines.map(({ skuId, units }) => ({ skuId, units: units ?? 0 }));
    return movesOnPutBack(warehouseId, given, "block").map((move) => ({ ...move, causeId: id, movementId: app.entropy.uuid() }));
  });
  const refused = await moveStock(tx, tenant, moves, { kind: "document", actorId: actorId(outbox.actor), at });
  if (refused.length > 0) throw new Error("put back: goods that were given up are not there");
}
