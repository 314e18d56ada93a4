import { expect, test } from "vitest";
import { isId } from "../kernel/id.ts";
import { systemEntropy } from "./entropy.ts";

test("ids are UUIDv7 with the time in front", () => {
  const id = systemEntropy(() => 1_700_000_000_000).uuid();
  expect(isId(id)).toBe(true);
  expect(id).toMatch(/^018bcfe5-6800-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("each id sorts after the one before, though the clock stands still, steps back or jumps", () => {
  const times = [5, 5, 4, 1, 6, 6, 2, 9].flatMap((ms) => Array.from({ length: 6_000 }, () => 1_700_000_000_000 + ms));
  const entropy = systemEntropy(() => times.shift() ?? 0);
  const ids = Array.from({ length: times.length }, () => entropy.uuid());
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
});

test("fractions lie in [0, 1) and bytes have the length asked for", () => {
  const entropy = systemEntropy();
  const fractions = Array.from({ length: 1_000 }, () => entropy.fraction());
  expect(fractions.every((fraction) => fraction >= 0 && fraction < 1)).toBe(true);
  expect(Math.max(...fractions) - Math.min(...fractions)).toBeGreaterThan(0.9);
  expect(entropy.bytes(12)).toHaveLength(12);
});
