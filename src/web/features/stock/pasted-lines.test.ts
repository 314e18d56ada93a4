import { expect, test } from "vitest";
import { mergeLines, readPasted } from "./pasted-lines.ts";

test("lines of a sheet, of a chat and of a hand are read; a code that comes twice is summed", () => {
  expect(readPasted("A-1\t3\nB 2\t4\r\n\nC,5\nD；−2\nA-1 2\nE\n").lines).toEqual([
    { code: "A-1", units: 5 },
    { code: "B 2", units: 4 },
    { code: "C", units: 5 },
    { code: "D", units: -2 },
    { code: "E", units: 1 },
  ]);
});

test("what cannot be read is given back", () => {
  expect(readPasted("A\tx\ty\n\t4\nB\t1")).toEqual({
    lines: [
      { code: "B", units: 1 },
      { code: "4", units: 1 },
    ].toSorted(byCode),
    bad: ["A\tx\ty"],
  });
});

const byCode = (one: { code: string }, other: { code: string }) => one.code.localeCompare(other.code);

test("lines are added to those that are there", () => {
  const lines = mergeLines(
    [{ code: "A", name: "杯", units: 1 }],
    [
      { code: "A", name: "", units: 2 },
      { code: "B", name: "", units: 1 },
    ],
  );
  expect(lines).toEqual([
    { code: "A", name: "杯", units: 3 },
    { code: "B", name: "", units: 1 },
  ]);
});
