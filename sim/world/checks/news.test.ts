import fc from "fast-check";
import { expect, test } from "vitest";
import { checkEffects } from "./effects.ts";
import type { Look } from "./look.ts";
import { openNews } from "./news.ts";
import { openVersionCheck } from "./versions.ts";

const start = Date.parse("2026-11-24T02:00:00Z");

/** Something that happens on either side, right or wrong. */
const event = fc.record({
  what: fc.constantFrom("confirm", "book", "cancel", "package", "order", "drop"),
  which: fc.nat({ max: 5 }),
  number: fc.constantFrom("T1", "T2", "T3"),
  state: fc.constantFrom("shipped", "pending_print", "cancelled"),
  backfillState: fc.constantFrom("none", "confirmed", "unknown"),
});
type Event = typeof event extends fc.Arbitrary<infer T> ? T : never;

const empty: Look = {
  nowMs: start,
  books: {
    shops: [],
    orders: [0, 1, 2, 3, 4, 5].map((n) => ({
      id: `o${n}`,
      shopId: "s1",
      platformOrderId: `PO-${n}`,
      status: "to_ship",
      updatedAtMs: start,
      isFollowed: false,
      fulfilledBy: "seller",
      recipientState: "stored",
      amountState: "stored",
    })),
    packages: [],
    stock: [],
    intents: [],
    wishes: [],
    listings: [],
  },
  truth: { orders: [], confirms: [], items: [], bookings: [] },
  callsMs: new Map(),
  cap: { calls: 1, windowMs: 1 },
  addresses: new Map(),
  overPromised: new Map(),
  excusedUntilMs: () => 0,
  isPoisoned: () => false,
};

/** The next look: what the event did not touch stays the same object. */
function after(look: Look, { what, which, number, state, backfillState }: Event): Look {
  const { books, truth } = look;
  switch (what) {
    case "confirm": {
      const confirm = { platformShopId: "mall", platformOrderIds: [`PO-${which}`], trackingNumber: number, atMs: 0 };
      return { ...look, truth: { ...truth, confirms: [...truth.confirms, confirm] } };
    }
    case "book":
      return {
        ...look,
        truth: {
          ...truth,
          bookings: [
            ...truth.bookings,
            { waybill: number, bookingNumber: `B${which}`, account: "a", receiver: "r", isCharged: true, atMs: 0 },
          ],
        },
      };
    case "cancel": {
      const bookings = truth.bookings.map((one) => (one.bookingNumber === `B${which}` ? { ...one, isCharged: false } : one));
      return { ...look, truth: { ...truth, bookings } };
    }
    case "package": {
      const row = { id: `p${which}`, orderId: `o${which}`, shopId: "s1", number: `XS${which}`, state, labelState: "ready", backfillState };
      const changed = { ...row, tenant: "t1", bookingAttempt: 1, waybill: number, trackingNumber: number };
      const packages = books.packages.some((pkg) => pkg.id === changed.id)
        ? books.packages.map((pkg) => (pkg.id === changed.id ? changed : pkg))
        : [...books.packages, changed];
      return { ...look, books: { ...books, packages } };
    }
    case "order": {
      const orders = books.orders.map((order) =>
        order.id === `o${which}` ? { ...order, updatedAtMs: start + (number === "T1" ? -1 : which) } : order,
      );
      return { ...look, books: { ...books, orders } };
    }
    case "drop":
      return { ...look, truth: { ...truth, confirms: truth.confirms.filter((_, index) => index !== which) } };
  }
}

test("looking only at the news finds what looking at everything finds", () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), (events) => {
      const narrow = openNews();
      const [versions, narrowVersions] = [openVersionCheck(), openVersionCheck()];
      const found = { byAll: new Set<string>(), byNews: new Set<string>() };
      let look = empty;
      for (const [index, one] of events.entries()) {
        look = { ...after(look, one), nowMs: start + index };
        const news = narrow(look);
        for (const { fact } of [...checkEffects(look), ...versions(look)]) found.byAll.add(fact);
        for (const { fact } of [...checkEffects(news), ...narrowVersions(news)]) found.byNews.add(fact);
      }
      expect([...found.byNews].sort()).toEqual([...found.byAll].sort());
    }),
    { numRuns: 1_000 },
  );
});
