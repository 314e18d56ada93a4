import { expect, test } from "vitest";
import { asId, type PackageLineId, type SkuId } from "../../kernel/id.ts";
import { instantFromMs } from "../../kernel/instant.ts";
import { backfillStates, labelStates, packageOverlays, packageStates, stockStates } from "../../kernel/vocabulary/package.ts";
import { explainPackage, type PackageFacts } from "./explain-package.ts";
import { applyEvent, type Package } from "./package.ts";

const id = (last: string) => `00000000-0000-7000-8000-00000000000${last}`;
const line = { id: asId<PackageLineId>(id("1")), skuId: asId<SkuId>(id("2")), skuCode: "A", units: 3, reservedUnits: 3 };
const recipient = { state: "stored", hasPostcode: true, hasPhone: true, country: "US" } as const;
const facts: PackageFacts = {
  state: "pending_process",
  stockState: "full",
  labelState: "none",
  backfillState: "none",
  overlays: [],
  labelRefusal: null,
  backfillRefusal: null,
  printedCount: 0,
  backfilledAt: null,
  recipient,
  lines: [line],
  holdUntil: null,
  recipientFailure: null,
};
const at = instantFromMs(0);
const iso = "1970-01-01T00:00:00.000Z";
const unpaired = { lines: [{ ...line, skuId: null, skuCode: null, reservedUnits: 0 }], stockState: "unpaired" } as const;
const short = { lines: [{ ...line, reservedUnits: 1 }], stockState: "partial" } as const;
const refusal = { code: "9", message: "no" };

const table: [string, Partial<PackageFacts>, ReturnType<typeof explainPackage>][] = [
  ["held", { state: "platform_hold", holdUntil: at }, { why: { code: "held_until", at: iso }, nextAct: "none" }],
  ["held, end unknown", { state: "platform_hold" }, { why: { code: "held_until", at: null }, nextAct: "none" }],
  [
    "held, buyer wants to cancel",
    { state: "platform_hold", overlays: ["cancel_requested"] },
    { why: { code: "cancel_requested" }, nextAct: "none" },
  ],
  ["review is on", { state: "pending_review" }, { why: { code: "review_on" }, nextAct: "approve" }],
  ["review is on, stock short", { state: "pending_review", ...short }, { why: { code: "review_on" }, nextAct: "approve" }],
  ["unpaired", { state: "pending_review", ...unpaired }, { why: { code: "unpaired", lines: 1 }, nextAct: "pair" }],
  [
    "recipient on its way",
    { state: "pending_review", recipient: { ...recipient, state: "unknown" } },
    { why: { code: "recipient_loading" }, nextAct: "none" },
  ],
  [
    "recipient not readable",
    { state: "pending_review", recipient: { ...recipient, state: "failed" }, recipientFailure: "no right" },
    { why: { code: "recipient_failed", message: "no right" }, nextAct: "none" },
  ],
  [
    "no postcode",
    { state: "pending_review", recipient: { ...recipient, hasPostcode: false } },
    { why: { code: "postcode_missing" }, nextAct: "none" },
  ],
  [
    "no phone",
    { state: "pending_review", recipient: { ...recipient, hasPhone: false } },
    { why: { code: "phone_missing" }, nextAct: "none" },
  ],
  ["to process, unpaired", unpaired, { why: { code: "unpaired", lines: 1 }, nextAct: "pair" }],
  ["to process, partly in stock", short, { why: { code: "stock_short", missing: 2 }, nextAct: "none" }],
  [
    "to process, nothing in stock",
    { stockState: "none", lines: [{ ...line, reservedUnits: 0 }] },
    { why: { code: "stock_short", missing: 3 }, nextAct: "none" },
  ],
  ["to process", {}, { why: { code: "ready_for_waybill" }, nextAct: "request_waybill" }],
  ["to process, address changes", { overlays: ["address_change"] }, { why: { code: "address_change" }, nextAct: "none" }],
  ["to process, risk", { overlays: ["risk_alert"] }, { why: { code: "risk_alert" }, nextAct: "none" }],
  [
    "two overlays: cancelling comes first",
    { overlays: ["address_change", "cancel_requested"] },
    { why: { code: "cancel_requested" }, nextAct: "none" },
  ],
  ["requesting", { state: "label_requesting", labelState: "requesting" }, { why: { code: "waybill_requesting" }, nextAct: "none" }],
  [
    "request refused",
    { state: "label_requesting", labelState: "failed", labelRefusal: { reason: "not-deliverable", ...refusal } },
    { why: { code: "waybill_failed", reason: "not-deliverable", message: "no", refusalCode: "9" }, nextAct: "retry_waybill" },
  ],
  [
    "carrier away",
    { state: "label_requesting", labelState: "failed", labelRefusal: { reason: "unavailable", ...refusal } },
    { why: { code: "waybill_failed", reason: "unavailable", message: "no", refusalCode: "9" }, nextAct: "retry_waybill" },
  ],
  ["to print", { state: "pending_print", labelState: "ready" }, { why: { code: "ready_to_print" }, nextAct: "print" }],
  [
    "printed",
    { state: "pending_print", labelState: "ready", printedCount: 1 },
    { why: { code: "ready_to_ship" }, nextAct: "mark_shipped" },
  ],
  [
    "printed, stock lost meanwhile",
    { state: "pending_print", labelState: "ready", printedCount: 1, ...short },
    { why: { code: "stock_short", missing: 2 }, nextAct: "none" },
  ],
  [
    "printed, buyer wants to cancel",
    { state: "pending_print", labelState: "ready", printedCount: 1, overlays: ["cancel_requested"] },
    { why: { code: "cancel_requested" }, nextAct: "none" },
  ],
  ["waits for backfill", { state: "shipped", backfillState: "pending" }, { why: { code: "backfill_pending" }, nextAct: "none" }],
  ["is being sent back", { state: "shipped", backfillState: "sending" }, { why: { code: "backfill_pending" }, nextAct: "none" }],
  ["accepted", { state: "shipped", backfillState: "accepted" }, { why: { code: "backfill_accepted" }, nextAct: "none" }],
  ["lost answer", { state: "shipped", backfillState: "unknown" }, { why: { code: "backfill_unknown" }, nextAct: "none" }],
  [
    "confirmed",
    { state: "shipped", backfillState: "confirmed", backfilledAt: at },
    { why: { code: "backfill_confirmed", at: iso }, nextAct: "none" },
  ],
  [
    "rejected",
    { state: "shipped", backfillState: "rejected", backfillRefusal: { reason: "number-used", ...refusal } },
    { why: { code: "backfill_rejected", reason: "number-used", message: "no", refusalCode: "9" }, nextAct: "retry_backfill" },
  ],
  [
    "rejected for the token",
    { state: "shipped", backfillState: "rejected", backfillRefusal: { reason: "auth-expired", ...refusal } },
    { why: { code: "backfill_rejected", reason: "auth-expired", message: "no", refusalCode: "9" }, nextAct: "retry_backfill" },
  ],
  [
    "rejected for a reason of a newer version",
    { state: "shipped", backfillState: "rejected", backfillRefusal: { reason: "moon", ...refusal } },
    { why: { code: "backfill_rejected", reason: "other", message: "no", refusalCode: "9" }, nextAct: "retry_backfill" },
  ],
  ["shipped outside", { state: "shipped", backfillState: "elsewhere" }, { why: { code: "shipped_elsewhere" }, nextAct: "none" }],
  ["shipped before we saw it", { state: "shipped", backfillState: "none" }, { why: { code: "shipped_elsewhere" }, nextAct: "none" }],
  ["delivered", { state: "delivered", backfillState: "confirmed" }, { why: { code: "delivered" }, nextAct: "none" }],
  ["cancelled", { state: "cancelled" }, { why: { code: "cancelled_by_platform" }, nextAct: "none" }],
  ["ignored", { state: "ignored" }, { why: { code: "cooperative_warehouse" }, nextAct: "none" }],
];

test.each(table)("%s", (_, change, expected) => {
  expect(explainPackage({ ...facts, ...change })).toEqual(expected);
});

test("the act that is offered is one that the state machine takes, in every combination of states", () => {
  for (const one of combinations()) {
    const { nextAct } = explainPackage(one);
    const pkg: Package = { ...whole, ...one };
    if (nextAct === "approve") expect(applyEvent(pkg, { kind: "approved" }).ok).toBe(true);
    if (nextAct === "print") expect(applyEvent(pkg, { kind: "printed", at }).ok).toBe(true);
    if (nextAct === "mark_shipped") expect(applyEvent(pkg, { kind: "marked_shipped", at }).ok).toBe(true);
    if (nextAct === "retry_backfill") expect(applyEvent(pkg, { kind: "backfill_retried" }).ok).toBe(true);
    if (nextAct === "request_waybill") {
      expect(applyEvent(pkg, { kind: "waybill_requested", channelId: asId(id("3")) }).ok).toBe(true);
    }
  }
});

const whole = {
  id: asId<Package["id"]>(id("4")),
  number: "P1",
  orderId: asId<Package["orderId"]>(id("5")),
  shopId: asId<Package["shopId"]>(id("6")),
  warehouseId: asId<Package["warehouseId"]>(id("7")),
  channelId: null,
  bookingAttempt: 0,
  waybill: "W",
  trackingNumber: "T",
  labelBlobId: null,
  printedAt: null,
  shippedAt: null,
};

function* combinations(): Generator<PackageFacts> {
  for (const state of packageStates)
    for (const stockState of stockStates)
      for (const labelState of labelStates)
        for (const backfillState of backfillStates)
          for (const overlays of [[], ...packageOverlays.map((one) => [one])])
            for (const printedCount of [0, 1]) {
              // the database holds this: no 待打单 without a label
              if (state === "pending_print" && labelState !== "ready") continue;
              const lines = stockState === "full" ? [line] : stockState === "unpaired" ? unpaired.lines : short.lines;
              yield { ...facts, state, stockState, labelState, backfillState, overlays, printedCount, lines };
            }
}
