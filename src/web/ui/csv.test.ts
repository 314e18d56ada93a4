import { expect, test } from "vitest";
import { neutralCell, toCsv } from "./csv.ts";

test.each(["=1+1", "+86 138", "-5", "@cmd", "\t=x", " =x", "\r=x"])("a spreadsheet doesn't run %j", (cell) => {
  expect(neutralCell(cell)).toBe(`'${cell}`);
});

test("plain cells stay as they are", () => {
  expect(neutralCell("PK2611230001")).toBe("PK2611230001");
  expect(neutralCell("地址不在派送范围")).toBe("地址不在派送范围");
});

test("quotes, commas and line ends stay inside their cell", () => {
  expect(
    toCsv([
      ["a", 'b "c", d'],
      ["=e", "f\ng"],
    ]),
  ).toBe('\uFEFF"a","b ""c"", d"\r\n"\'=e","f\ng"\r\n');
});
