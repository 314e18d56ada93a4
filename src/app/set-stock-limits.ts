import { type LimitChange, saveLimits } from "../db/stock-limits.ts";
import { fail, ok, type Result } from "../kernel/result.ts";
import type { Refusal } from "../kernel/vocabulary/refusal.ts";
import type { App } from "./app.ts";
import { flushOutbox, newOutbox } from "./outbox.ts";
import type { Scope } from "./scope.ts";

/**
 * Sets what is kept back from shops and below what a SKU counts as low. All or none: a SKU or a warehouse that the scope doesn't reach
 * refuses the batch. Shops hear of every SKU, because what is kept back is not offered.
 */
export async function setStockLimits(app: App, scope: Scope, changes: readonly LimitChange[]): Promise<Result<{ saved: number }, Refusal>> {
  if (!scope.permissions.has("stock:write")) return fail({ code: "forbidden" });
  const { warehouses } = scope;
  if (warehouses !== "all" && changes.some((one) => !warehouses.includes(one.warehouseId))) return fail({ code: "item-not-found" });
  // the last word on a SKU in a warehouse counts
  const unique = [...new Map(changes.map((one) => [`${one.warehouseId}|${one.skuId}`, one])).values()];
  const outbox = newOutbox(app, scope.tenant, scope.actor);
  return await app.database.inTenant(scope.tenant, async (tx) => {
    if (!(await saveLimits(tx, scope.tenant, unique))) return fail<Refusal>({ code: "item-not-found" });
    for (const one of unique) outbox.skus.add(one.skuId);
    await flushOutbox(tx, app, outbox);
    return ok({ saved: unique.length });
  });
}
