import fc from "fast-check";
import { expect, test } from "vitest";
import { holdsNul, readJson } from "./json.ts";

const digits = fc.stringMatching(/^-?(?:0|[1-9]\d{0,24})(?:\.\d{1,4})?(?:[eE][+-]?\d{1,2})?$/);
const places = [(number: string) => number, (number: string) => `[1, ${number}]`, (number: string) => `{"a":[{"b" :\n${number}}]}`];

/** The last number of a reply as text. */
function lastNumber(value: unknown): string {
  if (typeof value !== "object" || value === null || "isLosslessNumber" in value) return String(value);
  return lastNumber(Object.values(value).at(-1));
}

test("a number keeps every digit, wherever it stands and however it is written", () => {
  fc.assert(
    fc.property(digits, fc.constantFrom(...places), (number, place) => {
      const read = readJson(place(number));
      expect(read.ok && lastNumber(read.value)).toBe(number);
    }),
    {
      numRuns: 2_000,
      examples: [
        ["-0", places[1] ?? String],
        ["9007199254740993", places[2] ?? String],
        ["1.0", places[0] ?? String],
      ],
    },
  );
});

test("what is not JSON is said to be none", () => {
  for (const text of ["", "<html>", '{"a":1', "[1,]", '{"a":12345678901234567'])
    expect(readJson(text)).toEqual({ ok: false, error: "not-json" });
});

test("a NUL is found in names and texts, however deep", () => {
  expect(holdsNul([{ a: ["x", { b: "y\0" }] }])).toBe(true);
  expect(holdsNul({ "a\0": 1 })).toBe(true);
  expect(holdsNul({ a: ["x", null, 1, "\\u0000"] })).toBe(false);
});
