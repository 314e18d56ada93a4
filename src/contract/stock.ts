import { z } from "zod";
import { packageStates } from "../kernel/vocabulary/package.ts";
import { movementKinds, skuStatuses } from "../kernel/vocabulary/stock.ts";
import { SkuLabel } from "./catalog.ts";
import { IdParam, InstantView, listOf } from "./codec.ts";
import { route } from "./route.ts";
import { PageCursor, ShopLabel } from "./sync.ts";

/** A warehouse by its name, as rows about it show it. */
export const WarehouseLabel = z.strictObject({ id: IdParam, name: z.string() });

/** Goods on a shelf: never a bundle. */
export const GoodsLabel = SkuLabel.omit({ kind: true });
export type GoodsLabel = z.infer<typeof GoodsLabel>;

export const StockFilter = z.strictObject({
  warehouse: listOf(IdParam, 200),
  /** Any part of a code, a name or a barcode. */
  search: z.string().trim().min(1).max(100).optional(),
  /** `low`: fewer available than the threshold, or none left. */
  level: z.literal("low").optional(),
  stocked: z.literal("only").optional(),
});
export type StockFilter = z.infer<typeof StockFilter>;

/** Units of one SKU in one warehouse; available = on hand − reserved − blocked. */
export const Shelf = z.strictObject({
  warehouse: WarehouseLabel,
  onHand: z.int(),
  available: z.int(),
  reserved: z.int(),
  blocked: z.int(),
  incoming: z.int(),
  /** Kept back from shops. */
  safetyUnits: z.int(),
  lowUnits: z.int(),
  isLow: z.boolean(),
});
export type Shelf = z.infer<typeof Shelf>;

export const StockRow = Shelf.extend({ sku: GoodsLabel.extend({ status: z.enum(skuStatuses) }) });
export type StockRow = z.infer<typeof StockRow>;

/** The last row of a page: the codes of its SKU and its warehouse, each as in an address, with | between. */
export const StockCursor = z
  .string()
  .regex(/^[^|]+\|[^|]+$/)
  .max(500);

export const listStockRoute = route({
  method: "GET",
  path: "/stock",
  summary: "Single SKUs by warehouse, by code: what is there, held, kept back and under way",
  permission: "stock:read",
  query: StockFilter.extend({ after: StockCursor.optional() }),
  reply: z.strictObject({ rows: z.array(StockRow), next: StockCursor.nullable() }),
});

export const sumStockRoute = route({
  method: "GET",
  path: "/stock/totals",
  summary: "What all rows of the stock list come to",
  permission: "stock:read",
  query: StockFilter,
  reply: z.strictObject({
    rows: z.int(),
    low: z.int(),
    onHand: z.int(),
    available: z.int(),
    reserved: z.int(),
    blocked: z.int(),
    incoming: z.int(),
  }),
});

const SkuParams = z.strictObject({ skuId: IdParam });

export const OpenPackage = z.strictObject({
  id: IdParam,
  number: z.string(),
  state: z.enum(packageStates),
  shipBy: InstantView.nullable(),
  shop: ShopLabel,
  warehouseId: IdParam,
  /** Units that it holds, and units that it waits for. */
  held: z.int(),
  missing: z.int(),
});
export type OpenPackage = z.infer<typeof OpenPackage>;

export const getSkuStockRoute = route({
  method: "GET",
  path: "/stock/skus/:skuId",
  summary: "One SKU in each warehouse, and the first 50 open packages, by deadline, that hold or want it",
  permission: "stock:read",
  params: SkuParams,
  reply: z.strictObject({
    sku: GoodsLabel.extend({ status: z.enum(skuStatuses) }),
    shelves: z.array(Shelf),
    packages: z.array(OpenPackage),
    hasMorePackages: z.boolean(),
  }),
  refusals: ["item-not-found"],
});

export const getStockHistoryRoute = route({
  method: "GET",
  path: "/stock/skus/:skuId/history",
  summary: "On hand and available at the end of each of the last days, oldest first; the last is now",
  permission: "stock:read",
  params: SkuParams,
  query: z.strictObject({ days: z.enum(["30", "90"]).optional(), warehouse: listOf(IdParam, 200) }),
  reply: z.strictObject({ days: z.array(z.strictObject({ day: z.iso.date(), onHand: z.int(), available: z.int() })) }),
  refusals: ["item-not-found"],
});

export const LedgerEntry = z.strictObject({
  id: IdParam,
  at: InstantView,
  warehouse: WarehouseLabel,
  kind: z.enum(movementKinds),
  /** `id` and `number` are null for a cause that is neither a package nor a document, or is gone. */
  cause: z.strictObject({ kind: z.string(), id: IdParam.nullable(), number: z.string().nullable() }),
  /** Null: the system itself. */
  actor: z.string().nullable(),
  deltas: z.strictObject({ onHand: z.int(), reserved: z.int(), blocked: z.int(), incoming: z.int() }),
  /** What was in that warehouse after it. */
  after: z.strictObject({ onHand: z.int(), available: z.int(), reserved: z.int(), blocked: z.int(), incoming: z.int() }),
});
export type LedgerEntry = z.infer<typeof LedgerEntry>;

export const listLedgerRoute = route({
  method: "GET",
  path: "/stock/skus/:skuId/ledger",
  summary: "Every movement of a SKU, newest first, with the balance after it",
  permission: "stock:read",
  params: SkuParams,
  query: z.strictObject({
    warehouse: listOf(IdParam, 200),
    kind: listOf(z.enum(movementKinds), movementKinds.length),
    from: InstantView.optional(),
    to: InstantView.optional(),
    before: PageCursor.optional(),
  }),
  reply: z.strictObject({ rows: z.array(LedgerEntry), next: PageCursor.nullable() }),
});

const Units = z.int().min(0).max(10_000_000);

export const setStockLimitsRoute = route({
  method: "POST",
  path: "/stock/limits",
  summary: "Sets safety stock and low thresholds of SKUs in warehouses; all or none",
  permission: "stock:write",
  body: z.strictObject({
    changes: z
      .array(z.strictObject({ skuId: IdParam, warehouseId: IdParam, safetyUnits: Units, lowUnits: Units }))
      .min(1)
      .max(1_000),
  }),
  reply: z.strictObject({ saved: z.int() }),
  refusals: ["forbidden", "item-not-found"],
});
