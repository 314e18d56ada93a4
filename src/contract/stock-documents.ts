import { z } from "zod";
import { documentKinds, documentReasons, documentStates } from "../kernel/vocabulary/stock.ts";
import { IdParam, InstantView, listOf } from "./codec.ts";
import { route } from "./route.ts";
import { GoodsLabel, WarehouseLabel } from "./stock.ts";
import { PageCursor } from "./sync.ts";

const maxLines = 5_000;
const maxUnits = 10_000_000;

const Code = z.string().trim().min(1).max(100);
const Positive = z.strictObject({ code: Code, units: z.int().min(1).max(maxUnits) });
const Signed = z.strictObject({
  code: Code,
  units: z
    .int()
    .min(-maxUnits)
    .max(maxUnits)
    .refine((units) => units !== 0, "must not be 0"),
});
const linesOf = <Line extends z.ZodType>(line: Line) => z.array(line).min(1).max(maxLines);

const head = { warehouseId: IdParam, note: z.string().trim().max(500) };

/** What a person may make. Lines name their SKU by its code, each code once. */
export const NewDocument = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("stock_in"), reason: z.enum(documentReasons.stock_in), ...head, lines: linesOf(Positive) }),
  z.strictObject({ kind: z.literal("stock_out"), reason: z.enum(documentReasons.stock_out), ...head, lines: linesOf(Positive) }),
  z.strictObject({ kind: z.literal("adjustment"), reason: z.enum(documentReasons.adjustment), ...head, lines: linesOf(Signed) }),
  z.strictObject({ kind: z.literal("block"), reason: z.enum(documentReasons.block), ...head, lines: linesOf(Positive) }),
  z.strictObject({ kind: z.literal("unblock"), reason: z.enum(documentReasons.unblock), ...head, lines: linesOf(Positive) }),
  z.strictObject({ kind: z.literal("kit"), reason: z.enum(documentReasons.kit), ...head, lines: linesOf(Signed) }).refine(isOneKit, {
    path: ["lines"],
    message: "one product against its components",
  }),
  z.strictObject({
    kind: z.literal("transfer"),
    reason: z.enum(documentReasons.transfer),
    ...head,
    toWarehouseId: IdParam,
    lines: linesOf(Positive),
  }),
  z.strictObject({
    kind: z.literal("count"),
    reason: z.enum(documentReasons.count),
    ...head,
    /** "all": every SKU with stock in the warehouse. */
    lines: z.union([z.literal("all"), linesOf(z.strictObject({ code: Code }))]),
  }),
]);
export type NewDocument = z.infer<typeof NewDocument>;

/** Assembling brings one product for its components; taking apart brings the components for it. */
function isOneKit({ reason, lines }: { reason: "assemble" | "take_apart"; lines: readonly { units: number }[] }): boolean {
  const product = lines.filter((line) => (reason === "assemble" ? line.units > 0 : line.units < 0));
  return product.length === 1 && lines.length > 1;
}

export const createDocumentRoute = route({
  method: "POST",
  path: "/stock-documents",
  summary: "Makes a stock document; transfers and counts begin as drafts, all others move their goods at once, all lines or none",
  permission: "stock:write",
  body: NewDocument,
  reply: z.strictObject({ id: IdParam, number: z.string(), state: z.enum(documentStates) }),
  refusals: ["forbidden", "item-not-found", "lines-refused", "nothing-to-count", "too-many-lines"],
});

export const StockDocument = z.strictObject({
  id: IdParam,
  number: z.string(),
  kind: z.enum(documentKinds),
  reason: z.string(),
  note: z.string(),
  state: z.enum(documentStates),
  warehouse: WarehouseLabel,
  toWarehouse: WarehouseLabel.nullable(),
  createdAt: InstantView,
  createdBy: z.string(),
  /** When it was done or cancelled, and by whom. */
  doneAt: InstantView.nullable(),
  doneBy: z.string().nullable(),
  lines: z.int(),
  /** Sum over its lines; of kitting what comes. */
  units: z.int(),
  counted: z.int(),
  /** 盘盈 and 盘亏 of a count; of a transfer that has arrived what is missing. */
  surplus: z.strictObject({ lines: z.int(), units: z.int() }),
  loss: z.strictObject({ lines: z.int(), units: z.int() }),
});
export type StockDocument = z.infer<typeof StockDocument>;

export const DocumentFilter = z.strictObject({
  kind: listOf(z.enum(documentKinds), documentKinds.length),
  state: listOf(z.enum(documentStates), documentStates.length),
  warehouse: listOf(IdParam, 200),
  /** Any part of a number. */
  number: z.string().trim().min(1).max(40).optional(),
});
export type DocumentFilter = z.infer<typeof DocumentFilter>;

export const listDocumentsRoute = route({
  method: "GET",
  path: "/stock-documents",
  summary: "Stock documents, newest first",
  permission: "stock:read",
  query: DocumentFilter.extend({ before: PageCursor.optional() }),
  reply: z.strictObject({
    rows: z.array(StockDocument),
    next: PageCursor.nullable(),
    /** How many wait for somebody, whatever the filter. */
    open: z.array(z.strictObject({ kind: z.enum(documentKinds), state: z.enum(documentStates), documents: z.int() })),
  }),
});

const DocumentParams = z.strictObject({ documentId: IdParam });

export const getDocumentRoute = route({
  method: "GET",
  path: "/stock-documents/:documentId",
  summary: "One stock document",
  permission: "stock:read",
  params: DocumentParams,
  reply: StockDocument,
  refusals: ["item-not-found"],
});

export const DocumentLine = z.strictObject({
  position: z.int(),
  sku: GoodsLabel,
  units: z.int().nullable(),
  /** Count: what the books said when it was counted. */
  expected: z.int().nullable(),
  /** Count: what was found. Transfer: what arrived. */
  counted: z.int().nullable(),
  /** In the document's warehouse at this moment. */
  onHand: z.int(),
  available: z.int(),
});
export type DocumentLine = z.infer<typeof DocumentLine>;

export const listDocumentLinesRoute = route({
  method: "GET",
  path: "/stock-documents/:documentId/lines",
  summary: "Lines of a stock document in their order, 200 at a time",
  permission: "stock:read",
  params: DocumentParams,
  query: z.strictObject({
    filter: z.enum(["uncounted", "different"]).optional(),
    search: z.string().trim().min(1).max(100).optional(),
    after: z.coerce.number().int().min(0).max(maxLines).optional(),
  }),
  reply: z.strictObject({ rows: z.array(DocumentLine), next: z.int().nullable() }),
  refusals: ["item-not-found"],
});

const DocumentReply = z.strictObject({ state: z.enum(documentStates) });
const refusals = ["forbidden", "item-not-found", "wrong-state", "lines-refused"] as const;

export const dispatchTransferRoute = route({
  method: "POST",
  path: "/stock-documents/:documentId/dispatch",
  summary: "The goods of a transfer leave their warehouse",
  permission: "stock:write",
  params: DocumentParams,
  reply: DocumentReply,
  refusals,
});

export const receiveTransferRoute = route({
  method: "POST",
  path: "/stock-documents/:documentId/receive",
  summary: "The goods of a transfer arrive; `counted` names the lines of which not all came",
  permission: "stock:write",
  params: DocumentParams,
  body: z.strictObject({ counted: z.array(z.strictObject({ code: Code, counted: z.int().min(0).max(maxUnits) })).max(maxLines) }),
  reply: DocumentReply,
  refusals,
});

export const enterCountsRoute = route({
  method: "POST",
  path: "/stock-documents/:documentId/counts",
  summary: "Enters what was found of lines of a count; null takes an entry back",
  permission: "stock:write",
  params: DocumentParams,
  body: z.strictObject({
    lines: linesOf(z.strictObject({ code: Code, counted: z.int().min(0).max(maxUnits).nullable() })),
  }),
  reply: DocumentReply,
  refusals,
});

export const submitCountRoute = route({
  method: "POST",
  path: "/stock-documents/:documentId/submit",
  summary: "A count is entered and waits for approval; lines that nobody counted will stay as they are",
  permission: "stock:write",
  params: DocumentParams,
  reply: DocumentReply,
  refusals: [...refusals, "nothing-counted"],
});

export const approveCountRoute = route({
  method: "POST",
  path: "/stock-documents/:documentId/approve",
  summary: "Books the differences that a count has found",
  permission: "stock:approve",
  params: DocumentParams,
  reply: DocumentReply,
  refusals,
});

export const rejectCountRoute = route({
  method: "POST",
  path: "/stock-documents/:documentId/reject",
  summary: "Sends a submitted count back to be looked at again",
  permission: "stock:approve",
  params: DocumentParams,
  reply: DocumentReply,
  refusals,
});

export const putBackRoute = route({
  method: "POST",
  path: "/stock-documents/:documentId/put-back",
  summary: "The goods of a cancelled package lie on their shelf again",
  permission: "stock:write",
  params: DocumentParams,
  reply: DocumentReply,
  refusals,
});

export const cancelDocumentRoute = route({
  method: "POST",
  path: "/stock-documents/:documentId/cancel",
  summary: "Gives up a draft; it has moved nothing",
  permission: "stock:write",
  params: DocumentParams,
  reply: DocumentReply,
  refusals,
});
