import type { Tx } from "../db/database.ts";
import { findQuarantinedShop } from "../db/read-trouble.ts";
import { announceChanges } from "../db/records.ts";
import { insertSyncRequest, lockWaitingRequests } from "../db/sync-requests.ts";
import { maxAskedNumbers, readAskedNumbers } from "../domain/orders/order-number.ts";
import type { ShopId } from "../kernel/id.ts";
import { fail, ok, type Result } from "../kernel/result.ts";
import type { Refusal } from "../kernel/vocabulary/refusal.ts";
import type { ReconciliationKind } from "../kernel/vocabulary/sync.ts";
import type { App } from "./app.ts";
import { actorName, type Scope } from "./scope.ts";

/** What a person may ask of a shop's runner: look now, read these orders, try this item again, compare now. */
export type SyncWish =
  | { kind: "pull"; shopId: ShopId }
  | { kind: "pull_orders"; shopId: ShopId; numbers: readonly string[] }
  | { kind: "retry_item"; quarantineId: string }
  | { kind: "reconcile"; shopId: ShopId; sweep: ReconciliationKind };

/** The wish as it is stored. */
export type StoredWish = { id: string; shopId: ShopId };

// a runner does one at a time; more would only be old when their turn comes
const maxWaiting = 20;
const namedMalformed = 3;

/** Stores a wish for the runner of a shop, which sees to it within a second or two when it lives. The result comes into the same row. */
export async function requestSync(app: App, scope: Scope, wish: SyncWish): Promise<Result<StoredWish, Refusal>> {
  if (!scope.permissions.has("sync:run")) return fail({ code: "forbidden" });
  const data = toData(wish);
  if (!data.ok) return data;
  return await app.database.inTenant(scope.tenant, async (tx) => {
    const shopId = await shopOf(tx, scope, wish);
    if (shopId === undefined) return fail<Refusal>({ code: wish.kind === "retry_item" ? "item-not-found" : "shop-not-found" });
    const waiting = await lockWaitingRequests(tx, scope.tenant, shopId);
    if (waiting === undefined) return fail<Refusal>({ code: "shop-not-found" });
    if (waiting >= maxWaiting) return fail<Refusal>({ code: "too-many-waiting", detail: String(waiting) });
    const at = app.clock.now();
    const id = app.entropy.uuid();
    const requestedBy = actorName(scope.actor);
    await insertSyncRequest(tx, scope.tenant, { id, shopId, kind: wish.kind, data: data.value, requestedBy }, at);
    await announceChanges(tx, scope.tenant, at, [{ topic: "shops-changed", ids: [shopId] }]);
    return ok({ id, shopId });
  });
}

function toData(wish: SyncWish): Result<Record<string, unknown>, Refusal> {
  switch (wish.kind) {
    case "pull":
      return ok({});
    case "retry_item":
      return ok({ quarantineId: wish.quarantineId });
    case "reconcile":
      return ok({ kind: wish.sweep });
    case "pull_orders": {
      const { numbers, malformed } = readAskedNumbers(wish.numbers);
      if (malformed.length > 0) return fail({ code: "number-malformed", detail: malformed.slice(0, namedMalformed).join(", ") });
      if (numbers.length > maxAskedNumbers) return fail({ code: "too-many-numbers", detail: String(numbers.length) });
      return numbers.length === 0 ? fail({ code: "number-malformed" }) : ok({ numbers });
    }
  }
}

/** The shop that a wish is about, if the scope reaches it. */
async function shopOf(tx: Tx, scope: Scope, wish: SyncWish): Promise<ShopId | undefined> {
  const shop = wish.kind === "retry_item" ? await findQuarantinedShop(tx, scope.tenant, wish.quarantineId) : wish.shopId;
  const reaches = shop !== undefined && (scope.shops === "all" || scope.shops.includes(shop));
  return reaches ? shop : undefined;
}
