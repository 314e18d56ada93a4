import { type Look, type Violation, violation } from "./look.ts";

/** I3: the counters are the ledger's sums, what is reserved is what open packages hold, and nobody is promised what we don't own. */
export function checkStock(look: Look): Violation[] {
  return look.books.stock.flatMap((row) => {
    const of = `SKU ${row.skuId}`;
    const facts = [
      row.onHand !== row.ledgerOnHand && `${of}: ${row.onHand} on hand, the ledger says ${row.ledgerOnHand}`,
      row.reserved !== row.ledgerReserved && `${of}: ${row.reserved} reserved, the ledger says ${row.ledgerReserved}`,
      row.reserved !== row.held && `${of}: ${row.reserved} reserved, open packages hold ${row.held}`,
      (row.reserved < 0 || row.blocked < 0 || row.reserved + row.blocked > row.onHand) &&
        `${of}: ${row.reserved} reserved and ${row.blocked} blocked of ${row.onHand} on hand`,
      row.shipped + row.reserved > row.opened && `${of}: ${row.shipped} shipped and ${row.reserved} promised of ${row.opened} ever owned`,
    ];
    return facts.flatMap((fact) => (fact === false ? [] : [violation(look, "I3", fact)]));
  });
}

/**
 * I3 at any moment: a platform never has more on sale and sold than we had to sell. Two listings of one SKU may sell the last unit both,
 * before anybody can tell the other platform: those are left out.
 */
export function checkPromises(look: Look): Violation[] {
  const bySku = Map.groupBy(look.books.listings, (listing) => listing.skuId);
  const brought = new Map<string, number>();
  for (const row of look.books.stock) brought.set(row.skuId, (brought.get(row.skuId) ?? 0) + row.brought);
  return [...bySku].flatMap(([skuId, [listing, ...others]]) => {
    if (skuId === null || listing === undefined || others.length > 0 || listing.isShared) return [];
    // goods that came in since, and came free, may be promised as well
    const excess = (look.overPromised.get(listing.listingKey) ?? 0) - (brought.get(skuId) ?? 0);
    if (excess <= 0) return [];
    return [violation(look, "I3", `listing ${listing.listingKey}: ${excess} more on sale and sold at the platform than there was to sell`)];
  });
}

/** I3 at rest: the platform offers exactly what we have left. */
export function checkOffers(look: Look): Violation[] {
  const shops = new Map(look.books.shops.map((shop) => [shop.id, shop.platformShopId]));
  const listings = new Map(look.books.listings.map((listing) => [`${shops.get(listing.shopId)} ${listing.listingKey}`, listing]));
  return look.truth.items.flatMap((item) => {
    const listing = listings.get(`${item.platformShopId} ${item.listingKey}`);
    if (listing === undefined) return [violation(look, "I3", `listing ${item.sellerCode} of ${item.platformShopId} is not in our books`)];
    if (listing.skuId === null) return [];
    const wanted = Math.max(0, Math.floor(listing.available / listing.pairingQuantity));
    return item.stock === wanted
      ? []
      : [
          violation(
            look,
            "I3",
            `the platform offers ${item.stock} of ${item.sellerCode} (${item.listingKey}) in ${item.platformShopId}, we have ${wanted}`,
          ),
        ];
  });
}
