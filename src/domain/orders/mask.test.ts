import { expect, test } from "vitest";
import { maskAddress, maskCity, maskName, maskPhone, maskPostcode, postcodePrefix } from "./mask.ts";

test.each([
  ["Dylan", "D***n"],
  ["  Dylan Braun ", "D***n"],
  ["Al", "A***"],
  ["X", "X***"],
  ["", "***"],
  ["王小明", "王***明"],
  ["王明", "王***"],
  ["👩‍👩‍👧 Anna", "👩‍👩‍👧***a"],
])("name %s is shown as %s", (name, mask) => {
  expect(maskName(name)).toBe(mask);
});

test.each([
  ["+1 (201) 555-0167", "***67"],
  ["+1 201 555 0167 ext. 01234", "***34"],
  ["12345", "***"],
  ["", "***"],
])("phone %s is shown as %s", (phone, mask) => {
  expect(maskPhone(phone)).toBe(mask);
});

test("an address shows two characters of its head and nothing of its end", () => {
  expect(maskAddress(["1842 Maple Street", "Apt 5"])).toBe("18***");
  expect(maskAddress(["Rd 1"])).toBe("***");
  expect(maskAddress([])).toBe("***");
  expect(maskCity("Newark")).toBe("N***");
});

test.each([
  ["07102", "071", "071**"],
  ["07102-1234", "071", "071**"],
  ["SW1A 1AA", "SW1", "SW1**"],
  ["1010", "10", "10**"],
  ["12", "1", "1**"],
  ["", "", "**"],
])("of postcode %s the head %s is kept", (postcode, prefix, mask) => {
  expect(postcodePrefix(postcode)).toBe(prefix);
  expect(maskPostcode(prefix)).toBe(mask);
});
