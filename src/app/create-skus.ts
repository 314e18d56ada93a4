import { moveStock } from "../db/stock-moves.ts";
import { asId, type SkuId, type WarehouseId } from "../kernel/id.ts";
import { toIso } from "../kernel/instant.ts";
import type { Money } from "../kernel/money.ts";
import type { App } from "./app.ts";
import { flushOutbox, newOutbox } from "./outbox.ts";
import { serveWaitingLines } from "./reserve-lines.ts";
import type { Scope } from "./scope.ts";

export type NewSku = {
  code: string;
  nameZh: string;
  nameEn: string;
  pictureUrl: string | null;
  weightG: number;
  hasBattery: boolean;
  customsNameZh: string;
  customsNameEn: string;
  hsCode: string | null;
  declared: Money;
};

/** Adds SKUs to the catalogue; a code that exists is left as it is. Returns the ids by code, of the new ones only. */
export async function createSkus(app: App, scope: Scope, skus: readonly NewSku[]): Promise<Map<string, SkuId>> {
  if (skus.length === 0) return new Map();
  const { tenant } = scope;
  const at = toIso(app.clock.now());
  const inserted = await app.database.inTenant(tenant, (tx) =>
    tx
      .insertInto("sku")
      .values(
        skus.map((sku) => ({
          tenant_id: tenant,
          id: asId<SkuId>(app.entropy.uuid()),
          code: sku.code,
          name_zh: sku.nameZh,
          name_en: sku.nameEn,
          picture_url: sku.pictureUrl,
          weight_g: sku.weightG,
          has_battery: sku.hasBattery,
          customs_name_zh: sku.customsNameZh,
          customs_name_en: sku.customsNameEn,
          hs_code: sku.hsCode,
          declared_amount: sku.declared.amount,
          declared_currency: sku.declared.currency,
          created_at: at,
        })),
      )
      .onConflict((conflict) => conflict.columns(["tenant_id", "code"]).doNothing())
      .returning(["id", "code"])
      .execute(),
  );
  return new Map(inserted.map((row) => [row.code, row.id]));
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
      actorId: scope.actor === "system" ? null : scope.actor.id,
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
