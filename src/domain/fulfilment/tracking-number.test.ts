import { describe, expect, test } from "vitest";
import { isMod10, isS10, judgeForm, s10CheckDigit } from "./tracking-number.ts";

// worked out in the UPU's S10 standard and its public samples
test.each([
  ["47312482", 9],
  ["12345678", 5],
  ["15033202", 5],
  ["18387029", 1],
  ["00000008", 0],
  ["00000001", 4],
  ["00000000", 5],
])("the check digit of %s is %i", (serial, digit) => {
  expect(s10CheckDigit(serial)).toBe(digit);
});

describe("S10 form", () => {
  test.each(["EE473124829CN", "RB123456785GB", "UG544656195YP", "UH183870291YP"])("%s is right", (number) =>
    expect(isS10(number)).toBe(true),
  );
  // printed as samples in carriers' documents, with wrong digits
  test.each(["LE339614461CN", "YW862913494CN", "RR123456789CN", "uh183870291yp", "UH18387029YP"])("%s is wrong", (number) =>
    expect(isS10(number)).toBe(false),
  );
});

test("mod 10 of a USPS number", () => {
  expect(isMod10("9400111206206406260787")).toBe(true);
  expect(isMod10("9400111206206406260788")).toBe(false);
});

test("a form without a check digit is believed, and said to be so", () => {
  expect(judgeForm("YT2611440829150712")).toEqual({ wellFormed: true, checked: false });
  expect(judgeForm("UH183870292YP")).toEqual({ wellFormed: false, checked: true });
  expect(judgeForm("AB 12")).toEqual({ wellFormed: false, checked: false });
});
