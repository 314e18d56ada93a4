import { assertNever } from "../../kernel/assert-never.ts";
import type { BlobId, ChannelId, OrderId, PackageId, PackageLineId, ShopId, SkuId, WarehouseId } from "../../kernel/id.ts";
import type { Instant } from "../../kernel/instant.ts";
import { fail, ok, type Result } from "../../kernel/result.ts";
import type { BackfillState, LabelState, PackageOverlay, PackageState, StockState } from "../../kernel/vocabulary/package.ts";
import type { Refusal, RefusalCode } from "../../kernel/vocabulary/refusal.ts";

export type PackageLine = { id: PackageLineId; skuId: SkuId | null; skuCode: string | null; units: number; reservedUnits: number };

/** What is known of the recipient when a decision is made. `unknown` while it is being read or hidden. */
export type RecipientFacts = { state: "unknown" | "stored" | "failed"; hasPostcode: boolean; hasPhone: boolean; country: string | null };

export type ForeignRefusal = { reason: string; code: string; message: string };

/** A package (包裹) with all that its rules look at. */
export type Package = {
  id: PackageId;
  number: string;
  orderId: OrderId;
  shopId: ShopId;
  warehouseId: WarehouseId;
  state: PackageState;
  stockState: StockState;
  labelState: LabelState;
  backfillState: BackfillState;
  overlays: readonly PackageOverlay[];
  channelId: ChannelId | null;
  bookingAttempt: number;
  waybill: string | null;
  trackingNumber: string | null;
  labelBlobId: BlobId | null;
  labelRefusal: ForeignRefusal | null;
  backfillRefusal: ForeignRefusal | null;
  printedCount: number;
  printedAt: Instant | null;
  shippedAt: Instant | null;
  backfilledAt: Instant | null;
  recipient: RecipientFacts;
  lines: readonly PackageLine[];
};

export type PackageEvent =
  /** The platform's grace period is over. */
  | { kind: "hold_ended" }
  /** Nothing stands against it and review is off. */
  | { kind: "passed_review" }
  | { kind: "approved" }
  | { kind: "unapproved" }
  | { kind: "waybill_requested"; channelId: ChannelId }
  | { kind: "waybill_issued"; waybill: string; trackingNumber: string; labelBlobId: BlobId }
  | { kind: "waybill_refused"; refusal: ForeignRefusal }
  | { kind: "waybill_withdrawn" }
  | { kind: "printed"; at: Instant }
  | { kind: "marked_shipped"; at: Instant }
  | { kind: "backfill_sending" }
  /** Could not be sent now and certainly did nothing: it waits for the next try. */
  | { kind: "backfill_waiting" }
  | { kind: "backfill_accepted" }
  | { kind: "backfill_confirmed"; at: Instant }
  | { kind: "backfill_rejected"; refusal: ForeignRefusal }
  | { kind: "backfill_unknown" }
  | { kind: "backfill_retried" }
  | { kind: "order_cancelled" }
  /** The platform shows it as shipped and the number is not ours: somebody shipped it outside. */
  | { kind: "shipped_elsewhere"; at: Instant }
  | { kind: "delivered" }
  | { kind: "overlays_set"; overlays: readonly PackageOverlay[] };

/** What must follow a transition, in the same transaction. */
export type PackageEffect = "release_stock" | "deduct_stock" | "book_label" | "cancel_waybill" | "confirm_shipment";

export type Transition = { next: Package; effects: readonly PackageEffect[] };

/** The state machine: pure, every state and event decided. A refusal says why in a code that the web has a sentence for. */
export function applyEvent(pkg: Package, event: PackageEvent): Result<Transition, Refusal> {
  switch (event.kind) {
    case "hold_ended":
      return pkg.state === "platform_hold" ? to({ ...pkg, state: "pending_review" }) : refuse("wrong-state");
    case "passed_review":
      return approve(pkg);
    case "approved":
      return approve(pkg);
    case "unapproved":
      return pkg.state === "pending_process" ? to({ ...pkg, state: "pending_review" }) : refuse("wrong-state");
    case "waybill_requested":
      return requestWaybill(pkg, event.channelId);
    case "waybill_issued":
      return issueWaybill(pkg, event);
    case "waybill_refused":
      return pkg.state === "label_requesting" ? to({ ...pkg, labelState: "failed", labelRefusal: event.refusal }) : refuse("wrong-state");
    case "waybill_withdrawn":
      return withdrawWaybill(pkg);
    case "printed":
      return print(pkg, event.at);
    case "marked_shipped":
      return markShipped(pkg, event.at);
    case "order_cancelled":
      return cancel(pkg);
    case "shipped_elsewhere":
      return shipElsewhere(pkg, event.at);
    case "delivered":
      return pkg.state === "shipped" ? to({ ...pkg, state: "delivered" }) : refuse("wrong-state");
    case "overlays_set":
      return to({ ...pkg, overlays: [...event.overlays].sort() });
    case "backfill_sending":
    case "backfill_waiting":
    case "backfill_accepted":
    case "backfill_confirmed":
    case "backfill_rejected":
    case "backfill_unknown":
    case "backfill_retried":
      return backfill(pkg, event);
    default:
      return assertNever(event);
  }
}

/** Whether goods have left: nothing can be stopped or released any more. */
export function isHandedOver(pkg: Package): boolean {
  return pkg.state === "shipped" || pkg.state === "delivered";
}

function to(next: Package, ...effects: PackageEffect[]): Result<Transition, Refusal> {
  return ok({ next, effects });
}

function refuse(code: RefusalCode, detail?: string): Result<Transition, Refusal> {
  return fail(detail === undefined ? { code } : { code, detail });
}

/** What stands against working on a package, first cause first; undefined when nothing does. */
export function findObstacle(pkg: Pick<Package, "lines" | "recipient">): Refusal | undefined {
  if (pkg.lines.some((line) => line.skuId === null && line.units > 0)) return { code: "unpaired" };
  if (pkg.recipient.state !== "stored") return { code: "recipient-missing" };
  if (!pkg.recipient.hasPostcode && needsPostcode(pkg.recipient.country)) return { code: "recipient-postcode-missing" };
  if (!pkg.recipient.hasPhone) return { code: "recipient-phone-missing" };
  return undefined;
}

// UPU: these delivery countries have no postcode system
const withoutPostcodes: ReadonlySet<string> = new Set(["AE", "HK", "QA", "PA", "GH", "UG", "ZW", "AO", "BO", "JM"]);

function needsPostcode(country: string | null): boolean {
  return country === null || !withoutPostcodes.has(country);
}

function overlayRefusal(pkg: Package): Refusal | undefined {
  if (pkg.overlays.includes("cancel_requested")) return { code: "cancel-requested" };
  if (pkg.overlays.includes("address_change")) return { code: "address-change" };
  if (pkg.overlays.includes("risk_alert")) return { code: "risk-alert" };
  return undefined;
}

function approve(pkg: Package): Result<Transition, Refusal> {
  if (pkg.state === "pending_process") return refuse("already-done");
  if (pkg.state !== "pending_review") return refuse("wrong-state");
  const obstacle = findObstacle(pkg);
  return obstacle === undefined ? to({ ...pkg, state: "pending_process" }) : fail(obstacle);
}

function requestWaybill(pkg: Package, channelId: ChannelId): Result<Transition, Refusal> {
  const again = pkg.state === "label_requesting" && pkg.labelState === "failed";
  if (pkg.state === "label_requesting" && !again) return refuse("already-done");
  if (pkg.state !== "pending_process" && !again) return refuse("wrong-state");
  const obstacle = overlayRefusal(pkg) ?? findObstacle(pkg);
  if (obstacle !== undefined) return fail(obstacle);
  if (pkg.stockState !== "full") return refuse("stock-short");
  return to(
    {
      ...pkg,
      state: "label_requesting",
      labelState: "requesting",
      labelRefusal: null,
      channelId,
      bookingAttempt: pkg.bookingAttempt + 1,
    },
    "book_label",
  );
}

function issueWaybill(pkg: Package, event: { waybill: string; trackingNumber: string; labelBlobId: BlobId }): Result<Transition, Refusal> {
  if (pkg.state !== "label_requesting") return refuse("wrong-state");
  return to({
    ...pkg,
    state: "pending_print",
    labelState: "ready",
    labelRefusal: null,
    waybill: event.waybill,
    trackingNumber: event.trackingNumber,
    labelBlobId: event.labelBlobId,
    printedCount: 0,
    printedAt: null,
  });
}

function withdrawWaybill(pkg: Package): Result<Transition, Refusal> {
  if (pkg.state !== "label_requesting" && pkg.state !== "pending_print") return refuse("wrong-state");
  // a refused request has nothing at the carrier; one under way or answered must be undone there
  const effects: PackageEffect[] = pkg.labelState === "failed" ? [] : ["cancel_waybill"];
  return to({ ...withoutWaybill(pkg), state: "pending_process" }, ...effects);
}

function withoutWaybill(pkg: Package): Package {
  return {
    ...pkg,
    labelState: "none",
    labelRefusal: null,
    waybill: null,
    trackingNumber: null,
    labelBlobId: null,
    printedCount: 0,
    printedAt: null,
  };
}

function print(pkg: Package, at: Instant): Result<Transition, Refusal> {
  if (pkg.labelState !== "ready") return refuse("no-label");
  // a reprint after shipping changes nothing but the count
  if (pkg.state !== "pending_print" && pkg.state !== "shipped") return refuse("wrong-state");
  const obstacle = pkg.state === "pending_print" ? overlayRefusal(pkg) : undefined;
  if (obstacle !== undefined) return fail(obstacle);
  return to({ ...pkg, printedCount: pkg.printedCount + 1, printedAt: at });
}

function markShipped(pkg: Package, at: Instant): Result<Transition, Refusal> {
  if (isHandedOver(pkg)) return refuse("already-done");
  if (pkg.state !== "pending_print") return refuse("wrong-state");
  const obstacle = overlayRefusal(pkg);
  if (obstacle !== undefined) return fail(obstacle);
  if (pkg.printedCount === 0) return refuse("not-printed");
  if (pkg.trackingNumber === null) return refuse("no-label");
  if (pkg.lines.some((line) => line.reservedUnits < line.units)) return refuse("stock-short");
  return to(
    { ...pkg, state: "shipped", shippedAt: at, backfillState: "pending", backfillRefusal: null },
    "deduct_stock",
    "confirm_shipment",
  );
}

function cancel(pkg: Package): Result<Transition, Refusal> {
  if (isHandedOver(pkg)) return refuse("wrong-state");
  if (pkg.state === "cancelled") return refuse("already-done");
  const atCarrier = pkg.labelState === "requesting" || pkg.labelState === "ready";
  return to({ ...pkg, state: "cancelled" }, "release_stock", ...(atCarrier ? (["cancel_waybill"] as const) : []));
}

function shipElsewhere(pkg: Package, at: Instant): Result<Transition, Refusal> {
  if (isHandedOver(pkg) || pkg.state === "cancelled" || pkg.state === "ignored") return refuse("wrong-state");
  const atCarrier = pkg.labelState === "requesting" || pkg.labelState === "ready";
  // the goods have left our shelf by another way: what was reserved for them is gone
  return to(
    { ...pkg, state: "shipped", shippedAt: at, backfillState: "elsewhere" },
    "deduct_stock",
    ...(atCarrier ? (["cancel_waybill"] as const) : []),
  );
}

type BackfillEvent = Extract<PackageEvent, { kind: `backfill_${string}` }>;

function backfill(pkg: Package, event: BackfillEvent): Result<Transition, Refusal> {
  if (!isHandedOver(pkg) || pkg.backfillState === "elsewhere" || pkg.backfillState === "none") return refuse("wrong-state");
  if (pkg.backfillState === "confirmed") return refuse("already-done");
  switch (event.kind) {
    case "backfill_sending":
      return to({ ...pkg, backfillState: "sending" });
    case "backfill_waiting":
      return to({ ...pkg, backfillState: "pending" });
    case "backfill_accepted":
      return to({ ...pkg, backfillState: "accepted", backfillRefusal: null });
    case "backfill_confirmed":
      return to({ ...pkg, backfillState: "confirmed", backfillRefusal: null, backfilledAt: event.at });
    case "backfill_rejected":
      return to({ ...pkg, backfillState: "rejected", backfillRefusal: event.refusal });
    case "backfill_unknown":
      return to({ ...pkg, backfillState: "unknown" });
    case "backfill_retried":
      return pkg.backfillState === "rejected" ? to({ ...pkg, backfillState: "pending" }, "confirm_shipment") : refuse("wrong-state");
    default:
      return assertNever(event);
  }
}
