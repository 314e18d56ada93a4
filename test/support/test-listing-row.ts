import type { ListingRow } from "../../src/contract/listings.ts";

/** A live listing of which nothing else is known, for tests. */
export function testListingRow(id: string, facts: Partial<ListingRow> = {}): ListingRow {
  return {
    id,
    shop: { id: "s", name: "Shop", platform: "temu" },
    listingKey: id,
    sellerCode: id,
    title: "",
    spec: "",
    pictureUrl: null,
    state: "live",
    platformStock: null,
    pushed: null,
    foreignChange: null,
    rule: null,
    firstSeenAt: null,
    pairing: null,
    ...facts,
  };
}
