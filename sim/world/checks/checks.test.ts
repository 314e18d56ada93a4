import { describe, expect, test } from "vitest";
import { checkCalls, fullestWindow } from "./calls.ts";
import { checkAgreement, checkEffects, checkReceivers } from "./effects.ts";
import type { Look, Violation } from "./look.ts";
import { checkAddresses, checkContent, checkLateness, checkOrders, checkSweeps } from "./orders.ts";
import { checkHealed, checkProgress, checkWaiting } from "./progress.ts";
import { checkRecords, checkSlots, type Send } from "./records.ts";
import { checkSecrets } from "./secrets.ts";
import { checkOwners, checkRepeats, checkSilence } from "./sends.ts";
import { checkOffers, checkPromises, checkStock } from "./stock.ts";
import { openVersionCheck } from "./versions.ts";
import { checkWalls } from "./walls.ts";

const now = Date.parse("2026-11-24T02:00:00Z");
const minute = 60_000;

/** A world in which everything is right: one shop, one order, shipped and confirmed; one unit of five is gone, one is promised. */
function healthy(): Look {
  return {
    nowMs: now,
    books: {
      shops: [{ id: "s1", tenant: "t1", platformShopId: "mall", state: "active", epoch: 2, beatAtMs: now }],
      orders: [
        { id: "o1", shopId: "s1", platformOrderId: "PO-1", status: "shipped", updatedAtMs: now, isFollowed: false, ...read },
        { id: "o2", shopId: "s1", platformOrderId: "PO-2", status: "to_ship", updatedAtMs: now, isFollowed: false, ...read },
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
          brought: 0,
          held: 1,
        },
      ],
      intents: [],
      wishes: [],
      listings: [{ shopId: "s1", listingKey: "L1", skuId: "k1", pairingQuantity: 1, available: 3, isShared: false }],
    },
    truth: healthyTruth(),
    callsMs: new Map([["mall", [now, now + 1, now + minute]]]),
    cap: { calls: 2, windowMs: minute },
    addresses: new Map([["PO-2", "2 Elm Street"]]),
    overPromised: new Map([["L1", 0]]),
    excusedUntilMs: () => 0,
    isPoisoned: () => false,
  };
}

/** What the other side wrote down of it. */
function healthyTruth(): Look["truth"] {
  return {
    orders: [
      {
        platformOrderId: "PO-1",
        platformShopId: "mall",
        status: 4,
        updatedAtMs: now,
        isOurs: true,
        addressLine: "1 Elm Street",
        buyer: "Ann Lee",
      },
      {
        platformOrderId: "PO-2",
        platformShopId: "mall",
        status: 2,
        updatedAtMs: now,
        isOurs: true,
        addressLine: "2 Elm Street",
        buyer: "Zoë Ray",
      },
    ],
    confirms: [{ platformShopId: "mall", platformOrderIds: ["PO-1"], trackingNumber: "W1", atMs: now }],
    items: [{ platformShopId: "mall", listingKey: "L1", sellerCode: "MUG", stock: 3, sold: 2 }],
    bookings: [
      { waybill: "W1", bookingNumber: "XS1-1", ...ann, isCharged: true },
      { waybill: "W2", bookingNumber: "XS2-1", ...zoe, isCharged: true },
      { waybill: "W0", bookingNumber: "XS2-0", ...zoe, isCharged: false },
    ],
  };
}

const read = { fulfilledBy: "seller", recipientState: "stored", amountState: "stored" };
const ann = { account: "900001", receiver: "ANN LEE", atMs: now };
const zoe = { account: "900001", receiver: "ZOE RAY", atMs: now };
const pkg = {
  tenant: "t1",
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
    checkPromises,
    checkOffers,
    checkOrders,
    checkLateness,
    checkContent,
    checkAddresses,
    checkReceivers,
    checkWaiting,
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
    [
      "I1",
      "a change that does not come",
      (look) =>
        books(({ orders }) => ({ orders: orders.map((one) => ({ ...one, updatedAtMs: now - 9 * minute })) }))(
          truth(({ orders }) => ({ orders: orders.map((one) => ({ ...one, updatedAtMs: now - 8 * minute })) }))(look),
        ),
    ],
    [
      "I1",
      "a recipient that was given up",
      books(({ orders }) => ({ orders: orders.map((one) => ({ ...one, recipientState: "failed" })) })),
    ],
    ["I1", "another status than the platform's", books(({ orders }) => ({ orders: orders.map((one) => ({ ...one, status: "to_ship" })) }))],
    ["I2", "a parcel to somebody else", truth(({ bookings }) => ({ bookings: bookings.map((one) => ({ ...one, receiver: "ANN LEA" })) }))],
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
    ["I3", "more on sale than we own", (look) => ({ ...look, overPromised: new Map([["L1", 1]]) })],
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
    [
      "I7",
      "a waybill that nobody asks for",
      books(({ packages }) => ({ packages: packages.map((one) => ({ ...one, state: "label_requesting", labelState: "requesting" })) })),
    ],
    [
      "I7",
      "a shipment that nobody confirms",
      books(({ packages }) => ({ packages: packages.map((one) => ({ ...one, backfillState: "unknown" })) })),
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

describe("what all records together show", () => {
  const send = (operation: string, endedAtMs: number, arrivedAtMs: number): Send => ({
    process: "worker",
    operation,
    body: "mall W1",
    leftAtMs: arrivedAtMs - 1,
    endedAtMs,
    arrivedAtMs,
    quietUntilMs: undefined,
    killedAtMs: undefined,
  });
  const record = (operation: string, endedAtMs: number, slot: number) => ({
    shopId: "s1",
    party: "temu",
    operation,
    outcome: "http-200",
    slot,
    endedAtMs,
  });
  const at = { ...healthy(), nowMs: now + 10 * minute };

  test("O5: a call that is not on record, and one that was never made", () => {
    expect(checkRecords(at, [send("list", now, now)], [record("list", now, 1)], new Set())).toEqual([]);
    expect(checkRecords(at, [send("list", now, now)], [], new Set()).map((one) => one.invariant)).toEqual(["O5"]);
    expect(checkRecords(at, [], [record("list", now, 1)], new Set()).map((one) => one.invariant)).toEqual(["O5"]);
    expect(checkRecords(at, [{ ...send("list", now, now), killedAtMs: now + 1 }], [], new Set())).toEqual([]);
    expect(checkRecords(at, [send("list", now, now)], [], new Set(["worker"]))).toEqual([]);
  });

  test("I5: a slot that serves twice in one window", () => {
    const sends = [send("list", now + 10, now), send("get", now + minute, now + minute - 1)];
    const records = (slot: number) => [record("list", now + 10, 1), record("get", now + minute, slot)];
    expect(checkSlots(at, sends, records(2), "temu")).toEqual([]);
    expect(checkSlots(at, sends, records(1), "temu").map((one) => one.invariant)).toEqual(["I5"]);
    // another shop's call that ended in the same millisecond: nobody can say which of the two arrived
    const [first] = sends;
    expect(checkSlots(at, first === undefined ? [] : [...sends, { ...first, arrivedAtMs: undefined }], records(1), "temu")).toEqual([]);
  });

  test("I5: a call of an earlier owner, and one during the silence that was asked for", () => {
    const shopOf = () => "mall";
    const claims = ["worker", "heir"].map((process, index) => ({ atMs: now + index * minute, process, platformShopId: "mall" }));
    const [early, late] = [send("list", now + 20, now + 10), send("list", now + 2 * minute, now + 2 * minute)];
    expect(checkOwners(at, [early, { ...late, process: "heir" }], claims, shopOf)).toEqual([]);
    expect(checkOwners(at, [early, late], claims, shopOf).map((one) => one.invariant)).toEqual(["I5"]);
    const asked = (ms: number) => [{ ...early, quietUntilMs: now + ms }, late];
    expect(checkSilence(at, asked(minute), shopOf)).toEqual([]);
    expect(checkSilence(at, asked(3 * minute), shopOf).map((one) => one.invariant)).toEqual(["I5"]);
  });

  test("I2: what has been done is asked for again", () => {
    const effect = { name: "W1", operation: /confirm/, marks: ["W1"], atMs: now };
    expect(checkRepeats(at, [send("confirm", now, now), send("read", now + 9, now + 5)], [effect])).toEqual([]);
    expect(checkRepeats(at, [send("confirm", now + 9, now + 5)], [effect]).map((one) => one.invariant)).toEqual(["I2"]);
  });

  test("I6: a row, a page and a call that name another's", () => {
    const [mine, theirs] = ["01900000-0000-7000-8000-000000000001", "01900000-0000-7000-8000-000000000002"];
    const rows = [
      { table: "sku", tenant: "t1", id: mine, line: `(t1,${mine})` },
      { table: "sku", tenant: "t2", id: theirs, line: `(t2,${theirs})` },
    ];
    const names = new Map([["PO-211-1", "t2"]]);
    expect(checkWalls(at, { rows, names }, [])).toEqual([]);
    const crossing = { table: "pairing", tenant: "t1", id: null, line: `(t1,${theirs})` };
    expect(checkWalls(at, { rows: [...rows, crossing], names }, []).map((one) => one.invariant)).toEqual(["I6"]);
    const sight = { tenant: "t1", where: "the list", text: "PO-211-1" };
    expect(checkWalls(at, { rows, names }, [sight]).map((one) => one.invariant)).toEqual(["I6"]);
  });

  test("I8: a secret and a buyer's street in clear", () => {
    const hidden = { secrets: ["s3cr.t"], streets: ["Elm Street"] };
    for (const text of ["all is well in Elmstreet, s3crxt", "01a20555-0167-70d4-a2b5-60b0637dfa1b"])
      expect(checkSecrets(at, [{ where: "the log", text }], hidden)).toEqual([]);
    for (const text of ["token s3cr.t", "to 1 Elm Street", "+1 512-555-0123", "7@buyer.example.com"]) {
      expect(checkSecrets(at, [{ where: "the log", text }], hidden).map((one) => one.invariant)).toEqual(["I8"]);
    }
  });

  test("I1: an order that only a sweep brought", () => {
    const difference = { platformOrderId: "PO-1", kind: "missing", cause: "late-visible" };
    expect(checkSweeps(at, [difference]).map((one) => one.invariant)).toEqual(["I1"]);
    expect(checkSweeps(at, [{ ...difference, cause: "quarantined" }])).toEqual([]);
  });
});
