import { z } from "zod";
import { stockRuleKinds } from "../kernel/vocabulary/stock.ts";
import { IdParam, InstantView } from "./codec.ts";
import { route } from "./route.ts";
import { ShopLabel } from "./sync.ts";

/** How much of the pool is shown. `value`: percent 0 to 100, capped and fixed pieces; null for the others. */
export const StockRuleView = z
  .strictObject({ kind: z.enum(stockRuleKinds), value: z.int().min(0).max(1_000_000).nullable() })
  .refine(({ kind, value }) => (kind === "real" || kind === "off") === (value === null), { message: "value" })
  .refine(({ kind, value }) => kind !== "percent" || (value ?? 0) <= 100, { message: "percent" });
export type StockRuleView = z.infer<typeof StockRuleView>;

/** The platform showed `seen` where our orders explain `expected`: somebody else has set it. */
export const ForeignChangeView = z.strictObject({ seen: z.int(), expected: z.int(), at: InstantView });

export const ShopAllocation = z.strictObject({
  shop: ShopLabel,
  /** Warehouses that it sells from, best first. */
  sources: z.array(IdParam),
  rule: StockRuleView,
  changedAt: InstantView.nullable(),
  changedBy: z.string().nullable(),
  ownRules: z.int(),
  foreignChanges: z.int(),
});
export type ShopAllocation = z.infer<typeof ShopAllocation>;

export const listAllocationsRoute = route({
  method: "GET",
  path: "/stock-allocations",
  summary: "From which warehouses, and how much of them, each shop offers",
  permission: "stock:read",
  reply: z.strictObject({ shops: z.array(ShopAllocation) }),
});

const Pushed = z.strictObject({ listings: z.int() });
const ListingIds = z.array(IdParam).min(1).max(500);

export const allocateShopRoute = route({
  method: "POST",
  path: "/stock-allocations/:shopId",
  summary: "Sets a shop's warehouses and rule; its listings are pushed anew",
  permission: "stock:write",
  params: z.strictObject({ shopId: IdParam }),
  body: z.strictObject({
    sources: z
      .array(IdParam)
      .min(1)
      .max(20)
      .refine((ids) => new Set(ids).size === ids.length, { message: "each warehouse once" }),
    rule: StockRuleView,
  }),
  reply: Pushed,
  refusals: ["shop-not-found", "item-not-found"],
});

export const allocateListingsRoute = route({
  method: "POST",
  path: "/stock-rules",
  summary: "Gives listings a rule of their own; null: their shop's rule holds",
  permission: "stock:write",
  body: z.strictObject({ listingIds: ListingIds, rule: StockRuleView.nullable() }),
  reply: Pushed,
});

export const pushListingsRoute = route({
  method: "POST",
  path: "/stock-pushes",
  summary: "Sets our figures at the platform, also where somebody else has changed them",
  permission: "stock:write",
  body: z.strictObject({ listingIds: ListingIds }),
  reply: Pushed,
});

export const preferShopRoute = route({
  method: "POST",
  path: "/stock-scarcity",
  summary: "Below so many units only one shop goes on selling these SKUs; null: no shop is preferred",
  permission: "stock:write",
  body: z.strictObject({
    skuIds: z.array(IdParam).min(1).max(500),
    scarce: z.strictObject({ below: z.int().min(1).max(1_000_000), shopId: IdParam }).nullable(),
  }),
  reply: z.strictObject({ skus: z.int() }),
  refusals: ["shop-not-found"],
});

const Part = z.strictObject({
  skuId: IdParam,
  code: z.string(),
  onHand: z.int(),
  reserved: z.int(),
  blocked: z.int(),
  safety: z.int(),
  /** Units of it in one unit of what is paired: more than 1 in a bundle. */
  perUnit: z.int(),
});

/** The rule that holds, and whose it is; `nobody`: none was chosen, everything is offered. */
const EffectiveRule = z.strictObject({
  kind: z.enum(stockRuleKinds),
  value: z.int().nullable(),
  of: z.enum(["listing", "shop", "nobody"]),
});

/** Why a shop shows the figure that it shows. */
export const ListingStock = z.strictObject({
  /** What the platform shows by what we know; null: it has to be read. */
  platform: z.int().nullable(),
  /** What it is to show; null: nothing is pushed. */
  figure: z.int().nullable(),
  /** Units that may be sold, and the whole pieces that they make. */
  pool: z.int(),
  pieces: z.int(),
  pairingQuantity: z.int(),
  rule: EffectiveRule,
  /** 即将售罄, and whether this listing is held back for it. */
  scarce: z.strictObject({ below: z.int(), isChosen: z.boolean(), isWithheld: z.boolean() }).nullable(),
  shelves: z.array(z.strictObject({ warehouseId: IdParam, parts: z.array(Part) })),
  foreignChange: ForeignChangeView.nullable(),
});
export type ListingStock = z.infer<typeof ListingStock>;

export const explainListingRoute = route({
  method: "GET",
  path: "/listings/:listingId/stock",
  summary: "The figures behind what a listing shows",
  permission: "stock:read",
  params: z.strictObject({ listingId: IdParam }),
  /** Null: unpaired, or not on sale. */
  reply: z.strictObject({ stock: ListingStock.nullable() }),
  refusals: ["item-not-found"],
});

/** A live listing that sells a SKU, by itself or in a bundle. */
export const SellingListing = z.strictObject({
  id: IdParam,
  shop: ShopLabel,
  listingKey: z.string(),
  sellerCode: z.string(),
  title: z.string(),
  /** The bundle that it is paired with, and the units of the SKU in one bundle; null: with the SKU itself. */
  bundle: z.strictObject({ code: z.string(), units: z.int() }).nullable(),
  pairingQuantity: z.int(),
  platform: z.int().nullable(),
  figure: z.int().nullable(),
  rule: EffectiveRule,
  isWithheld: z.boolean(),
  foreignChange: ForeignChangeView.nullable(),
});
export type SellingListing = z.infer<typeof SellingListing>;

export const listSkuListingsRoute = route({
  method: "GET",
  path: "/stock/skus/:skuId/listings",
  summary: "在售店铺: the first 200 live listings that sell a SKU, also through bundles, by shop, and 即将售罄",
  permission: "stock:read",
  params: z.strictObject({ skuId: IdParam }),
  reply: z.strictObject({
    rows: z.array(SellingListing),
    hasMore: z.boolean(),
    /** `shop` null: one that the user may not see. */
    scarce: z.strictObject({ below: z.int(), shop: ShopLabel.nullable() }).nullable(),
  }),
  refusals: ["item-not-found"],
});
