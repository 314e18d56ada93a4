import { expect, test } from "vitest";
import { judgeReading, type Reading } from "./foreign-change.ts";

const at = "2026-11-22T08:00:00.000Z";
const reading = (changes: Partial<Reading>): Reading => ({ seen: 9, predicted: [9, 9], wanted: 9, isNew: true, tries: 0, ...changes });
const change = (seen: number, expected: number) => ({ seen, expected, at });

test.each([
  ["nothing was known", { predicted: [null, null], seen: 3 }, { verdict: "push", isExplained: true, change: null }],
  ["as expected", {}, { verdict: "push", isExplained: true, change: null }],
  ["a sale came between asking and the poll", { predicted: [9, 8], seen: 8 }, { verdict: "push", isExplained: true, change: null }],
  [
    "came back before its cancellation was known",
    { predicted: [10, 9, 10, 9], wanted: 10 },
    { verdict: "push", isExplained: true, change: null },
  ],
  ["fell, and we have no more either", { seen: 6, wanted: 6 }, { verdict: "push", isExplained: false, change: null }],
  ["fell without an order", { seen: 6 }, { verdict: "hold", isExplained: false, change: change(6, 9) }],
  ["still so at the next look", { seen: 6, isNew: false, tries: 1 }, { verdict: "hold", isExplained: false, change: null }],
  ["still so after some looks", { seen: 6, isNew: false, tries: 4 }, { verdict: "leave", isExplained: false, change: null }],
  ["raised above what we have", { seen: 20 }, { verdict: "push", isExplained: false, change: change(20, 9) }],
  ["raised, but no higher than what we have", { seen: 12, wanted: 12 }, { verdict: "push", isExplained: false, change: null }],
] as const)("a figure: %s", (_, changes, judgement) => {
  expect(judgeReading(reading(changes), at)).toEqual(judgement);
});
