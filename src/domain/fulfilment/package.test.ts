import { describe, expect, test } from "vitest";
import {
  asId,
  type BlobId,
  type ChannelId,
  type OrderId,
  type PackageId,
  type PackageLineId,
  type ShopId,
  type SkuId,
  type WarehouseId,
} from "../../kernel/id.ts";
import { instantFromMs } from "../../kernel/instant.ts";
import { type PackageState, packageStates } from "../../kernel/vocabulary/package.ts";
import { applyEvent, type Package, type PackageEvent } from "./package.ts";

const id = "01900000-0000-7000-8000-000000000001";
const at = instantFromMs(1_760_000_000_000);

/** A package as it stands in a state when all went well so far. */
function packageIn(state: PackageState, changes: Partial<Package> = {}): Package {
  const labelled = state === "pending_print" || state === "shipped" || state === "delivered";
  const left = state === "shipped" || state === "delivered";
  return {
    id: asId<PackageId>(id),
    number: "PK2611220001",
    orderId: asId<OrderId>(id),
    shopId: asId<ShopId>(id),
    warehouseId: asId<WarehouseId>(id),
    state,
    stockState: "full",
    labelState: labelled ? "ready" : state === "label_requesting" ? "requesting" : "none",
    backfillState: left ? "pending" : "none",
    overlays: [],
    channelId: asId<ChannelId>(id),
    bookingAttempt: labelled ? 1 : 0,
    waybill: labelled ? "UA000000005YP" : null,
    trackingNumber: labelled ? "UA000000005YP" : null,
    labelBlobId: labelled ? asId<BlobId>(id) : null,
    labelRefusal: null,
    backfillRefusal: null,
    printedCount: labelled ? 1 : 0,
    printedAt: null,
    shippedAt: left ? at : null,
    backfilledAt: null,
    recipient: { state: "stored", hasPostcode: true, hasPhone: true, country: "US" },
    lines: [{ id: asId<PackageLineId>(id), skuId: asId<SkuId>(id), skuCode: "MUG", units: 2, reservedUnits: 2 }],
    ...changes,
  };
}

const refusal = { reason: "other", code: "1", message: "no" };
const events: Record<PackageEvent["kind"], PackageEvent> = {
  hold_ended: { kind: "hold_ended" },
  passed_review: { kind: "passed_review" },
  approved: { kind: "approved" },
  unapproved: { kind: "unapproved" },
  waybill_requested: { kind: "waybill_requested", channelId: asId<ChannelId>(id) },
  waybill_issued: { kind: "waybill_issued", waybill: "UA000000014YP", trackingNumber: "UA000000014YP", labelBlobId: asId<BlobId>(id) },
  waybill_refused: { kind: "waybill_refused", refusal },
  waybill_withdrawn: { kind: "waybill_withdrawn" },
  printed: { kind: "printed", at },
  marked_shipped: { kind: "marked_shipped", at },
  backfill_sending: { kind: "backfill_sending" },
  backfill_waiting: { kind: "backfill_waiting" },
  backfill_accepted: { kind: "backfill_accepted" },
  backfill_confirmed: { kind: "backfill_confirmed", at },
  backfill_rejected: { kind: "backfill_rejected", refusal },
  backfill_unknown: { kind: "backfill_unknown" },
  backfill_retried: { kind: "backfill_retried" },
  order_cancelled: { kind: "order_cancelled" },
  shipped_elsewhere: { kind: "shipped_elsewhere", at },
  delivered: { kind: "delivered" },
  overlays_set: { kind: "overlays_set", overlays: ["risk_alert"] },
};

/** What each event makes of each state: the next state, or "!code" for a refusal. States that are not named refuse with wrong-state. */
const table: Record<PackageEvent["kind"], Partial<Record<PackageState, string>>> = {
  hold_ended: { platform_hold: "pending_review" },
  passed_review: { pending_review: "pending_process", pending_process: "!already-done" },
  approved: { pending_review: "pending_process", pending_process: "!already-done" },
  unapproved: { pending_process: "pending_review" },
  waybill_requested: { pending_process: "label_requesting", label_requesting: "!already-done" },
  waybill_issued: { label_requesting: "pending_print" },
  waybill_refused: { label_requesting: "label_requesting" },
  waybill_withdrawn: { label_requesting: "pending_process", pending_print: "pending_process" },
  printed: {
    pending_print: "pending_print",
    shipped: "shipped",
    pending_review: "!no-label",
    pending_process: "!no-label",
    label_requesting: "!no-label",
    platform_hold: "!no-label",
    cancelled: "!no-label",
    ignored: "!no-label",
  },
  marked_shipped: { pending_print: "shipped", shipped: "!already-done", delivered: "!already-done" },
  backfill_sending: { shipped: "shipped", delivered: "delivered" },
  backfill_waiting: { shipped: "shipped", delivered: "delivered" },
  backfill_accepted: { shipped: "shipped", delivered: "delivered" },
  backfill_confirmed: { shipped: "shipped", delivered: "delivered" },
  backfill_rejected: { shipped: "shipped", delivered: "delivered" },
  backfill_unknown: { shipped: "shipped", delivered: "delivered" },
  backfill_retried: {},
  order_cancelled: {
    platform_hold: "cancelled",
    pending_review: "cancelled",
    pending_process: "cancelled",
    label_requesting: "cancelled",
    pending_print: "cancelled",
    ignored: "cancelled",
    cancelled: "!already-done",
  },
  shipped_elsewhere: {
    platform_hold: "shipped",
    pending_review: "shipped",
    pending_process: "shipped",
    label_requesting: "shipped",
    pending_print: "shipped",
  },
  delivered: { shipped: "delivered" },
  overlays_set: Object.fromEntries(packageStates.map((state) => [state, state])),
};

describe("every state meets every event", () => {
  const cases = Object.values(events).flatMap((event) =>
    packageStates.map((state) => [event.kind, state, table[event.kind][state] ?? "!wrong-state"] as const),
  );
  test.each(cases)("%s in %s → %s", (kind, state, expected) => {
    const result = applyEvent(packageIn(state), events[kind]);
    expect(result.ok ? result.value.next.state : `!${result.error.code}`).toBe(expected);
  });
});

function effectsOf(pkg: Package, event: PackageEvent): readonly string[] | string {
  const result = applyEvent(pkg, event);
  return result.ok ? result.value.effects : result.error.code;
}

describe("what must follow", () => {
  test("a request books, a shipment deducts and confirms, a cancellation releases", () => {
    expect(effectsOf(packageIn("pending_process"), events.waybill_requested)).toEqual(["book_label"]);
    expect(effectsOf(packageIn("pending_print"), events.marked_shipped)).toEqual(["deduct_stock", "confirm_shipment"]);
    expect(effectsOf(packageIn("pending_process"), events.order_cancelled)).toEqual(["release_stock"]);
  });

  test("whoever loses a label that exists or may exist takes it back at the carrier", () => {
    expect(effectsOf(packageIn("pending_print"), events.order_cancelled)).toEqual(["release_stock", "cancel_waybill"]);
    expect(effectsOf(packageIn("label_requesting"), events.waybill_withdrawn)).toEqual(["cancel_waybill"]);
    expect(effectsOf(packageIn("label_requesting", { labelState: "failed" }), events.waybill_withdrawn)).toEqual([]);
  });

  test("a withdrawn label leaves nothing behind that could be shipped with it", () => {
    const result = applyEvent(packageIn("pending_print"), events.waybill_withdrawn);
    expect(result.ok && result.value.next).toMatchObject({ waybill: null, trackingNumber: null, labelBlobId: null, printedCount: 0 });
  });

  test("asking again after a refusal counts another try, so that the carrier sees another number", () => {
    const result = applyEvent(packageIn("label_requesting", { labelState: "failed", bookingAttempt: 1 }), events.waybill_requested);
    expect(result.ok && result.value.next).toMatchObject({ bookingAttempt: 2, labelState: "requesting", labelRefusal: null });
  });
});

describe("what stands against it, first cause first", () => {
  const noPhone = { state: "stored", hasPostcode: true, hasPhone: false, country: "US" } as const;
  test.each<[string, Partial<Package>, PackageEvent["kind"], PackageState, string]>([
    [
      "an unpaired line",
      { lines: [{ id: asId(id), skuId: null, skuCode: null, units: 1, reservedUnits: 0 }] },
      "approved",
      "pending_review",
      "unpaired",
    ],
    ["a recipient not read yet", { recipient: { ...noPhone, state: "unknown" } }, "approved", "pending_review", "recipient-missing"],
    ["no postcode", { recipient: { ...noPhone, hasPostcode: false } }, "approved", "pending_review", "recipient-postcode-missing"],
    ["no phone", { recipient: noPhone }, "approved", "pending_review", "recipient-phone-missing"],
    ["stock short", { stockState: "partial" }, "waybill_requested", "pending_process", "stock-short"],
    ["a wish to cancel", { overlays: ["cancel_requested"] }, "waybill_requested", "pending_process", "cancel-requested"],
    ["a changing address", { overlays: ["address_change"] }, "printed", "pending_print", "address-change"],
    ["a risk alert", { overlays: ["risk_alert"] }, "marked_shipped", "pending_print", "risk-alert"],
    ["not printed", { printedCount: 0 }, "marked_shipped", "pending_print", "not-printed"],
  ])("%s", (_, changes, kind, state, code) => {
    expect(effectsOf(packageIn(state, changes), events[kind])).toBe(code);
  });

  test("a country without postcodes needs none", () => {
    const recipient = { state: "stored", hasPostcode: false, hasPhone: true, country: "AE" } as const;
    expect(effectsOf(packageIn("pending_review", { recipient }), events.approved)).toEqual([]);
  });
});

describe("a tracking number on its way back", () => {
  test("once confirmed nothing moves it", () => {
    expect(effectsOf(packageIn("shipped", { backfillState: "confirmed" }), events.backfill_unknown)).toBe("already-done");
  });
  test("only a refused one may be sent again", () => {
    expect(effectsOf(packageIn("shipped", { backfillState: "rejected" }), events.backfill_retried)).toEqual(["confirm_shipment"]);
    expect(effectsOf(packageIn("shipped", { backfillState: "unknown" }), events.backfill_retried)).toBe("wrong-state");
  });
  test("what was shipped elsewhere is not ours to confirm", () => {
    expect(effectsOf(packageIn("shipped", { backfillState: "elsewhere" }), events.backfill_sending)).toBe("wrong-state");
  });
});
