import { expect, test } from "vitest";
import { isSet, sumShelf } from "./figure-sum.ts";

const part = (code: string, onHand: number, perUnit: number, taken = 0) => ({
  skuId: code,
  code,
  onHand,
  reserved: taken,
  blocked: 0,
  safety: 0,
  perUnit,
});

test("a bundle is as many as its scarcest component makes, and that one is marked", () => {
  const { units, parts } = sumShelf({ warehouseId: "w", parts: [part("MUG", 12, 2), part("PLATE", 10, 3, 1)] });
  expect(units).toBe(3);
  expect(parts.map(({ code, free, makes, isScarcest }) => ({ code, free, makes, isScarcest }))).toEqual([
    { code: "MUG", free: 12, makes: 6, isScarcest: false },
    { code: "PLATE", free: 9, makes: 3, isScarcest: true },
  ]);
});

test("what is oversold shows how far below nothing it is, and makes nothing", () => {
  expect(sumShelf({ warehouseId: "w", parts: [part("MUG", 2, 1, 5)] })).toMatchObject({
    units: 0,
    parts: [{ free: -3, makes: 0, isScarcest: false }],
  });
});

test("one kind of goods, one unit each, is no set", () => {
  expect(isSet([{ warehouseId: "w", parts: [part("MUG", 2, 1)] }])).toBe(false);
  expect(isSet([{ warehouseId: "w", parts: [part("MUG", 2, 2)] }])).toBe(true);
});
