import type { z } from "zod";
import {
  allocateListings,
  allocateShop,
  explainListing,
  listAllocations,
  type PushedListing,
  preferShop,
  pushListings,
  type ShopStockRow,
} from "../../app/allocate-stock.ts";
import type { App } from "../../app/app.ts";
import { listSelling, type ScarcityRow, type Selling } from "../../app/list-selling-listings.ts";
import {
  allocateListingsRoute,
  allocateShopRoute,
  explainListingRoute,
  type ListingStock,
  listAllocationsRoute,
  listSkuListingsRoute,
  preferShopRoute,
  pushListingsRoute,
  type SellingListing,
  type ShopAllocation,
} from "../../contract/stock-rules.ts";
import { asId, type ListingId, type ShopId, type SkuId, type WarehouseId } from "../../kernel/id.ts";
import { ok } from "../../kernel/result.ts";
import { type Binding, bind } from "../bind.ts";
import { isoOrNull, shopLabel } from "./wire.ts";

/** How much of the pool each shop and listing offers, and why. */
export function stockRules(app: App): Binding[] {
  const listingIds = (ids: readonly string[]) => ids.map((id) => asId<ListingId>(id));
  return [
    bind(listAllocationsRoute, async ({ scope }) => ok({ shops: (await listAllocations(app, scope)).map(toAllocation) })),
    bind(allocateShopRoute, ({ scope }, { params, body }) => {
      const sources = body.sources.map((id) => asId<WarehouseId>(id));
      return allocateShop(app, scope, asId<ShopId>(params.shopId), { sources, rule: body.rule });
    }),
    bind(allocateListingsRoute, ({ scope }, { body }) => allocateListings(app, scope, listingIds(body.listingIds), body.rule)),
    bind(pushListingsRoute, ({ scope }, { body }) => pushListings(app, scope, listingIds(body.listingIds))),
    bind(preferShopRoute, ({ scope }, { body }) => {
      const scarce = body.scarce === null ? null : { below: body.scarce.below, shopId: asId<ShopId>(body.scarce.shopId) };
      const skus = body.skuIds.map((id) => asId<SkuId>(id));
      return preferShop(app, scope, skus, scarce);
    }),
    bind(explainListingRoute, async ({ scope }, { params }) => {
      const found = await explainListing(app, scope, asId<ListingId>(params.listingId));
      return found.ok ? ok({ stock: found.value.stock === null ? null : toListingStock(found.value.stock) }) : found;
    }),
    bind(listSkuListingsRoute, async ({ scope }, { params }) => {
      const found = await listSelling(app, scope, asId<SkuId>(params.skuId));
      if (!found.ok) return found;
      const { rows, isMore, scarcity } = found.value;
      return ok({ rows: rows.map(toSelling), hasMore: isMore, scarce: toScarce(scarcity) });
    }),
  ];
}

function toAllocation(row: ShopStockRow): z.input<typeof ShopAllocation> {
  return {
    shop: shopLabel(row),
    sources: row.sources,
    rule: { kind: row.kind ?? "real", value: row.value },
    changedAt: isoOrNull(row.updated_at),
    changedBy: row.updated_by,
    ownRules: Number(row.own_rules),
    foreignChanges: Number(row.foreign_changes),
  };
}

function toSelling({ listing, stock }: Selling): z.input<typeof SellingListing> {
  const { bundle_code: code, bundle_units: units } = listing;
  return {
    id: listing.id,
    shop: shopLabel(listing),
    listingKey: listing.listing_key,
    sellerCode: listing.seller_code,
    title: listing.title,
    bundle: code === null || units === null ? null : { code, units },
    pairingQuantity: stock.pairingQuantity,
    platform: stock.predicted,
    figure: stock.allotment.figure,
    rule: stock.rule,
    isWithheld: stock.allotment.isWithheld,
    foreignChange: stock.foreignChange,
  };
}

function toScarce({ below, shop_id, shop_name, platform }: ScarcityRow): z.output<typeof listSkuListingsRoute.reply>["scarce"] {
  if (below === null) return null;
  const isKnown = shop_id !== null && shop_name !== null && platform !== null;
  return { below, shop: isKnown ? shopLabel({ shop_id, shop_name, platform }) : null };
}

function toListingStock(listing: PushedListing): z.input<typeof ListingStock> {
  const { allotment, scarce } = listing;
  return {
    platform: listing.predicted,
    figure: allotment.figure,
    pool: allotment.pool,
    pieces: allotment.pieces,
    pairingQuantity: listing.pairingQuantity,
    rule: listing.rule,
    scarce: scarce === null ? null : { ...scarce, isWithheld: allotment.isWithheld },
    shelves: listing.shelves.map(({ warehouseId, parts }) => ({
      warehouseId,
      parts: parts.map(({ skuCode, ...figures }) => ({ code: skuCode, ...figures })),
    })),
    foreignChange: listing.foreignChange,
  };
}
