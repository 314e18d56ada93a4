import { z } from "zod";
import { carrierRefusals, platformRefusals } from "../kernel/vocabulary/platform.ts";
import { IdParam, InstantView, listOf } from "./codec.ts";
import { route } from "./route.ts";
import { ShopLabel } from "./sync.ts";

const ShopsQuery = z.strictObject({ shop: listOf(IdParam, 200) });

export const QuarantinedItem = z.strictObject({
  id: IdParam,
  shop: ShopLabel,
  /** Null where none could be read. */
  platformOrderId: z.string().nullable(),
  /** Which field broke our schema, without its value. */
  detail: z.string(),
  seenCount: z.int(),
  firstSeenAt: InstantView,
  lastSeenAt: InstantView,
  isRetrying: z.boolean(),
});
export type QuarantinedItem = z.infer<typeof QuarantinedItem>;

export const listQuarantineRoute = route({
  method: "GET",
  path: "/sync/quarantine",
  summary: "解析失败订单: items that broke our schema. Their raw text is not shown: it holds buyer data",
  permission: "shops:read",
  query: ShopsQuery,
  reply: z.strictObject({ rows: z.array(QuarantinedItem), capped: z.boolean() }),
});

export const writeKinds = ["ship_confirm", "book_label", "cancel_waybill", "stock_push"] as const;

/** Our own word for a refusal: of a platform for what it was told, of a carrier for a booking. */
export const writeReasons = [...platformRefusals, "auth-expired", "scope-missing"] as const;
export const bookingReasons = [...carrierRefusals, "unavailable"] as const;

export const RefusedWrite = z.strictObject({
  id: IdParam,
  shop: ShopLabel,
  kind: z.enum(writeKinds),
  package: z.strictObject({ id: IdParam, number: z.string(), platformOrderId: z.string() }).nullable(),
  sellerCode: z.string().nullable(),
  /** Null where the other side's words are all there is. */
  reason: z.enum(writeReasons).nullable(),
  bookingReason: z.enum(bookingReasons).nullable(),
  code: z.string().nullable(),
  message: z.string().nullable(),
  attempts: z.int(),
  wantedAt: InstantView,
  refusedAt: InstantView,
});
export type RefusedWrite = z.infer<typeof RefusedWrite>;

export const listRefusedWritesRoute = route({
  method: "GET",
  path: "/sync/refused-writes",
  summary: "写回失败: writes that a platform or carrier refused and nothing has made up for",
  permission: "shops:read",
  query: ShopsQuery,
  reply: z.strictObject({ rows: z.array(RefusedWrite), capped: z.boolean() }),
});
