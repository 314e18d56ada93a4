import { type Sku, tidySku } from "../domain/stock/sku.ts";
import { asId, type SkuId } from "../kernel/id.ts";
import type { Instant } from "../kernel/instant.ts";
import type { Money } from "../kernel/money.ts";
import { fail, ok, type Result } from "../kernel/result.ts";
import type { Refusal } from "../kernel/vocabulary/refusal.ts";
import type { App } from "./app.ts";
import { flushOutbox, newOutbox } from "./outbox.ts";
import { openCatalog, type SkuDraft, saveDrafts } from "./save-skus.ts";
import type { Scope } from "./scope.ts";

/** What a person enters. `cost` undefined: leave it as it is. */
export type EnteredSku = Omit<Sku, "cost"> & { cost: Money | null | undefined };

/** Adds one SKU. */
export async function createSku(app: App, scope: Scope, entered: EnteredSku): Promise<Result<SkuId, Refusal>> {
  if (!mayEnter(scope, entered)) return fail<Refusal>({ code: "forbidden" });
  return await app.database.inTenant(scope.tenant, async (tx) => {
    const outbox = newOutbox(app, scope.tenant, scope.actor);
    const id = asId<SkuId>(app.entropy.uuid());
    const known = await openCatalog(tx, outbox, []);
    const refusal = (await saveDrafts(tx, outbox, known, [{ ...entered, cost: entered.cost ?? null, id }])).get(id);
    return refusal === undefined ? ok(id) : fail(refusal);
  });
}

/** Saves one SKU as entered, unless somebody has changed it since it was read at `updatedAt`. */
export async function saveSku(
  app: App,
  scope: Scope,
  id: SkuId,
  updatedAt: Instant | null,
  entered: EnteredSku,
): Promise<Result<SkuId, Refusal>> {
  if (!mayEnter(scope, entered)) return fail<Refusal>({ code: "forbidden" });
  return await app.database.inTenant(scope.tenant, async (tx) => {
    const outbox = newOutbox(app, scope.tenant, scope.actor);
    const known = await openCatalog(tx, outbox, [id]);
    const before = known.get(id);
    if (before === undefined) return fail<Refusal>({ code: "sku-not-found" });
    if (before.updatedAt !== updatedAt) return fail<Refusal>({ code: "changed-meanwhile" });
    const cost = entered.cost === undefined ? before.cost : entered.cost;
    const refusal = (await saveDrafts(tx, outbox, known, [{ ...entered, cost, id }])).get(id);
    if (refusal !== undefined) return fail(refusal);
    await flushOutbox(tx, app, outbox);
    return ok(id);
  });
}

/** Who may not see costs may not set them. */
function mayEnter(scope: Scope, { cost }: { cost?: Money | null | undefined }): boolean {
  return scope.permissions.has("catalog:write") && (cost === undefined || scope.permissions.has("amounts:read"));
}

/** What many SKUs get at once; what is undefined stays. */
export type SkuChange = Partial<
  Pick<
    Sku,
    "status" | "weightG" | "customsNameZh" | "customsNameEn" | "hsCode" | "declared" | "hasBattery" | "hasLiquid" | "hasMagnet" | "origin"
  >
>;

export type EditResult = { skuId: SkuId; code: string | null; refusal: Refusal | null };

/** Gives many SKUs the same facts. Results come in the order of the ids; a repeated id is changed once. */
export async function editSkus(app: App, scope: Scope, ids: readonly SkuId[], change: SkuChange): Promise<EditResult[]> {
  const unique = [...new Set(ids)];
  if (!scope.permissions.has("catalog:write")) return unique.map((skuId) => ({ skuId, code: null, refusal: { code: "forbidden" } }));
  return await app.database.inTenant(scope.tenant, async (tx) => {
    const outbox = newOutbox(app, scope.tenant, scope.actor);
    const known = await openCatalog(tx, outbox, unique);
    const drafts = [...known.values()].map((sku): SkuDraft => ({ ...tidySku({ ...sku, ...change }), id: sku.id }));
    const refused = await saveDrafts(tx, outbox, known, drafts);
    await flushOutbox(tx, app, outbox);
    return unique.map((skuId) => {
      const sku = known.get(skuId);
      return sku === undefined
        ? { skuId, code: null, refusal: { code: "sku-not-found" } }
        : { skuId, code: sku.code, refusal: refused.get(skuId) ?? null };
    });
  });
}
