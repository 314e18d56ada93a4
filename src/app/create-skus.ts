import { moveStock } from "../db/stock-moves.ts";
import type { Sku } from "../domain/stock/sku.ts";
import { asId, type SkuId, type WarehouseId } from "../kernel/id.ts";
import type { App } from "./app.ts";
import { flushOutbox, newOutbox } from "./outbox.ts";
import { serveWaitingLines } from "./reserve-lines.ts";
import { openCatalog, saveDrafts } from "./save-skus.ts";
import { actorId, type Scope } from "./scope.ts";

/** What a new SKU must have; the rest can follow. */
export type NewSku = Pick<
  Sku,
  "code" | "nameZh" | "nameEn" | "pictureUrl" | "weightG" | "hasBattery" | "customsNameZh" | "customsNameEn" | "hsCode" | "declared"
> &
  Partial<Sku>;

/** What a SKU is where nobody has said otherwise. */
export const bareSku = {
  kind: "single",
  status: "active",
  productCode: "",
  variant: "",
  lengthMm: null,
  widthMm: null,
  heightMm: null,
  hasLiquid: false,
  hasMagnet: false,
  origin: "CN",
  cost: null,
  barcodes: [],
  components: [],
} as const satisfies Partial<Sku>;

// as many as one chain of statements takes
const batchSize = 5_000;

/** Adds SKUs to the catalogue; what cannot be added (a code or barcode that is taken) is left out. Returns the ids by code, of the new ones only. */
export async function createSkus(app: App, scope: Scope, skus: readonly NewSku[]): Promise<Map<string, SkuId>> {
  const made = new Map<string, SkuId>();
  for (let start = 0; start < skus.length; start += batchSize) {
    const drafts = skus.slice(start, start + batchSize).map((sku) => ({ ...bareSku, ...sku, id: asId<SkuId>(app.entropy.uuid()) }));
    const refused = await app.database.inTenant(scope.tenant, async (tx) => {
      const outbox = newOutbox(app, scope.tenant, scope.actor);
      return await saveDrafts(tx, outbox, await openCatalog(tx, outbox, []), drafts);
    });
    for (const draft of drafts) if (!refused.has(draft.id)) made.set(draft.code.trim(), draft.id);
  }
  return made;
}

/** Opening stock of SKUs in a warehouse. Lines that wait for these units get them, nearest deadline first, and shops hear of the rest. */
export function openStock(
  app: App,
  scope: Scope,
  warehouse: WarehouseId,
  figures: readonly { skuId: SkuId; units: number }[],
): Promise<void> {
  return app.database.inTenant(scope.tenant, async (tx) => {
    const outbox = newOutbox(app, scope.tenant, scope.actor);
    const cause = {
      kind: "opening",
      id: app.entropy.uuid(),
      actorId: actorId(scope.actor),
      at: outbox.at,
    };
    const moves = figures.map((one) => ({
      warehouseId: warehouse,
      skuId: one.skuId,
      kind: "opening" as const,
      onHand: one.units,
      movementId: app.entropy.uuid(),
    }));
    await moveStock(tx, scope.tenant, moves, cause);
    for (const one of figures) outbox.skus.add(one.skuId);
    await serveWaitingLines(
      tx,
      app,
      outbox,
      warehouse,
      figures.map((one) => one.skuId),
    );
    await flushOutbox(tx, app, outbox);
  });
}
