import { z } from "zod";
import { listingStates, suggestionReasons } from "../kernel/vocabulary/listing.ts";
import { refusalCodes } from "../kernel/vocabulary/refusal.ts";
import { pairingWays } from "../kernel/vocabulary/stock.ts";
import { SkuLabel } from "./catalog.ts";
import { IdParam, InstantView, listOf } from "./codec.ts";
import { route } from "./route.ts";
import { ForeignChangeView, StockRuleView } from "./stock-rules.ts";
import { ShopLabel } from "./sync.ts";

export const listingTabs = ["unpaired", "paired", "all"] as const;
export type ListingTab = (typeof listingTabs)[number];

/** What the search box's text is compared with: the beginning of a seller code, a whole platform SKU id, a part of the title. */
export const listingSearchFields = ["seller_code", "listing_key", "title"] as const;

/** `foreign`: somebody else has changed the figure at the platform; `own_rule`: it follows a stock rule of its own. */
export const listingStockFilters = ["foreign", "own_rule"] as const;

/** What narrows the list; the same filter gives rows and counts, so that a count always equals its list. */
export const ListingFilter = z.strictObject({
  shop: listOf(IdParam, 200),
  state: listOf(z.enum(listingStates), 4),
  search_field: z.enum(listingSearchFields).optional(),
  search: z.string().trim().min(1).max(100).optional(),
  stock: z.enum(listingStockFilters).optional(),
  /** Only what was ordered in this package. */
  package: IdParam.optional(),
});
export type ListingFilter = z.infer<typeof ListingFilter>;

/** The last row of a page, given back to read on after it. */
export const ListingCursor = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}~.{0,500}$/s);

export const ListingListQuery = ListingFilter.extend({ tab: z.enum(listingTabs).default("unpaired"), after: ListingCursor.optional() });
export type ListingListQuery = z.infer<typeof ListingListQuery>;

const Figure = z.strictObject({ units: z.int(), at: InstantView.nullable() });

export const ListingRow = z.strictObject({
  id: IdParam,
  shop: ShopLabel,
  /** The platform's own SKU id. */
  listingKey: z.string(),
  /** Empty when the seller has given none. */
  sellerCode: z.string(),
  title: z.string(),
  spec: z.string(),
  pictureUrl: z.string().nullable(),
  state: z.enum(listingStates),
  /** What the platform shows, as last read; null while it has not been read. */
  platformStock: Figure.nullable(),
  /** What we told it last; null before the first push. */
  pushed: Figure.nullable(),
  foreignChange: ForeignChangeView.nullable(),
  /** Its own stock rule; null: its shop's. */
  rule: StockRuleView.nullable(),
  firstSeenAt: InstantView.nullable(),
  pairing: z
    .strictObject({
      sku: SkuLabel,
      /** Units of the SKU in one sold piece. */
      quantity: z.int(),
      how: z.enum(pairingWays),
      at: InstantView.nullable(),
      /** Null when it paired by itself. */
      by: z.string().nullable(),
    })
    .nullable(),
});
export type ListingRow = z.infer<typeof ListingRow>;

export const listListingsRoute = route({
  method: "GET",
  path: "/listings",
  summary: "Live listings (在线产品) of the shops with the SKU each is paired with, 50 at a time, by seller code",
  permission: "catalog:read",
  query: ListingListQuery,
  reply: z.strictObject({ rows: z.array(ListingRow), next: ListingCursor.nullable() }),
});

const TabCount = z.strictObject({ count: z.int(), capped: z.boolean() });

export const countListingsRoute = route({
  method: "GET",
  path: "/listings/counts",
  summary: "How many listings each tab holds under a filter, counted up to 10,000",
  permission: "catalog:read",
  query: ListingFilter,
  /** `foreign`: of all tabs together, whatever the filter's `stock` says. */
  reply: z.strictObject({ unpaired: TabCount, paired: TabCount, all: TabCount, foreign: TabCount }),
});

export const Suggestion = z.strictObject({
  sku: SkuLabel,
  /** 1 to 99: how much of what the listing says the SKU says too, rare words counting more. */
  score: z.int(),
  reason: z.enum(suggestionReasons),
  /** The rarest words that both have. */
  words: z.array(z.string()),
});
export type Suggestion = z.infer<typeof Suggestion>;

export const suggestSkusRoute = route({
  method: "GET",
  path: "/listings/suggestions",
  summary: "Up to three likely SKUs for each of these unpaired listings, the likeliest first",
  permission: "catalog:read",
  query: z.strictObject({ listing: listOf(IdParam, 100) }),
  reply: z.strictObject({ rows: z.array(z.strictObject({ listingId: IdParam, suggestions: z.array(Suggestion) })) }),
});

/** Units of a SKU in one sold piece. */
export const PairingQuantity = z.int().min(1).max(10_000);
const maxPairings = 500;

/** Per listing: done, with what it was paired with before, or refused with a reason. One bad row never stops the others. */
export const PairReply = z.strictObject({
  results: z.array(
    z.discriminatedUnion("ok", [
      z.strictObject({
        ok: z.literal(true),
        listingId: IdParam,
        sellerCode: z.string(),
        before: z.strictObject({ skuId: IdParam, quantity: z.int() }).nullable(),
      }),
      z.strictObject({ ok: z.literal(false), listingId: IdParam, sellerCode: z.string().nullable(), code: z.enum(refusalCodes) }),
    ]),
  ),
});
export type PairReply = z.infer<typeof PairReply>;

export const pairListingsRoute = route({
  method: "POST",
  path: "/listings/pair",
  summary: "Pairs listings with SKUs, also such as are paired already; packages that waited go on by themselves",
  permission: "listings:pair",
  body: z.strictObject({
    pairings: z
      .array(
        z.strictObject({
          listingId: IdParam,
          skuId: IdParam,
          quantity: PairingQuantity.default(1),
          /** `suggestion`: it was proposed and taken. */
          how: z.enum(["hand", "suggestion"]).default("hand"),
        }),
      )
      .min(1)
      .max(maxPairings),
  }),
  reply: PairReply,
});

export const unpairListingsRoute = route({
  method: "POST",
  path: "/listings/unpair",
  summary: "解除配对. Packages keep the SKU that they have",
  permission: "listings:pair",
  body: z.strictObject({ listingIds: z.array(IdParam).min(1).max(maxPairings) }),
  reply: PairReply,
});

export const autoPairRoute = route({
  method: "POST",
  path: "/listings/auto-pair",
  summary: "自动配对: pairs every unpaired listing whose code, by itself or by a rule, or whose barcode is a SKU's",
  permission: "listings:pair",
  body: z.strictObject({ shopIds: z.array(IdParam).min(1).max(200).optional() }),
  reply: z.strictObject({ paired: z.int(), healedLines: z.int() }),
});

export const RuleWish = z
  .strictObject({
    /** Null: for every shop. */
    shopId: IdParam.nullable(),
    prefix: z.string().max(50),
    suffix: z.string().max(50),
    quantity: PairingQuantity,
  })
  .refine((rule) => rule.prefix !== "" || rule.suffix !== "", { message: "a prefix or a suffix", path: ["prefix"] });
export type RuleWish = z.infer<typeof RuleWish>;

export const PairingRuleView = z.strictObject({
  id: IdParam,
  shop: ShopLabel.nullable(),
  prefix: z.string(),
  suffix: z.string(),
  quantity: z.int(),
  createdAt: InstantView,
});
export type PairingRuleView = z.infer<typeof PairingRuleView>;

export const listPairingRulesRoute = route({
  method: "GET",
  path: "/pairing-rules",
  summary: "配对规则: a seller code less prefix and suffix is the SKU's code; in the order in which they are tried",
  permission: "catalog:read",
  reply: z.strictObject({ rows: z.array(PairingRuleView) }),
});

export const previewPairingRuleRoute = route({
  method: "POST",
  path: "/pairing-rules/preview",
  summary: "How many unpaired listings a rule would pair, counted up to 1,000, and some of them; saves nothing",
  permission: "catalog:read",
  body: RuleWish,
  reply: z.strictObject({
    count: z.int(),
    /** There are more. */
    capped: z.boolean(),
    samples: z.array(
      z.strictObject({ listingId: IdParam, sellerCode: z.string(), title: z.string(), skuCode: z.string(), skuName: z.string() }),
    ),
  }),
});

export const addPairingRuleRoute = route({
  method: "POST",
  path: "/pairing-rules",
  summary: "Adds a rule; one for every shop only by who reaches every shop",
  permission: "listings:pair",
  body: RuleWish,
  reply: z.strictObject({ id: IdParam }),
  refusals: ["forbidden", "already-done", "too-many-waiting", "shop-not-found"],
});

export const removePairingRuleRoute = route({
  method: "POST",
  path: "/pairing-rules/:ruleId/remove",
  summary: "Removes a rule; what it has paired stays paired",
  permission: "listings:pair",
  params: z.strictObject({ ruleId: IdParam }),
  reply: z.strictObject({ id: IdParam }),
  refusals: ["forbidden", "item-not-found"],
});
