import type { Instant } from "../../kernel/instant.ts";
import type { PackageState, ReviewReason } from "../../kernel/vocabulary/package.ts";
import type { OrderStatus } from "../../kernel/vocabulary/platform.ts";
import type { Package, PackageEvent } from "../fulfilment/package.ts";

/** The version of an order as we hold it. */
export type KnownVersion = { contentHash: string; updatedAt: Instant | null };

/** What an arriving order is to us. "older" never overwrites: it is recorded as a regression. */
export type Verdict = "new" | "same" | "changed" | "older";

/**
 * Newer platform version, or an equal one with another content, is news; the platform's clock decides, never ours. A newer version with the
 * content that we hold is news, too: what it changed may lie beside the order (an address that changed for the second time). So is the first
 * version of an order that was read by number before any list showed it: such an answer names none.
 */
export function judgeIncoming(known: KnownVersion | undefined, incoming: KnownVersion): Verdict {
  if (known === undefined) return "new";
  if (known.updatedAt === null) return incoming.updatedAt === null && known.contentHash === incoming.contentHash ? "same" : "changed";
  const age = incoming.updatedAt === null ? 0 : incoming.updatedAt - known.updatedAt;
  if (known.contentHash === incoming.contentHash) return age > 0 ? "changed" : "same";
  return age < 0 ? "older" : "changed";
}

/** The state in which an order's package begins. Held and paid orders reserve stock; the others don't. */
export function firstState(order: { status: OrderStatus; fulfilledBy: "seller" | "platform" }): {
  state: PackageState;
  reserves: boolean;
} {
  if (order.fulfilledBy === "platform") return { state: "ignored", reserves: false };
  switch (order.status) {
    case "unpaid":
    case "held":
      return { state: "platform_hold", reserves: order.status === "held" };
    case "to_ship":
    case "partly_shipped":
      return { state: "pending_review", reserves: true };
    case "shipped":
      return { state: "shipped", reserves: false };
    case "delivered":
      return { state: "delivered", reserves: false };
    case "cancelled":
      return { state: "cancelled", reserves: false };
    default:
      return order.status satisfies never;
  }
}

/** Why a new package waits in 待审核; empty when it may pass by itself. */
export function reviewReasons(pkg: Package, reviewOn: boolean): ReviewReason[] {
  const reasons: ReviewReason[] = [];
  if (pkg.lines.some((line) => line.skuId === null && line.units > 0)) reasons.push("unpaired");
  if (pkg.recipient.state !== "stored") reasons.push("recipient_missing");
  else if (!pkg.recipient.hasPhone || !pkg.recipient.hasPostcode) reasons.push("recipient_incomplete");
  if (reviewOn) reasons.push("review_on");
  return reasons;
}

/** What the platform's new state of an order means for one of its packages, in the order in which it must be applied. */
export function eventsFromOrder(pkg: Package, status: OrderStatus, at: Instant): PackageEvent[] {
  const handedOver = pkg.state === "shipped" || pkg.state === "delivered";
  switch (status) {
    case "cancelled":
      return handedOver || pkg.state === "cancelled" || pkg.state === "ignored" ? [] : [{ kind: "order_cancelled" }];
    case "to_ship":
      return pkg.state === "platform_hold" ? [{ kind: "hold_ended" }] : [];
    case "shipped":
      return handedOver || pkg.state === "cancelled" || pkg.state === "ignored" ? [] : [{ kind: "shipped_elsewhere", at }];
    case "delivered":
      if (pkg.state === "shipped") return [{ kind: "delivered" }];
      return handedOver || pkg.state === "cancelled" || pkg.state === "ignored"
        ? []
        : [{ kind: "shipped_elsewhere", at }, { kind: "delivered" }];
    case "unpaid":
    case "held":
    case "partly_shipped":
      return [];
    default:
      return status satisfies never;
  }
}
