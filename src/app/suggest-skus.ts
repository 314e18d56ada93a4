import type { SkuLabelRow } from "../db/read-skus.ts";
import { countWords, type ListingText, listCandidates, listUnpairedTexts, type WeighedWord } from "../db/suggest-skus.ts";
import { judgeCandidate, rarityOf, type Verdict, wordsOfListing } from "../domain/stock/listing-words.ts";
import type { ListingId } from "../kernel/id.ts";
import type { App } from "./app.ts";
import { type Scope, within } from "./scope.ts";

export type Suggestion = Verdict & { sku: SkuLabelRow };

const shown = 3;
// less is a guess
const leastScore = 10;
// counted no further: a word of so many SKUs tells one from another no better
const countCap = 2_000;
// a word of more SKUs finds nobody by itself, it only helps to choose among those found by rarer ones
const leadCap = 400;
const leadsPerListing = 6;
const candidatesPerListing = 25;

/** Up to three SKUs for each of these listings, the likeliest first. Paired listings, and those out of reach, are absent. */
export async function suggestSkus(app: App, scope: Scope, ids: readonly ListingId[]): Promise<Map<ListingId, Suggestion[]>> {
  const { tenant } = scope;
  return await app.database.inTenant(tenant, async (tx) => {
    const listings = await listUnpairedTexts(tx, tenant, within(scope.shops), ids);
    const wordsOf = new Map(listings.map((listing) => [listing.id, wordsOfListing(listing)]));
    const counts = await countWords(tx, tenant, [...new Set([...wordsOf.values()].flat())], countCap);
    const weights = new Map([...counts].map(([word, skus]) => [word, rarityOf(skus)]));
    const barcodes = listings.filter((one) => one.barcode !== "").map(({ id, barcode }) => ({ listingId: id, barcode }));
    const words = listings.flatMap((listing) => weigh(listing, wordsOf.get(listing.id) ?? [], counts));
    const found = await listCandidates(tx, tenant, words, barcodes, leadCap, candidatesPerListing);
    const byListing = Map.groupBy(found, (one) => one.listingId);
    return new Map(
      listings.map((listing) => {
        const judged = (byListing.get(listing.id) ?? []).map((one) => ({
          ...judgeCandidate(listing, { skuCode: one.sku.code, sharedWords: one.sharedWords, hasBarcode: one.hasBarcode }, weights),
          sku: one.sku,
        }));
        const likely = judged.filter((one) => one.score >= leastScore);
        likely.sort((one, other) => other.score - one.score || (one.sku.code < other.sku.code ? -1 : 1));
        return [listing.id, likely.slice(0, shown)];
      }),
    );
  });
}

/** The listing's words that SKUs have; the rarest of them lead. */
function weigh(listing: ListingText, words: readonly string[], counts: ReadonlyMap<string, number>): WeighedWord[] {
  const known = words.flatMap((word) => {
    const skus = counts.get(word);
    return skus === undefined ? [] : [{ word, skus }];
  });
  known.sort((one, other) => one.skus - other.skus);
  return known.map(({ word, skus }, index) => ({
    listingId: listing.id,
    word,
    weight: rarityOf(skus),
    leads: index < leadsPerListing && skus <= leadCap,
  }));
}
