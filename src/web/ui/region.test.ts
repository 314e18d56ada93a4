import { expect, test } from "vitest";
import { shortRegion } from "./region.ts";

test.each([
  ["US", "California", "CA"],
  ["US", "new york", "NY"],
  ["US", "District of Columbia", "DC"],
  ["CA", "Newfoundland and Labrador", "NL"],
  ["US", "TX", "TX"],
  ["FR", "Île-de-France", "Île-de-France"],
])("%s %s is %s", (country, region, short) => {
  expect(shortRegion(country, region)).toBe(short);
});
