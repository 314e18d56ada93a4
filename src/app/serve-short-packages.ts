import { type Fence, inFence } from "../db/fence.ts";
import { listShortShelves } from "../db/waiting-lines.ts";
import type { WarehouseId } from "../kernel/id.ts";
import type { App } from "./app.ts";
import { flushOutbox, newOutbox } from "./outbox.ts";
import { serveWaitingLines } from "./reserve-lines.ts";

const shelvesMax = 200;

/**
 * Gives goods that are there to packages of a shop that wait for them: those that were locked at the moment when the goods came, and those
 * beyond the first batch. Returns from how many shelves it served.
 */
export function serveShortPackages(app: App, fence: Fence): Promise<number> {
  return inFence(app.database, fence, async (tx) => {
    const shelves = await listShortShelves(tx, fence.tenant, fence.shop, shelvesMax);
    if (shelves.length === 0) return 0;
    const outbox = newOutbox(app, fence.tenant, "system");
    for (const [warehouse, list] of Map.groupBy(shelves, (one): WarehouseId => one.warehouseId)) {
      const skus = list.map((one) => one.skuId);
      await serveWaitingLines(tx, app, outbox, warehouse, skus);
    }
    await flushOutbox(tx, app, outbox);
    return shelves.length;
  });
}
