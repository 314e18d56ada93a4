import type { Tx } from "../db/database.ts";
import { refreshStockStates } from "../db/packages.ts";
import { type LineHold, type LineWish, reserveStock } from "../db/stock.ts";
import { listWaitingLines } from "../db/waiting-lines.ts";
import type { Package } from "../domain/fulfilment/package.ts";
import type { PackageId, SkuId, WarehouseId } from "../kernel/id.ts";
import type { StockFact } from "../kernel/vocabulary/timeline.ts";
import type { App } from "./app.ts";
import { note, type Outbox } from "./outbox.ts";
import { actorId } from "./scope.ts";

/** One reservation wish, in the order in which wishes are served. */
export type Wish = {
  lineId: LineWish["lineId"];
  packageId: PackageId;
  warehouseId: WarehouseId;
  skuId: SkuId;
  skuCode: string;
  units: number;
};

// more waiting lines than this are served by the runner's next look
const waitingLimit = 500;

/** Reserves for lines of packages in the order given, notes what each package got and what is missing, and refreshes stock states. */
export async function reserveLines(tx: Tx, app: App, outbox: Outbox, wishes: readonly Wish[]): Promise<void> {
  const taken = await reserveStock(
    tx,
    outbox.tenant,
    wishes.map((wish) => ({ ...wish, movementId: app.entropy.uuid() })),
    { actorId: actorId(outbox.actor), at: outbox.at },
  );
  const got = new Map(taken.map((one) => [one.lineId, one.units]));
  for (const [packageId, list] of Map.groupBy(wishes, (wish) => wish.packageId)) {
    const lines: StockFact[] = [];
    for (const wish of list) {
      const units = got.get(wish.lineId) ?? 0;
      if (units > 0) outbox.skus.add(wish.skuId);
      lines.push({ sku: wish.skuCode, units, missing: wish.units - units });
    }
    note(app, outbox, packageId, { kind: "stock_reserved", lines });
    outbox.changed.add(packageId);
  }
  await refreshStockStates(tx, outbox.tenant, [...new Set(wishes.map((wish) => wish.packageId))]);
}

/** Gives units that have become free to the lines that wait for them, nearest deadline first. */
export async function serveWaitingLines(tx: Tx, app: App, outbox: Outbox, warehouse: WarehouseId, skus: readonly SkuId[]): Promise<void> {
  const waiting = await listWaitingLines(tx, outbox.tenant, warehouse, skus, waitingLimit);
  if (waiting.length === 0) return;
  const taken = await reserveStock(
    tx,
    outbox.tenant,
    waiting.map((line) => ({
      lineId: line.lineId,
      packageId: line.packageId,
      warehouseId: warehouse,
      skuId: line.skuId,
      units: line.missing,
      movementId: app.entropy.uuid(),
    })),
    { actorId: actorId(outbox.actor), at: outbox.at },
  );
  const served = new Map(taken.filter((one) => one.units > 0).map((one) => [one.lineId, one.units]));
  const lines = waiting.filter((line) => served.has(line.lineId));
  for (const [packageId, list] of Map.groupBy(lines, (line) => line.packageId)) {
    note(app, outbox, packageId, {
      kind: "stock_reserved",
      lines: list.map((line) => ({
        sku: line.skuCode,
        units: served.get(line.lineId) ?? 0,
        missing: line.missing - (served.get(line.lineId) ?? 0),
      })),
    });
    outbox.changed.add(packageId);
    for (const line of list) outbox.skus.add(line.skuId);
  }
  await refreshStockStates(tx, outbox.tenant, [...new Set(lines.map((line) => line.packageId))]);
}

/** The paired lines of a package, as the ledger wants them to give up all that they hold: also those that held nothing a moment ago. */
export function heldLines(app: App, pkg: Package): LineHold[] {
  return pkg.lines.flatMap((line) =>
    line.skuId === null
      ? []
      : [
          {
            lineId: line.id,
            packageId: pkg.id,
            warehouseId: pkg.warehouseId,
            skuId: line.skuId,
            keep: 0,
            movementId: app.entropy.uuid(),
          },
        ],
  );
}
