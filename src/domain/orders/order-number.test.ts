import { expect, test } from "vitest";
import { readAskedNumbers } from "./order-number.ts";

test("numbers of all platforms are taken, each once and without the blanks around them", () => {
  const pasted = [" PO-211-01234567890123456 ", "576461413038785752", "111-1234567-1234567", "576461413038785752", ""];
  expect(readAskedNumbers(pasted)).toEqual({
    numbers: ["PO-211-01234567890123456", "576461413038785752", "111-1234567-1234567"],
    malformed: [],
  });
});

test("what no platform can have given is told apart", () => {
  const pasted = ["订单号", "PO 211", "abcdef", "-12345", "1234", "'; drop", "x".repeat(70)];
  expect(readAskedNumbers(pasted)).toEqual({ numbers: [], malformed: pasted });
});
