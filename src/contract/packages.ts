import { z } from "zod";
import { backfillStates, labelStates, packageOverlays, packageStates, stockStates } from "../kernel/vocabulary/package.ts";
import { platforms } from "../kernel/vocabulary/platform.ts";
import { refusalCodes } from "../kernel/vocabulary/refusal.ts";
import { nextActs } from "../kernel/vocabulary/why.ts";
import { IdParam, InstantView, listOf, MoneyView } from "./codec.ts";
import { route } from "./route.ts";
import { TimelineEntry } from "./timeline.ts";
import { PackageWhyView } from "./why.ts";

/** Which text the search box's values are compared with. Buyer and recipient need `buyer:read` and match whole names only (keyed index). */
export const searchFields = ["order_number", "package_number", "sku", "waybill", "recipient"] as const;
export const deadlineFilters = ["today", "within_24h", "within_48h", "overdue"] as const;
export const compositionFilters = ["one_piece", "one_sku", "mixed"] as const;
export const sortFields = ["ship_by", "paid_at", "created_at"] as const;

/** What narrows the list; the same filter gives rows, counts and ids, so that a count always equals its list. */
export const PackageFilter = z.strictObject({
  search_field: z.enum(searchFields).optional(),
  /** Up to 500 values, one a line or comma-separated. */
  search: listOf(z.string().trim().min(1).max(100), 500),
  platform: listOf(z.enum(platforms), 10),
  shop: listOf(IdParam, 200),
  country: listOf(z.string().regex(/^[A-Z]{2}$/), 250),
  warehouse: listOf(IdParam, 200),
  channel: listOf(IdParam, 200),
  deadline: z.enum(deadlineFilters).optional(),
  composition: z.enum(compositionFilters).optional(),
  printed: z.enum(["yes", "no"]).optional(),
  paid_from: InstantView.optional(),
  paid_to: InstantView.optional(),
});
export type PackageFilter = z.infer<typeof PackageFilter>;

/** The quick filters of the second row. */
export const attentionFilters = [
  "overdue",
  "due_soon",
  "stock_short",
  "unpaired",
  "waybill_failed",
  "backfill_failed",
  "overlay",
  "unprinted",
] as const;

export const PackageListQuery = PackageFilter.extend({
  state: z.enum(packageStates).optional(),
  attention: z.enum(attentionFilters).optional(),
  sort: z.enum(sortFields).default("ship_by"),
  direction: z.enum(["asc", "desc"]).default("asc"),
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  page_size: z.coerce
    .number()
    .int()
    .pipe(z.union([z.literal(50), z.literal(100), z.literal(200), z.literal(500)]))
    .default(100),
});
export type PackageListQuery = z.infer<typeof PackageListQuery>;

export const PackageRowLine = z.strictObject({
  /** Merchant SKU code; null while unpaired. */
  sku: z.string().nullable(),
  /** What the platform calls the seller's code; shown for unpaired lines. */
  platformSku: z.string().nullable(),
  title: z.string(),
  spec: z.string(),
  pictureUrl: z.string().nullable(),
  /** Units to pick = quantity × the platform's pieces per sold unit × the pairing's quantity. */
  units: z.int(),
  reservedUnits: z.int(),
  /** The bundle that this line is a component of; null for goods that were sold by themselves. */
  bundle: z
    .strictObject({
      /** What was sold: lines of one order line make up its bundles together. */
      orderLineId: IdParam,
      code: z.string(),
      nameZh: z.string(),
      nameEn: z.string(),
      /** How many of the bundle, and units of this line's SKU in each. */
      units: z.int(),
      perUnit: z.int(),
    })
    .nullable(),
});

export const PackageRow = z.strictObject({
  id: IdParam,
  number: z.string(),
  platformOrderId: z.string(),
  platform: z.enum(platforms),
  shop: z.strictObject({ id: IdParam, name: z.string(), timeZone: z.string() }),
  orderedAt: InstantView,
  paidAt: InstantView.nullable(),
  lines: z.array(PackageRowLine),
  /** "loading" while being read; "unauthorised" when the token may not read amounts: never shown as 0; "none" when we ask for none. */
  amount: z.union([MoneyView, z.literal("unauthorised"), z.literal("loading"), z.literal("none")]),
  country: z.string().nullable(),
  region: z.string().nullable(),
  /** Masked (`D***n`); null while the recipient is being read or is hidden by the platform. */
  recipient: z.string().nullable(),
  channel: z.strictObject({ id: IdParam, name: z.string() }).nullable(),
  waybill: z.string().nullable(),
  trackingNumber: z.string().nullable(),
  shipBy: InstantView.nullable(),
  deliverBy: InstantView.nullable(),
  state: z.enum(packageStates),
  stockState: z.enum(stockStates),
  labelState: z.enum(labelStates),
  backfillState: z.enum(backfillStates),
  printedCount: z.int(),
  overlays: z.array(z.enum(packageOverlays)),
  /** The platform's own labels and warnings that are set, in its words. */
  platformMarks: z.array(z.string()),
  why: PackageWhyView,
  nextAct: z.enum(nextActs),
});
export type PackageRow = z.infer<typeof PackageRow>;

export const listPackagesRoute = route({
  method: "GET",
  path: "/packages",
  summary: "Packages of one tab, filtered, sorted and paged",
  permission: "packages:read",
  query: PackageListQuery,
  reply: z.strictObject({
    rows: z.array(PackageRow),
    /** Exact for open states; else exact up to 10,000 and then `capped`. */
    total: z.int(),
    capped: z.boolean(),
    /** Server time of the answer and the head of the change feed it reflects. */
    at: InstantView,
    changeSeq: z.string(),
  }),
});

export const countPackagesRoute = route({
  method: "GET",
  path: "/packages/counts",
  summary: "How many packages stand in each tab and quick filter under a filter",
  permission: "packages:read",
  query: PackageFilter.extend({ state: z.enum(packageStates).optional() }),
  reply: z.strictObject({
    states: z.array(z.strictObject({ state: z.enum(packageStates), count: z.int(), capped: z.boolean() })),
    total: z.strictObject({ count: z.int(), capped: z.boolean() }),
    attention: z.array(z.strictObject({ filter: z.enum(attentionFilters), count: z.int() })),
    deadlines: z.array(z.strictObject({ filter: z.enum(deadlineFilters), count: z.int() })),
  }),
});

export const listPackageIdsRoute = route({
  method: "GET",
  path: "/packages/ids",
  summary: "Ids of all packages of one tab under a filter, for acting on more than a page (at most 5,000)",
  permission: "packages:read",
  query: PackageListQuery.omit({ page: true, page_size: true }),
  reply: z.strictObject({ ids: z.array(IdParam), capped: z.boolean() }),
});

/** Recipient with every value masked; the clear text comes only from revealRecipientRoute. */
const MaskedRecipient = z.strictObject({
  state: z.enum(["loading", "hidden", "stored", "failed"]),
  name: z.string().nullable(),
  phone: z.string().nullable(),
  address: z.string().nullable(),
  city: z.string().nullable(),
  region: z.string().nullable(),
  postcode: z.string().nullable(),
  country: z.string().nullable(),
});

const AmountLine = z.strictObject({
  kind: z.enum([
    "customer_paid",
    "goods",
    "shipping",
    "tax",
    "discount_seller",
    "discount_platform",
    "estimated_revenue",
    "platform_deduction",
  ]),
  value: MoneyView,
});

export const PackageDetail = PackageRow.extend({
  systemOrderNumber: z.string(),
  orderStatus: z.string(),
  recipientState: z.enum(["loading", "hidden", "stored", "failed"]),
  recipientView: MaskedRecipient,
  detailLines: z.array(
    PackageRowLine.extend({
      id: IdParam,
      orderedQuantity: z.int(),
      cancelledQuantity: z.int(),
      unitsPerPiece: z.int(),
      pairingQuantity: z.int(),
      /** The SKU's own names; null while unpaired. */
      nameZh: z.string().nullable(),
      nameEn: z.string().nullable(),
      /** Stock of the SKU in the package's warehouse; null while unpaired. */
      onHand: z.int().nullable(),
      available: z.int().nullable(),
    }),
  ),
  warehouse: z.strictObject({ id: IdParam, name: z.string() }).nullable(),
  weightG: z.int().nullable(),
  carrier: z.string().nullable(),
  /** Whether the waybill's check digit is right; null where the form has none. */
  waybillCheck: z.boolean().nullable(),
  labelPrintedAt: InstantView.nullable(),
  /** What the platform shows for this package when last read back. */
  platformShipment: z
    .strictObject({ trackingNumber: z.string().nullable(), carrier: z.string().nullable(), readAt: InstantView })
    .nullable(),
  amountState: z.enum(["loading", "stored", "unauthorised", "failed", "none"]),
  amounts: z.array(AmountLine),
  timeline: z.array(TimelineEntry),
});
export type PackageDetail = z.infer<typeof PackageDetail>;

const PackageParams = z.strictObject({ packageId: IdParam });

export const getPackageRoute = route({
  method: "GET",
  path: "/packages/:packageId",
  summary: "One package with its order, lines, stock, waybill, money and timeline",
  permission: "packages:read",
  params: PackageParams,
  reply: PackageDetail,
  refusals: ["not-found"],
});

export const viewPurposes = ["check_label", "contact_buyer", "after_sales", "address_change"] as const;

export const revealRecipientRoute = route({
  method: "POST",
  path: "/packages/:packageId/recipient",
  summary: "The recipient in clear for a stated purpose; every view is in the audit log and the timeline",
  permission: "buyer:read",
  params: PackageParams,
  body: z.strictObject({ purpose: z.enum(viewPurposes) }),
  reply: z.strictObject({
    name: z.string(),
    phone: z.string().nullable(),
    email: z.string().nullable(),
    addressLines: z.array(z.string()),
    district: z.string().nullable(),
    city: z.string().nullable(),
    region: z.string().nullable(),
    postcode: z.string().nullable(),
    country: z.string().nullable(),
    taxNumber: z.string().nullable(),
    /** Show it no longer than this. */
    showForMs: z.int(),
  }),
  refusals: ["not-found", "recipient-missing"],
});

export const BatchBody = z.strictObject({ packageIds: z.array(IdParam).min(1).max(5000) });

/** Per package: done, or refused with a reason. One bad row never stops the others. */
export const BatchReply = z.strictObject({
  results: z.array(
    z.discriminatedUnion("ok", [
      z.strictObject({ ok: z.literal(true), packageId: IdParam, number: z.string() }),
      z.strictObject({
        ok: z.literal(false),
        packageId: IdParam,
        number: z.string().nullable(),
        code: z.enum(refusalCodes),
        detail: z.string().nullable(),
      }),
    ]),
  ),
});
export type BatchReply = z.infer<typeof BatchReply>;

export const approvePackagesRoute = route({
  method: "POST",
  path: "/packages/approve",
  summary: "待审核 → 待处理",
  permission: "packages:approve",
  body: BatchBody,
  reply: BatchReply,
});

export const unapprovePackagesRoute = route({
  method: "POST",
  path: "/packages/unapprove",
  summary: "待处理 → 待审核, the undo of approving",
  permission: "packages:approve",
  body: BatchBody,
  reply: BatchReply,
});

export const requestWaybillsRoute = route({
  method: "POST",
  path: "/packages/request-waybills",
  summary: "待处理 → 运单号申请; also asks again after 申请失败. Without a channel the warehouse's default channel is taken",
  permission: "packages:label",
  body: BatchBody.extend({ channelId: IdParam.optional() }),
  reply: BatchReply,
});

export const withdrawWaybillsRoute = route({
  method: "POST",
  path: "/packages/withdraw-waybills",
  summary: "运单号申请 or 待打单 → 待处理; a waybill that exists is cancelled with the carrier",
  permission: "packages:label",
  body: BatchBody,
  reply: BatchReply,
});

export const printLabelsRoute = route({
  method: "POST",
  path: "/packages/print",
  summary: "Marks labels as printed and names the document to open: one PDF with a page per package, in the order given",
  permission: "packages:print",
  body: BatchBody,
  reply: BatchReply.extend({
    /** Same-origin path of the PDF; null when no package could be printed. Valid for 10 minutes, for this session only. */
    documentPath: z.string().nullable(),
  }),
});

export const markShippedRoute = route({
  method: "POST",
  path: "/packages/mark-shipped",
  summary: "待打单 → 已发货 (标记发货): stock is deducted and the tracking number goes to the platform",
  permission: "packages:ship",
  body: BatchBody,
  reply: BatchReply,
});

export const retryBackfillRoute = route({
  method: "POST",
  path: "/packages/retry-backfill",
  summary: "Sends a refused tracking number again (重新回传); reads the platform first",
  permission: "packages:ship",
  body: BatchBody,
  reply: BatchReply,
});
