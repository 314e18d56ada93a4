import {
  countListingsOf,
  findSkuLabels,
  listBundlesWith,
  listParts,
  listSkuRows,
  type PartRow,
  type SkuConditions,
  type SkuLabelRow,
  type SkuRow,
} from "../db/read-skus.ts";
import { readSkus, type StoredSku } from "../db/skus.ts";
import type { SkuId } from "../kernel/id.ts";
import { fail, ok, type Result } from "../kernel/result.ts";
import type { Refusal } from "../kernel/vocabulary/refusal.ts";
import type { SkuKind } from "../kernel/vocabulary/stock.ts";
import type { App } from "./app.ts";
import type { Scope } from "./scope.ts";

export type { PartRow, SkuConditions, SkuLabelRow, SkuRow, StoredSku };

// a count beyond this tells nobody more than "many"; matches of a text are looked for one by one
const countedRows = 10_000;
const countedMatches = 1_000;
const foundLabels = 20;
const shownBundles = 100;
const shownParts = 200;

export type SkuPage = { rows: SkuRow[]; next: string | null; total: number | null; capped: boolean };

/** One page of the catalogue by code, read on after `after`. */
export async function listSkus(
  app: App,
  scope: Scope,
  wanted: SkuConditions,
  page: { after: string | undefined; size: number },
): Promise<SkuPage> {
  return await app.database.inTenant(scope.tenant, async (tx) => {
    const counted = wanted.text === undefined && wanted.onlyUndeclared !== true ? countedRows : countedMatches;
    const window = { after: page.after, limit: page.size + 1, countTo: counted + 1 };
    const { rows, total } = await listSkuRows(tx, scope.tenant, wanted, window);
    const shown = rows.slice(0, page.size);
    return {
      rows: shown,
      next: rows.length > page.size ? (shown.at(-1)?.code ?? null) : null,
      total: total === null ? null : Math.min(total, counted),
      capped: total !== null && total > counted,
    };
  });
}

/** At most twenty SKUs for a text that somebody types, the likeliest first. */
export function findSkus(app: App, scope: Scope, wanted: { text: string; kind: SkuKind | undefined }): Promise<SkuLabelRow[]> {
  return app.database.inTenant(scope.tenant, (tx) => findSkuLabels(tx, scope.tenant, wanted, foundLabels));
}

export type OpenedSku = { sku: StoredSku; parts: PartRow[]; bundles: PartRow[]; listings: number };

/** One SKU whole, with what is in it, what it is in, and how many listings sell it. */
export async function getSku(app: App, scope: Scope, id: SkuId): Promise<Result<OpenedSku, Refusal>> {
  const { tenant } = scope;
  return await app.database.inTenant(tenant, async (tx) => {
    const [sku] = await readSkus(tx, tenant, [id]);
    if (sku === undefined) return fail<Refusal>({ code: "sku-not-found" });
    return ok({
      sku,
      parts: await listParts(tx, tenant, id, shownParts),
      bundles: await listBundlesWith(tx, tenant, id, shownBundles),
      listings: await countListingsOf(tx, tenant, id),
    });
  });
}
