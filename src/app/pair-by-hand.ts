import type { Tx } from "../db/database.ts";
import {
  deletePairings,
  findShopsOfListings,
  findSkuCodes,
  type LockedListing,
  lockListings,
  type PairingToSave,
  savePairings,
} from "../db/pair-acts.ts";
import { announceChanges, insertAudits } from "../db/records.ts";
import type { ListingId, ShopId, SkuId } from "../kernel/id.ts";
import type { Refusal } from "../kernel/vocabulary/refusal.ts";
import type { App } from "./app.ts";
import { healLines } from "./heal-lines.ts";
import { flushOutbox, newOutbox, type Outbox } from "./outbox.ts";
import { personName, type Scope, within } from "./scope.ts";

/** What a person wants a listing to be: so many units of a SKU per sold piece. `suggestion`: it was proposed and taken; `import`: a file says so. */
export type PairWish = {
  listingId: ListingId;
  skuId: SkuId;
  quantity: number;
  how: "hand" | "suggestion" | "import";
  /** Given: the listing is paired only if this is still what it is paired with (null: nothing). */
  was?: SkuId | null;
};

/** What an act did to one listing. `before`: what it was paired with, so that the act can be taken back. */
export type PairResult = { listingId: ListingId; sellerCode: string | null } & (
  | { ok: true; before: { skuId: SkuId; quantity: number } | null }
  | { ok: false; refusal: Refusal }
);

/**
 * Pairs listings by hand, also such as are paired already. Lines of packages keep the SKU they have; lines that waited get theirs, and the
 * listing's stock is pushed anew. A transaction per shop; a listing that is wished twice gets the last wish.
 */
export async function pairByHand(app: App, scope: Scope, wishes: readonly PairWish[]): Promise<PairResult[]> {
  const byListing = new Map(wishes.map((wish) => [wish.listingId, wish]));
  return await actOnListings(app, scope, [...byListing.keys()], async (tx, outbox, shop, listings) => {
    const wished = listings.flatMap((listing) => {
      const wish = byListing.get(listing.id);
      return wish === undefined || isOvertaken(listing, wish) ? [] : [wish];
    });
    const skus = await findSkuCodes(tx, scope.tenant, [...new Set(wished.map((wish) => wish.skuId))]);
    const pairings: PairingToSave[] = wished.filter((wish) => skus.has(wish.skuId));
    await savePairings(tx, scope.tenant, outbox.at, personName(outbox.actor), pairings);
    for (const one of pairings) outbox.skus.add(one.skuId);
    await audit(tx, app, outbox, "listing_paired", listings, (listing) => {
      const to = byListing.get(listing.id);
      return to === undefined || isOvertaken(listing, to) || !skus.has(to.skuId)
        ? undefined
        : { sku: skus.get(to.skuId), quantity: to.quantity, how: to.how };
    });
    await healLines(tx, app, outbox, shop);
    await flushOutbox(tx, app, outbox);
    const done = new Set(pairings.map((one) => one.listingId));
    return (listing) => {
      if (done.has(listing.id)) return undefined;
      const wish = byListing.get(listing.id);
      return { code: wish !== undefined && isOvertaken(listing, wish) ? "changed-meanwhile" : "sku-not-found" };
    };
  });
}

function isOvertaken(listing: LockedListing, wish: PairWish): boolean {
  return wish.was !== undefined && wish.was !== listing.skuId;
}

/** 解除配对. Lines of packages keep their SKU, and the platform's figure stays as it was last pushed. */
export function unpairListings(app: App, scope: Scope, ids: readonly ListingId[]): Promise<PairResult[]> {
  return actOnListings(app, scope, [...new Set(ids)], async (tx, outbox, _, listings) => {
    const paired = listings.filter((listing) => listing.skuId !== null);
    await deletePairings(
      tx,
      scope.tenant,
      paired.map((listing) => listing.id),
    );
    await audit(tx, app, outbox, "listing_unpaired", paired, () => ({}));
    const skus = [...new Set(paired.flatMap((listing) => listing.skuId ?? []))];
    await announceChanges(tx, scope.tenant, outbox.at, [{ topic: "stock-changed", ids: skus }]);
    return (listing) => (listing.skuId === null ? { code: "already-done" } : undefined);
  });
}

type Judge = (listing: LockedListing) => Refusal | undefined;

/** A transaction per shop over locked listings; results in the order of the ids. What the scope doesn't reach is not found. */
async function actOnListings(
  app: App,
  scope: Scope,
  ids: readonly ListingId[],
  act: (tx: Tx, outbox: Outbox, shop: ShopId, listings: readonly LockedListing[]) => Promise<Judge>,
): Promise<PairResult[]> {
  const { tenant } = scope;
  if (!scope.permissions.has("listings:pair")) return ids.map((id) => refused(id, null, { code: "forbidden" }));
  const shopOf = await app.database.inTenant(tenant, (tx) => findShopsOfListings(tx, tenant, within(scope.shops), ids));
  const results = new Map<ListingId, PairResult>();
  for (const [shop, group] of Map.groupBy(shopOf.keys(), (id) => shopOf.get(id))) {
    if (shop === undefined) continue;
    const done = await app.database.inTenant(tenant, async (tx) => {
      const outbox = newOutbox(app, tenant, scope.actor);
      const listings = await lockListings(tx, tenant, shop, group);
      const judge = await act(tx, outbox, shop, listings);
      return listings.map((listing) => toResult(listing, judge(listing)));
    });
    for (const result of done) results.set(result.listingId, result);
  }
  return ids.map((id) => results.get(id) ?? refused(id, null, { code: "listing-not-found" }));
}

function toResult(listing: LockedListing, refusal: Refusal | undefined): PairResult {
  if (refusal !== undefined) return refused(listing.id, listing.sellerCode, refusal);
  const { skuId, quantity } = listing;
  const before = skuId === null || quantity === null ? null : { skuId, quantity };
  return { listingId: listing.id, sellerCode: listing.sellerCode, ok: true, before };
}

function refused(listingId: ListingId, sellerCode: string | null, refusal: Refusal): PairResult {
  return { listingId, sellerCode, ok: false, refusal };
}

/** Who has changed which pairing, from what to what. */
async function audit(
  tx: Tx,
  app: App,
  outbox: Outbox,
  act: string,
  listings: readonly LockedListing[],
  detailOf: (listing: LockedListing) => Record<string, unknown> | undefined,
): Promise<void> {
  const { actor, tenant, at } = outbox;
  if (actor === "system") return;
  await insertAudits(
    tx,
    tenant,
    listings.flatMap((listing) => {
      const detail = detailOf(listing);
      if (detail === undefined) return [];
      const before = listing.skuId === null ? null : { skuId: listing.skuId, quantity: listing.quantity };
      return [
        { id: app.entropy.uuid(), at, actorId: actor.id, act, subject: { kind: "listing", id: listing.id }, detail: { ...detail, before } },
      ];
    }),
  );
}
