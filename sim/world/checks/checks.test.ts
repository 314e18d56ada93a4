import { describe, expect, test } from "vitest";
import { checkCalls, fullestWindow } from "./calls.ts";
import { checkAgreement, checkEffects } from "./effects.ts";
import type { Look, Violation } from "./look.ts";
import { checkAddresses, checkOrders } from "./orders.ts";
import { checkHealed, checkProgress } from "./progress.ts";
import { checkOffers, checkStock } from "./stock.ts";
import { openVersionCheck } from "./versions.ts";

const now = Date.parse("2026-11-24T02:00:00Z");
const minute = 60_000;

/** A world in which everything is right: one shop, one order, shipped and confirmed; one unit of five is gone, one is promised. */
function healthy(): Look {
  return {
    nowMs: now,
    books: {
      shops: [{ id: "s1", platformShopId: "mall", state: "active", epoch: 2, beatAtMs: now }],
      orders: [
        { id: "o1", shopId: "s1", platformOrderId: "PO-1", status: "shipped", updatedAtMs: now, isFollowed: false },
        { id: "o2", shopId: "s1", platformOrderId: "PO-2", status: "to_ship", updatedAtMs: now, isFollowed: false },
      ],
      packages: [
        {
          ...pkg,
          id: "p1",
          orderId: "o1",
          number: "XS1",
          state: "shipped",
          backfillState: "confirmed",
          waybill: "W1",
          trackingNumber: "W1",
        },
        { ...pkg, id: "p2", orderId: "o2", number: "XS2", state: "pending_print", waybill: "W2", trackingNumber: "W2" },
      ],
      stock: [
        {
          warehouseId: "w1",
          skuId: "k1",
          onHand: 4,
          reserved: 1,
          blocked: 0,
          ledgerOnHand: 4,
          ledgerReserved: 1,
          opened: 5,
          shipped: 1,
          held: 1,
        },
      ],
      intents: [],
      listings: [{ shopId: "s1", listingKey: "L1", skuId: "k1", pairingQuantity: 1, unitsPerPiece: 1, available: 3 }],
    },
    truth: {
      orders: [
        { platformOrderId: "PO-1", platformShopId: "mall", status: 4, updatedAtMs: now, isOurs: true, addressLine: "1 Elm Street" },
        { platformOrderId: "PO-2", platformShopId: "mall", status: 2, updatedAtMs: now, isOurs: true, addressLine: "2 Elm Street" },
      ],
      confirms: [{ platformShopId: "mall", platformOrderIds: ["PO-1"], trackingNumber: "W1" }],
      items: [{ platformShopId: "mall", listingKey: "L1", sellerCode: "MUG", stock: 3, sold: 2 }],
      bookings: [
        { waybill: "W1", bookingNumber: "XS1-1", isCharged: true },
        { waybill: "W2", bookingNumber: "XS2-1", isCharged: true },
        { waybill: "W0", bookingNumber: "XS2-0", isCharged: false },
      ],
    },
    callsMs: new Map([["mall", [now, now + 1, now + minute]]]),
    cap: { calls: 2, windowMs: minute },
    addresses: new Map([["PO-2", "2 Elm Street"]]),
  };
}

const pkg = {
  shopId: "s1",
  labelState: "ready",
  backfillState: "none",
  bookingAttempt: 1,
  waybill: null,
  trackingNumber: null,
};
const intent = {
  id: "i1",
  shopId: "s1",
  kind: "ship_confirm",
  subjectId: "p1",
  key: "",
  state: "pending",
  dueAtMs: now,
  updatedAtMs: now,
  message: null,
  waitsForBooking: false,
};

function checkAll(look: Look): Violation[] {
  const checks = [
    checkStock,
    checkOffers,
    checkOrders,
    checkAddresses,
    checkEffects,
    checkAgreement,
    checkCalls,
    checkProgress,
    openVersionCheck(),
  ];
  return checks.flatMap((check) => check(look));
}

test("a healthy world has no violation", () => {
  expect(checkAll(healthy())).toEqual([]);
});

type Books = Look["books"];
type Truth = Look["truth"];
const books =
  (change: (books: Books) => Partial<Books>) =>
  (look: Look): Look => ({ ...look, books: { ...look.books, ...change(look.books) } });
const truth =
  (change: (truth: Truth) => Partial<Truth>) =>
  (look: Look): Look => ({ ...look, truth: { ...look.truth, ...change(look.truth) } });

describe("each check fires", () => {
  const cases: [string, string, (look: Look) => Look][] = [
    ["I1", "an order that was never imported", books(({ orders }) => ({ orders: orders.slice(1) }))],
    ["I1", "an order that the platform does not know", truth(({ orders }) => ({ orders: orders.slice(1) }))],
    ["I1", "an order in an old version", truth(({ orders }) => ({ orders: orders.map((one) => ({ ...one, updatedAtMs: now + 1000 })) }))],
    [
      "I1",
      "an order that is stored twice",
      books(({ orders }) => ({ orders: [...orders, ...orders.map((one) => ({ ...one, id: `${one.id}x` }))] })),
    ],
    ["I1", "an order with two packages", books(({ packages }) => ({ packages: packages.map((one) => ({ ...one, orderId: "o2" })) }))],
    ["I1", "a parcel for an address of yesterday", (look) => ({ ...look, addresses: new Map([["PO-2", "1 Old Street"]]) })],
    ["I2", "a shipment that the platform accepted twice", truth(({ confirms }) => ({ confirms: [...confirms, ...confirms] }))],
    [
      "I2",
      "a booking that is charged twice",
      truth(({ bookings }) => ({ bookings: bookings.map((one) => ({ ...one, bookingNumber: "XS1-1" })) })),
    ],
    ["I2", "a confirmation that the platform does not show", truth(() => ({ confirms: [] }))],
    [
      "I2",
      "a shipment that we do not know of",
      books(({ packages }) => ({ packages: packages.map((one) => ({ ...one, backfillState: "none" })) })),
    ],
    [
      "I2",
      "another tracking number than ours",
      books(({ packages }) => ({ packages: packages.map((one) => ({ ...one, trackingNumber: "X" })) })),
    ],
    ["I2", "a booking that nobody wants", books(({ packages }) => ({ packages: packages.map((one) => ({ ...one, waybill: null })) }))],
    [
      "I2",
      "a package whose booking is dead",
      truth(({ bookings }) => ({ bookings: bookings.map((one) => ({ ...one, isCharged: false })) })),
    ],
    ["I3", "a counter beside its ledger", books(({ stock }) => ({ stock: stock.map((one) => ({ ...one, ledgerOnHand: 3 })) }))],
    ["I3", "a reservation beside its ledger", books(({ stock }) => ({ stock: stock.map((one) => ({ ...one, ledgerReserved: 0 })) }))],
    ["I3", "a reservation that no package holds", books(({ stock }) => ({ stock: stock.map((one) => ({ ...one, held: 0 })) }))],
    ["I3", "more reserved than on hand", books(({ stock }) => ({ stock: stock.map((one) => ({ ...one, onHand: 0, ledgerOnHand: 0 })) }))],
    ["I3", "more promised than owned", books(({ stock }) => ({ stock: stock.map((one) => ({ ...one, opened: 1 })) }))],
    ["I3", "an offer of what we do not have", truth(({ items }) => ({ items: items.map((one) => ({ ...one, stock: 4 })) }))],
    ["I3", "a listing that is not in our books", books(() => ({ listings: [] }))],
    ["I5", "one call too many in a window", (look) => ({ ...look, callsMs: new Map([["mall", [now, now + 1, now + minute - 1]]]) })],
    [
      "I7",
      "an act that was sent and forgotten",
      books(() => ({ intents: [{ ...intent, state: "sent", dueAtMs: now - 5 * minute, updatedAtMs: now - 5 * minute }] })),
    ],
    [
      "I7",
      "an act that is due for ever",
      books(() => ({ intents: [{ ...intent, dueAtMs: now - 9 * minute, updatedAtMs: now - 9 * minute }] })),
    ],
    ["I7", "a shop that nobody runs", books(({ shops }) => ({ shops: shops.map((one) => ({ ...one, beatAtMs: now - 4 * minute })) }))],
  ];
  test.each(cases)("%s: %s", (invariant, _, plant) => {
    expect(checkAll(plant(healthy())).map((one) => one.invariant)).toContain(invariant);
  });

  test.each([
    ["an order's version", books(({ orders }) => ({ orders: orders.map((one) => ({ ...one, updatedAtMs: now - 1 })) }))],
    ["a shipped package", books(({ packages }) => ({ packages: packages.map((one) => ({ ...one, state: "pending_print" })) }))],
    ["a confirmed package", books(({ packages }) => ({ packages: packages.map((one) => ({ ...one, backfillState: "unknown" })) }))],
    ["a shop's epoch", books(({ shops }) => ({ shops: shops.map((one) => ({ ...one, epoch: 1 })) }))],
  ])("I4: %s goes back", (_, plant) => {
    const check = openVersionCheck();
    expect(check(healthy())).toEqual([]);
    expect(check(plant(healthy())).map((one) => one.invariant)).toContain("I4");
  });

  test("I9: what is left after the bound is named", () => {
    expect(checkHealed(now, ["ship_confirm of p1 is unknown"], 10 * minute)).toMatchObject([
      { invariant: "I9", fact: "1 things are left 600 s after the last fault: ship_confirm of p1 is unknown" },
    ]);
    expect(checkHealed(now, [], 10 * minute)).toEqual([]);
  });
});

test("a cancellation that waits for its booking is not stuck", () => {
  const plant = books(() => ({
    intents: [{ ...intent, kind: "cancel_waybill", dueAtMs: now - 60 * minute, updatedAtMs: now - 60 * minute, waitsForBooking: true }],
  }));
  expect(checkProgress(plant(healthy()))).toEqual([]);
});

test("windows are half-open: one full length apart is two windows", () => {
  expect(fullestWindow([0, 60, 30], 60)).toEqual({ calls: 2, fromMs: 0 });
  expect(fullestWindow([], 60).calls).toBe(0);
});
