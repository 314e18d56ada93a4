import type { Tx } from "../db/database.ts";
import { findBarcodeOwners, findCodeOwners, findKinds, findUses, type SkuUse } from "../db/sku-facts.ts";
import { lockCatalog, readSkus, type StoredSku, saveSkus } from "../db/skus.ts";
import { isMadeOtherwise, type Sku, tidySku } from "../domain/stock/sku.ts";
import type { SkuId } from "../kernel/id.ts";
import type { Refusal } from "../kernel/vocabulary/refusal.ts";
import type { SkuKind } from "../kernel/vocabulary/stock.ts";
import type { Outbox } from "./outbox.ts";

/** A SKU as somebody wants it. */
export type SkuDraft = Sku & { id: SkuId };

export type Known = ReadonlyMap<SkuId, StoredSku>;

/** Locks the tenant's catalogue and reads what is to be changed: every writing of SKUs begins with it. */
export async function openCatalog(tx: Tx, outbox: Outbox, ids: readonly SkuId[]): Promise<Known> {
  await lockCatalog(tx, outbox.tenant);
  return new Map((await readSkus(tx, outbox.tenant, ids)).map((sku) => [sku.id, sku]));
}

/**
 * Saves those drafts (at most 5,000) that may be saved and gives, for each, why it was not. Of two drafts that want one code or barcode the
 * first has it. A bundle that is made otherwise reaches its listings; packages that exist keep the components they were made with.
 */
export async function saveDrafts(tx: Tx, outbox: Outbox, known: Known, drafts: readonly SkuDraft[]): Promise<ReadonlyMap<SkuId, Refusal>> {
  const wanted = tidyDrafts(drafts);
  const refused = await checkDrafts(tx, outbox, known, wanted);
  const saved = wanted.filter((draft) => !refused.has(draft.id));
  await saveSkus(tx, outbox.tenant, outbox.at, saved);
  for (const draft of saved) {
    const before = known.get(draft.id);
    if (before !== undefined && isMadeOtherwise(before, draft)) outbox.skus.add(draft.id);
  }
  return refused;
}

/** Why drafts would not be saved; nothing is written. */
export function refuseDrafts(tx: Tx, outbox: Outbox, known: Known, drafts: readonly SkuDraft[]): Promise<ReadonlyMap<SkuId, Refusal>> {
  return checkDrafts(tx, outbox, known, tidyDrafts(drafts));
}

function tidyDrafts(drafts: readonly SkuDraft[]): SkuDraft[] {
  return drafts.map((draft) => ({ ...tidySku(draft), id: draft.id }));
}

async function checkDrafts(tx: Tx, outbox: Outbox, known: Known, drafts: readonly SkuDraft[]): Promise<Map<SkuId, Refusal>> {
  const { tenant } = outbox;
  const refused = new Map<SkuId, Refusal>();
  const check = (find: (draft: SkuDraft) => Refusal | undefined) => {
    for (const draft of drafts) {
      const refusal = refused.has(draft.id) ? undefined : find(draft);
      if (refusal !== undefined) refused.set(draft.id, refusal);
    }
  };
  const codes = drafts.map((draft) => draft.code);
  check(codeCheck(await findCodeOwners(tx, tenant, codes)));
  const barcodes = drafts.flatMap((draft) => draft.barcodes);
  check(barcodeCheck(await findBarcodeOwners(tx, tenant, barcodes)));
  const becoming = drafts.filter((draft) => draft.kind === "bundle" && known.get(draft.id)?.kind === "single").map((draft) => draft.id);
  check(becomingCheck(await findUses(tx, tenant, becoming)));
  const parts = drafts.flatMap((draft) => draft.components.map((one) => one.skuId));
  const kinds = new Map(await findKinds(tx, tenant, [...new Set(parts)]));
  for (const { id, code, kind } of drafts) if (!refused.has(id)) kinds.set(id, { code, kind });
  check(componentCheck(kinds));
  return refused;
}

function codeCheck(owners: ReadonlyMap<string, SkuId>) {
  const taken = new Map(owners);
  return ({ id, code }: SkuDraft): Refusal | undefined => {
    const owner = taken.get(code);
    if (owner !== undefined && owner !== id) return { code: "sku-code-taken", detail: code };
    taken.set(code, id);
    return undefined;
  };
}

function barcodeCheck(owners: readonly { barcode: string; id: SkuId; code: string }[]) {
  const taken = new Map(owners.map((owner) => [owner.barcode, owner]));
  return ({ id, code, barcodes }: SkuDraft): Refusal | undefined => {
    const clash = barcodes.map((barcode) => taken.get(barcode)).find((owner) => owner !== undefined && owner.id !== id);
    if (clash !== undefined) return { code: "barcode-taken", detail: `${clash.barcode} → ${clash.code}` };
    for (const barcode of barcodes) taken.set(barcode, { barcode, id, code });
    return undefined;
  };
}

function becomingCheck(uses: readonly SkuUse[]) {
  const found = new Map(uses.map((use) => [use.id, use]));
  return ({ id }: SkuDraft): Refusal | undefined => {
    const use = found.get(id);
    if (use === undefined) return undefined;
    if (use.bundle !== null) return { code: "sku-is-component", detail: use.bundle };
    if (use.hasStock) return { code: "sku-has-stock" };
    return use.hasPackages ? { code: "sku-in-packages" } : undefined;
  };
}

// a bundle in a bundle would have to be opened twice: an order's goods must be known at one look
function componentCheck(kinds: ReadonlyMap<SkuId, { code: string; kind: SkuKind }>) {
  return ({ kind, components }: SkuDraft): Refusal | undefined => {
    if (kind !== "bundle") return undefined;
    if (components.length === 0) return { code: "bundle-empty" };
    const parts = components.map((one) => kinds.get(one.skuId));
    if (parts.includes(undefined)) return { code: "component-missing" };
    const bundles = parts.filter((part) => part?.kind === "bundle").map((part) => part?.code ?? "");
    return bundles.length > 0 ? { code: "component-is-bundle", detail: bundles.join(", ") } : undefined;
  };
}
