import { z } from "zod";
import { packageOverlays, reviewReasons } from "../kernel/vocabulary/package.ts";
import { carrierRefusals, platformRefusals } from "../kernel/vocabulary/platform.ts";
import type { TimelineEvent } from "../kernel/vocabulary/timeline.ts";
import { InstantView } from "./codec.ts";

const plain = <Kind extends string>(kind: Kind) => z.strictObject({ kind: z.literal(kind) });
const Stock = z.array(z.strictObject({ sku: z.string(), units: z.int(), missing: z.int() }));
const Call = z.strictObject({ operation: z.string(), durationMs: z.int(), code: z.string().nullable() }).nullable();

/** Wire form of kernel/vocabulary/timeline.ts. */
export const TimelineEventView = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("order_downloaded"),
    afterMs: z.int().nullable(),
    source: z.enum(["stream", "sweep", "request"]),
    status: z.string(),
  }),
  z.strictObject({ kind: z.literal("order_changed"), fields: z.array(z.string()) }),
  plain("recipient_stored"),
  z.strictObject({ kind: z.literal("recipient_failed"), message: z.string() }),
  plain("amounts_stored"),
  plain("amounts_unauthorised"),
  z.strictObject({ kind: z.literal("stock_reserved"), lines: Stock }),
  z.strictObject({ kind: z.literal("stock_released"), lines: Stock }),
  z.strictObject({ kind: z.literal("stock_deducted"), lines: Stock }),
  z.strictObject({ kind: z.literal("paired"), lines: z.int() }),
  z.strictObject({ kind: z.literal("held"), until: InstantView.nullable() }),
  plain("hold_ended"),
  z.strictObject({ kind: z.literal("review_required"), reasons: z.array(z.enum(reviewReasons)) }),
  plain("passed_review"),
  plain("approved"),
  plain("unapproved"),
  z.strictObject({ kind: z.literal("waybill_requested"), carrier: z.string(), channel: z.string() }),
  plain("waybill_request_withdrawn"),
  z.strictObject({
    kind: z.literal("waybill_issued"),
    carrier: z.string(),
    waybill: z.string(),
    trackingNumber: z.string(),
    call: Call,
  }),
  z.strictObject({
    kind: z.literal("waybill_refused"),
    carrier: z.string(),
    reason: z.enum([...carrierRefusals, "unavailable"]),
    code: z.string(),
    message: z.string(),
  }),
  z.strictObject({ kind: z.literal("waybill_unknown"), carrier: z.string(), detail: z.string() }),
  z.strictObject({ kind: z.literal("waybill_cancelled"), carrier: z.string(), waybill: z.string() }),
  z.strictObject({ kind: z.literal("waybill_cancel_refused"), carrier: z.string(), waybill: z.string(), message: z.string() }),
  z.strictObject({ kind: z.literal("printed"), count: z.int() }),
  plain("marked_shipped"),
  z.strictObject({ kind: z.literal("backfill_sent"), trackingNumber: z.string(), carrier: z.string(), call: Call }),
  z.strictObject({ kind: z.literal("backfill_confirmed"), trackingNumber: z.string(), call: Call }),
  z.strictObject({
    kind: z.literal("backfill_rejected"),
    reason: z.enum([...platformRefusals, "auth-expired", "scope-missing"]),
    code: z.string(),
    message: z.string(),
  }),
  z.strictObject({ kind: z.literal("backfill_unknown"), detail: z.string() }),
  plain("backfill_retried"),
  plain("shipped_elsewhere"),
  z.strictObject({ kind: z.literal("overlay_laid"), overlay: z.enum(packageOverlays) }),
  z.strictObject({ kind: z.literal("overlay_lifted"), overlay: z.enum(packageOverlays) }),
  z.strictObject({ kind: z.literal("cancelled"), by: z.literal("platform") }),
  z.strictObject({ kind: z.literal("ignored"), reason: z.literal("cooperative_warehouse") }),
  plain("delivered"),
  z.strictObject({ kind: z.literal("recipient_viewed"), purpose: z.string() }),
]) satisfies z.ZodType<TimelineEvent>;

export const TimelineEntry = z.strictObject({
  id: z.string(),
  at: InstantView,
  /** The person's name; null when the system did it. */
  actor: z.string().nullable(),
  event: TimelineEventView,
});
export type TimelineEntry = z.infer<typeof TimelineEntry>;
