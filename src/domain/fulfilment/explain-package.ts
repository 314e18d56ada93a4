import { assertNever } from "../../kernel/assert-never.ts";
import { type Instant, toIso } from "../../kernel/instant.ts";
import { carrierRefusals, platformRefusals } from "../../kernel/vocabulary/platform.ts";
import type { NextAct, PackageWhy } from "../../kernel/vocabulary/why.ts";
import { findObstacle, type Package } from "./package.ts";

/** What the explanation looks at. */
export type PackageFacts = Pick<
  Package,
  | "state"
  | "stockState"
  | "labelState"
  | "backfillState"
  | "overlays"
  | "labelRefusal"
  | "backfillRefusal"
  | "printedCount"
  | "backfilledAt"
  | "recipient"
  | "lines"
> & {
  holdUntil: Instant | null;
  /** The platform's words when the recipient could not be read. */
  recipientFailure: string | null;
};

export type Explanation = { why: PackageWhy; nextAct: NextAct };

/** Why a package stands where it stands: the first thing that must be dealt with, and the one act of ours that moves it on. */
export function explainPackage(facts: PackageFacts): Explanation {
  switch (facts.state) {
    case "platform_hold":
      return overlay(facts) ?? waiting({ code: "held_until", at: facts.holdUntil === null ? null : toIso(facts.holdUntil) });
    case "pending_review":
      return overlay(facts) ?? obstacle(facts) ?? { why: { code: "review_on" }, nextAct: "approve" };
    case "pending_process":
      return overlay(facts) ?? obstacle(facts) ?? stock(facts) ?? { why: { code: "ready_for_waybill" }, nextAct: "request_waybill" };
    case "label_requesting":
      return overlay(facts) ?? label(facts);
    case "pending_print":
      return overlay(facts) ?? (facts.printedCount === 0 ? { why: { code: "ready_to_print" }, nextAct: "print" } : toShip(facts));
    case "shipped":
      return backfill(facts);
    case "delivered":
      return waiting({ code: "delivered" });
    case "cancelled":
      return waiting({ code: "cancelled_by_platform" });
    case "ignored":
      return waiting({ code: "cooperative_warehouse" });
    default:
      return assertNever(facts.state);
  }
}

function waiting(why: PackageWhy): Explanation {
  return { why, nextAct: "none" };
}

function overlay(facts: PackageFacts): Explanation | undefined {
  // in the order in which the platform lets them be settled: a cancelled order needs neither address nor clearance
  const first = (["cancel_requested", "address_change", "risk_alert"] as const).find((one) => facts.overlays.includes(one));
  return first === undefined ? undefined : waiting({ code: first });
}

function obstacle(facts: PackageFacts): Explanation | undefined {
  switch (findObstacle(facts)?.code) {
    case undefined:
      return undefined;
    case "unpaired":
      return {
        why: { code: "unpaired", lines: facts.lines.filter((line) => line.skuId === null && line.units > 0).length },
        nextAct: "pair",
      };
    case "recipient-postcode-missing":
      return waiting({ code: "postcode_missing" });
    case "recipient-phone-missing":
      return waiting({ code: "phone_missing" });
    default:
      return facts.recipient.state === "failed"
        ? waiting({ code: "recipient_failed", message: facts.recipientFailure ?? "" })
        : waiting({ code: "recipient_loading" });
  }
}

function stock(facts: PackageFacts): Explanation | undefined {
  return facts.stockState === "full" ? undefined : waiting({ code: "stock_short", missing: missingUnits(facts) });
}

function missingUnits(facts: PackageFacts): number {
  return facts.lines.reduce((sum, line) => sum + Math.max(0, line.units - line.reservedUnits), 0);
}

function label(facts: PackageFacts): Explanation {
  if (facts.labelState !== "failed") return waiting({ code: "waybill_requesting" });
  const refusal = facts.labelRefusal ?? { reason: "other", code: "", message: "" };
  const reason = [...carrierRefusals, "unavailable" as const].find((one) => one === refusal.reason) ?? "other";
  return { why: { code: "waybill_failed", reason, message: refusal.message, refusalCode: refusal.code }, nextAct: "retry_waybill" };
}

function toShip(facts: PackageFacts): Explanation {
  if (missingUnits(facts) > 0) return waiting({ code: "stock_short", missing: missingUnits(facts) });
  return { why: { code: "ready_to_ship" }, nextAct: "mark_shipped" };
}

function backfill(facts: PackageFacts): Explanation {
  switch (facts.backfillState) {
    case "pending":
    case "sending":
      return waiting({ code: "backfill_pending" });
    case "accepted":
      return waiting({ code: "backfill_accepted" });
    case "unknown":
      return waiting({ code: "backfill_unknown" });
    case "confirmed":
      return waiting({ code: "backfill_confirmed", at: facts.backfilledAt === null ? null : toIso(facts.backfilledAt) });
    case "rejected":
      return rejected(facts);
    case "elsewhere":
    // shipped before we first saw it
    case "none":
      return waiting({ code: "shipped_elsewhere" });
    default:
      return assertNever(facts.backfillState);
  }
}

function rejected(facts: PackageFacts): Explanation {
  const refusal = facts.backfillRefusal ?? { reason: "other", code: "", message: "" };
  const known = [...platformRefusals, "auth-expired" as const, "scope-missing" as const];
  const reason = known.find((one) => one === refusal.reason) ?? "other";
  return { why: { code: "backfill_rejected", reason, message: refusal.message, refusalCode: refusal.code }, nextAct: "retry_backfill" };
}
