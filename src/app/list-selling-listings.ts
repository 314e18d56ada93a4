import { findScarcity, listSellingListings, type ScarcityRow, type SellingListingRow } from "../db/selling-listings.ts";
import { listPushedListings, type PushedListing } from "../db/stock-pushes.ts";
import type { SkuId } from "../kernel/id.ts";
import { fail, ok, type Result } from "../kernel/result.ts";
import type { Refusal } from "../kernel/vocabulary/refusal.ts";
import type { App } from "./app.ts";
import { type Scope, within } from "./scope.ts";

export type { ScarcityRow, SellingListingRow };

export type Selling = { listing: SellingListingRow; stock: PushedListing };

const shownListings = 200;

/** 在售店铺: the listings within reach that sell a SKU, each with the figure that it is to show. */
export async function listSelling(
  app: App,
  scope: Scope,
  sku: SkuId,
): Promise<Result<{ rows: Selling[]; isMore: boolean; scarcity: ScarcityRow }, Refusal>> {
  return await app.database.inTenant(scope.tenant, async (tx) => {
    const shops = within(scope.shops);
    const scarcity = await findScarcity(tx, scope.tenant, sku, shops);
    if (scarcity === undefined) return fail<Refusal>({ code: "item-not-found" });
    const found = await listSellingListings(tx, scope.tenant, sku, shops, shownListings + 1);
    const shown = found.slice(0, shownListings);
    const ids = shown.map((row) => row.id);
    const backed = ids.length === 0 ? [] : await listPushedListings(tx, scope.tenant, undefined, ids);
    const byId = new Map(backed.map((one) => [one.listingId, one]));
    const rows = shown.flatMap((listing) => {
      const stock = byId.get(listing.id);
      return stock === undefined ? [] : [{ listing, stock }];
    });
    return ok({ rows, isMore: found.length > shownListings, scarcity });
  });
}
