import { z } from "zod";
import { refusalCodes } from "../kernel/vocabulary/refusal.ts";
import { skuKinds, skuStatuses } from "../kernel/vocabulary/stock.ts";
import { IdParam, InstantView, listOf, MoneyView } from "./codec.ts";
import { PictureAddress } from "./pictures.ts";
import { route } from "./route.ts";

/** A SKU as rows about it show it. */
export const SkuLabel = z.strictObject({
  id: IdParam,
  code: z.string(),
  nameZh: z.string(),
  nameEn: z.string(),
  pictureUrl: z.string().nullable(),
  kind: z.enum(skuKinds),
});
export type SkuLabel = z.infer<typeof SkuLabel>;

const facts = {
  status: z.enum(skuStatuses),
  productCode: z.string(),
  variant: z.string(),
  weightG: z.int(),
  lengthMm: z.int().nullable(),
  widthMm: z.int().nullable(),
  heightMm: z.int().nullable(),
  hasBattery: z.boolean(),
  hasLiquid: z.boolean(),
  hasMagnet: z.boolean(),
  /** Absent without `amounts:read`. */
  cost: MoneyView.nullable().optional(),
  /** Null: nobody has changed it since the first version. Given back when it is saved. */
  updatedAt: InstantView.nullable(),
};

export const SkuRow = SkuLabel.extend({
  ...facts,
  /** Whether customs has weight, both names and a value; of a bundle: of each SKU in it. */
  isDeclared: z.boolean(),
  /** Different SKUs and units in a bundle; 0 for a single SKU. */
  parts: z.int(),
  pieces: z.int(),
});
export type SkuRow = z.infer<typeof SkuRow>;

export const skuPageSizes = [50, 100] as const;
export const maxSkuSearch = 500;
const SkuCode = z.string().min(1).max(100);

export const SkuListQuery = z.strictObject({
  kind: listOf(z.enum(skuKinds), 2),
  status: listOf(z.enum(skuStatuses), 3),
  /** `incomplete`: customs lacks something. */
  customs: z.literal("incomplete").optional(),
  /** Whole codes or barcodes, as they are pasted. */
  search: listOf(z.string().trim().min(1).max(100), maxSkuSearch),
  /** One text: each of its words stands in the code, a name, the product code, the variant or a barcode. */
  text: z.string().trim().min(1).max(100).optional(),
  /** The code of the last row of the page before. */
  after: SkuCode.optional(),
  page_size: z
    .enum(["50", "100"])
    .default("100")
    .transform((size) => skuPageSizes.find((one) => String(one) === size) ?? 100),
});

export const listSkusRoute = route({
  method: "GET",
  path: "/skus",
  summary: "SKUs of the catalogue by code",
  permission: "catalog:read",
  query: SkuListQuery,
  reply: z.strictObject({
    rows: z.array(SkuRow),
    /** Read on with `after` = this. */
    next: z.string().nullable(),
    /** Of the first page only. `capped`: there are more than this. */
    total: z.int().nullable(),
    capped: z.boolean(),
  }),
});

export const findSkusRoute = route({
  method: "GET",
  path: "/skus/find",
  summary: "At most twenty SKUs for a text that somebody types: an equal code or barcode first, then codes that begin with it",
  permission: "catalog:read",
  query: z.strictObject({ text: z.string().trim().max(100).default(""), kind: z.enum(skuKinds).optional() }),
  reply: z.strictObject({ skus: z.array(SkuLabel) }),
});

/** A SKU beside how many units of it a bundle takes. */
export const SkuPart = z.strictObject({ sku: SkuLabel, quantity: z.int() });
export type SkuPart = z.infer<typeof SkuPart>;

export const SkuDetail = SkuLabel.extend({
  ...facts,
  origin: z.string(),
  customsNameZh: z.string(),
  customsNameEn: z.string(),
  hsCode: z.string().nullable(),
  declared: MoneyView,
  barcodes: z.array(z.string()),
  components: z.array(SkuPart),
  /** Bundles that take this SKU; at most 100. */
  bundles: z.array(SkuPart),
  /** How many listings are paired with it. */
  listings: z.int(),
});
export type SkuDetail = z.infer<typeof SkuDetail>;

export const getSkuRoute = route({
  method: "GET",
  path: "/skus/:skuId",
  summary: "One SKU with its barcodes, what is in it, which bundles take it and how many listings sell it",
  permission: "catalog:read",
  params: z.strictObject({ skuId: IdParam }),
  reply: SkuDetail,
  refusals: ["sku-not-found"],
});

const words = (max: number) => z.string().trim().max(max);
const Size = z.int().min(0).max(100_000).nullable();
const Weight = z.int().min(0).max(1_000_000);
const Country = z.string().regex(/^[A-Z]{2}$/);
const Amount = MoneyView.extend({ amount: z.string().regex(/^\d{1,15}$/) });
const HsCode = words(20).nullable();

/** What a person enters. A code is any text: leading zeros and case count, only outer blanks are cut. */
export const SkuInput = z.strictObject({
  code: SkuCode.trim().regex(/^[^\p{Cc}]+$/u),
  kind: z.enum(skuKinds),
  status: z.enum(skuStatuses),
  productCode: words(100),
  variant: words(200),
  nameZh: words(200),
  nameEn: words(500),
  pictureUrl: PictureAddress.nullable(),
  weightG: Weight,
  lengthMm: Size,
  widthMm: Size,
  heightMm: Size,
  hasBattery: z.boolean(),
  hasLiquid: z.boolean(),
  hasMagnet: z.boolean(),
  origin: Country,
  customsNameZh: words(100),
  customsNameEn: words(200),
  hsCode: HsCode,
  declared: Amount,
  /** Left out: stays as it is. Needs `amounts:read`. */
  cost: Amount.nullable().optional(),
  barcodes: z.array(words(100).min(1)).max(20),
  /** Of a bundle; the same SKU twice counts as the sum. */
  components: z.array(z.strictObject({ skuId: IdParam, quantity: z.int().min(1).max(9_999) })).max(50),
});
export type SkuInput = z.infer<typeof SkuInput>;

const bundleRefusals = ["bundle-empty", "component-missing", "component-is-bundle"] as const;

export const createSkuRoute = route({
  method: "POST",
  path: "/skus",
  summary: "Adds a SKU",
  permission: "catalog:write",
  body: SkuInput,
  reply: z.strictObject({ id: IdParam }),
  refusals: ["sku-code-taken", "barcode-taken", ...bundleRefusals, "forbidden"],
});

export const saveSkuRoute = route({
  method: "POST",
  path: "/skus/:skuId",
  summary: "Saves a SKU whole, unless it has changed since it was read. Orders that exist keep the components they were made with",
  permission: "catalog:write",
  params: z.strictObject({ skuId: IdParam }),
  body: z.strictObject({ updatedAt: InstantView.nullable(), sku: SkuInput }),
  reply: z.strictObject({ id: IdParam }),
  refusals: [
    "sku-not-found",
    "changed-meanwhile",
    "sku-code-taken",
    "barcode-taken",
    ...bundleRefusals,
    "sku-is-component",
    "sku-has-stock",
    "sku-in-packages",
    "forbidden",
  ],
});

/** What many SKUs get at once; what is left out stays. */
export const SkuChange = z
  .strictObject({
    status: z.enum(skuStatuses),
    weightG: Weight,
    customsNameZh: words(100),
    customsNameEn: words(200),
    hsCode: HsCode,
    declared: Amount,
    hasBattery: z.boolean(),
    hasLiquid: z.boolean(),
    hasMagnet: z.boolean(),
    origin: Country,
  })
  .partial();
export type SkuChange = z.infer<typeof SkuChange>;

export const maxEditedSkus = 500;

export const editSkusRoute = route({
  method: "POST",
  path: "/skus/edit",
  summary: "Gives many SKUs the same facts",
  permission: "catalog:write",
  body: z.strictObject({ skuIds: z.array(IdParam).min(1).max(maxEditedSkus), change: SkuChange }),
  reply: z.strictObject({
    results: z.array(
      z.discriminatedUnion("ok", [
        z.strictObject({ ok: z.literal(true), skuId: IdParam, sku: z.string() }),
        z.strictObject({
          ok: z.literal(false),
          skuId: IdParam,
          sku: z.string().nullable(),
          code: z.enum(refusalCodes),
          detail: z.string().nullable(),
        }),
      ]),
    ),
  }),
});
