import { z } from "zod";
import { carrierRefusals, platformRefusals } from "../kernel/vocabulary/platform.ts";
import type { PackageWhy } from "../kernel/vocabulary/why.ts";
import { InstantView } from "./codec.ts";

const plain = <Code extends string>(code: Code) => z.strictObject({ code: z.literal(code) });

/** Wire form of kernel/vocabulary/why.ts. */
export const PackageWhyView = z.discriminatedUnion("code", [
  z.strictObject({ code: z.literal("held_until"), at: InstantView.nullable() }),
  plain("review_on"),
  z.strictObject({ code: z.literal("unpaired"), lines: z.int() }),
  plain("recipient_loading"),
  z.strictObject({ code: z.literal("recipient_failed"), message: z.string() }),
  plain("postcode_missing"),
  plain("phone_missing"),
  z.strictObject({ code: z.literal("stock_short"), missing: z.int() }),
  plain("ready_for_waybill"),
  plain("waybill_requesting"),
  z.strictObject({
    code: z.literal("waybill_failed"),
    reason: z.enum([...carrierRefusals, "unavailable"]),
    message: z.string(),
    refusalCode: z.string(),
  }),
  plain("ready_to_print"),
  plain("ready_to_ship"),
  plain("cancel_requested"),
  plain("address_change"),
  plain("risk_alert"),
  plain("backfill_pending"),
  plain("backfill_accepted"),
  plain("backfill_unknown"),
  z.strictObject({ code: z.literal("backfill_confirmed"), at: InstantView.nullable() }),
  z.strictObject({
    code: z.literal("backfill_rejected"),
    reason: z.enum([...platformRefusals, "auth-expired", "scope-missing"]),
    message: z.string(),
    refusalCode: z.string(),
  }),
  plain("shipped_elsewhere"),
  plain("cancelled_by_platform"),
  plain("cooperative_warehouse"),
  plain("delivered"),
]) satisfies z.ZodType<PackageWhy>;
