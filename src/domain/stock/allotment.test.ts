import fc from "fast-check";
import { expect, test } from "vitest";
import { allot, type Backing, type ShelfPart } from "./allotment.ts";

const part = (changes: Partial<ShelfPart> = {}): ShelfPart => ({ onHand: 12, reserved: 4, blocked: 0, safety: 2, perUnit: 1, ...changes });
const backing = (changes: Partial<Backing> = {}): Backing => ({
  shelves: [[part()]],
  pairingQuantity: 1,
  rule: { kind: "real", value: null },
  scarce: null,
  ...changes,
});

test.each([
  ["what is neither reserved, blocked nor kept for safety", {}, 6],
  ["half of it", { rule: { kind: "percent", value: 50 } }, 3],
  ["at most four", { rule: { kind: "capped", value: 4 } }, 4],
  ["no more than there is", { rule: { kind: "capped", value: 40 } }, 6],
  ["always ninety", { rule: { kind: "fixed", value: 90 } }, 90],
  ["nothing at all", { rule: { kind: "off", value: null } }, null],
  ["whole pieces of four units", { pairingQuantity: 4 }, 1],
  ["both warehouses", { shelves: [[part()], [part({ onHand: 9 })]] }, 9],
  ["nothing of a warehouse below its safety stock", { shelves: [[part({ onHand: 5 })], [part()]] }, 6],
  ["as many bundles as the scarcer component makes", { shelves: [[part({ perUnit: 2 }), part({ onHand: 8 })]] }, 2],
  ["no bundle of components that lie in different places", { shelves: [[part(), part({ onHand: 0, reserved: 0, safety: 0 })]] }, 0],
  ["nothing where the last units are another shop's", { scarce: { below: 7, isChosen: false } }, 0],
  ["all of them in the chosen shop", { scarce: { below: 7, isChosen: true } }, 6],
  ["as ever while there is enough", { scarce: { below: 6, isChosen: false } }, 6],
] as const)("a listing offers %s", (_, changes, figure) => {
  expect(allot(backing(changes)).figure).toBe(figure);
});

test("whatever the figures, shops are never offered more pieces than the goods make", () => {
  const units = fc.integer({ min: 0, max: 500 });
  const anyPart = fc.record({ onHand: units, reserved: units, blocked: units, safety: units, perUnit: fc.integer({ min: 1, max: 9 }) });
  const rule = fc.oneof(
    fc.constant({ kind: "real" as const, value: null }),
    fc.record({ kind: fc.constant("percent" as const), value: fc.integer({ min: 0, max: 100 }) }),
    fc.record({ kind: fc.constant("capped" as const), value: units }),
  );
  fc.assert(
    fc.property(
      fc.array(fc.array(anyPart, { maxLength: 3 }), { maxLength: 3 }),
      fc.integer({ min: 1, max: 9 }),
      rule,
      (shelves, quantity, by) => {
        const { figure } = allot(backing({ shelves, pairingQuantity: quantity, rule: by }));
        expect(figure).toBeGreaterThanOrEqual(0);
        const index = shelves.findIndex((parts) => parts.length > 0);
        const most = shelves.map((parts) =>
          Math.min(...parts.map((one) => Math.floor(Math.max(0, one.onHand - one.reserved) / one.perUnit))),
        );
        const bound = index === -1 ? 0 : most.filter(Number.isFinite).reduce((sum, one) => sum + one, 0);
        expect((figure ?? 0) * quantity).toBeLessThanOrEqual(bound);
      },
    ),
  );
});
