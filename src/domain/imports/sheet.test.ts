import { describe, expect, test } from "vitest";
import { type Cell, numberCell } from "./cell.ts";
import { type AnyColumn, code, decimal, readCell, whole, words, yesNo } from "./column.ts";
import { sayReason } from "./reason.ts";
import { faultsOf, findRepeated, openSheet, readValue, type Sheet } from "./sheet.ts";

const rest = { isRequired: false, example: "", noteZh: "", noteEn: "" } as const;
const sku = { ...rest, key: "sku", zh: "SKU编码", en: "SKU code", isRequired: true, form: "code", read: code(10), example: "A-1" } as const;
const units = { ...rest, key: "units", zh: "数量", en: "Units", form: "figure", read: whole(0, 5_000), example: "1" } as const;
const name = { ...rest, key: "name", zh: "名称", en: "Name", form: "text", read: words(5) } as const;
const columns: readonly AnyColumn[] = [sku, units, name];

function open(lines: readonly (readonly Cell[])[]): Sheet {
  const sheet = openSheet(columns, lines);
  if (!sheet.ok) throw new Error(sheet.error.code);
  return sheet.value;
}
const skuOf = (cell: Cell) => readCell(sku, cell);
const unitsOf = (cell: Cell) => readCell(units, cell);

describe("a code cell", () => {
  test("keeps text as it is, but for outer blanks", () => {
    expect(["  00123 ", "\u3000a-B\u3000", "１２"].map(skuOf)).toEqual(["00123", "a-B", "１２"].map((value) => ({ ok: true, value })));
  });

  test("takes a number only where Excel shows its very digits", () => {
    const long = { ...sku, read: code(20) };
    expect(readCell(long, numberCell("12345678901", "General"))).toEqual({ ok: true, value: "12345678901" });
    expect(readCell(long, numberCell("6901234567892", "0_ "))).toEqual({ ok: true, value: "6901234567892" });
    const spoilt = [
      numberCell("120000000000", "General"), // shown as 1.2E+11
      numberCell("6901234567892", "@"),
      numberCell("6.9012345678901235E+18", "0"),
      numberCell("123", "00000"), // shown as 00123
      numberCell("123", "0.00"),
      numberCell("1.5", "General"),
    ];
    for (const cell of spoilt) expect(readCell(long, cell)).toEqual({ ok: false, error: { code: "number-as-code" } });
    expect(skuOf(new Date("2026-01-02"))).toEqual({ ok: false, error: { code: "date-as-code" } });
    expect(skuOf("#N/A")).toEqual({ ok: false, error: { code: "formula-error" } });
  });
});

describe("a figure cell", () => {
  test("reads numbers and texts, full-width digits and thousands alike", () => {
    const cells = [numberCell("12", "General"), "１２", " 12 ", "12.0", "+12", numberCell("12.000000000000002", "0.00")];
    expect(cells.map(unitsOf)).toEqual(cells.map(() => ({ ok: true, value: 12 })));
    expect(unitsOf("1,200")).toEqual({ ok: true, value: 1_200 });
    expect(unitsOf("1,2,3")).toMatchObject({ ok: false, error: { code: "not-whole" } });
    expect(unitsOf("12.5")).toMatchObject({ ok: false, error: { code: "not-whole" } });
    expect(unitsOf("5001")).toMatchObject({ ok: false, error: { code: "out-of-range", detail: "0–5000" } });
  });

  test("an amount goes through no float", () => {
    expect(decimal("１9.99", 2, 10n ** 15n)).toEqual({ ok: true, value: 1_999n });
    expect(decimal("90071992547409.93", 2, 10n ** 17n)).toEqual({ ok: true, value: 9_007_199_254_740_993n });
    expect(decimal("1.005", 2, 10n ** 15n)).toMatchObject({ ok: false });
    expect(decimal("-1", 2, 10n ** 15n)).toMatchObject({ ok: false });
  });

  test("yes and no in either language", () => {
    expect(["是", "YES", "ｙ", "否", "0"].map((text) => yesNo(text))).toEqual(
      [true, true, true, false, false].map((value) => ({ ok: true, value })),
    );
    expect(yesNo("也许")).toEqual({ ok: false, error: { code: "not-choice", detail: "是 / 否 · yes / no" } });
  });
});

describe("a sheet", () => {
  test("headings may stand in any order, in English, with stars and blanks; others are named", () => {
    const sheet = open([
      ["备注", " units ", "*ＳＫＵ Code"],
      ["x", "3", "A"],
    ]);
    const [row] = sheet.rows;
    if (row === undefined) throw new Error("no row");
    expect([readValue(sheet, row, sku), readValue(sheet, row, units), readValue(sheet, row, name)]).toEqual(["A", 3, undefined]);
    expect(sheet.unknown).toEqual(["备注"]);
  });

  test("blank rows are passed over and rows keep their number in the file", () => {
    const sheet = open([["SKU编码"], ["A"], [null], ["  "], ["B"]]);
    expect(sheet.rows.map((row) => row.line)).toEqual([2, 5]);
    expect(findRepeated(open([["SKU编码"], ["A"], ["B"], ["A"]]).rows, (row) => String(row.cells[0]))).toEqual(
      new Map([[{ line: 4, cells: ["A"] }, 2]]),
    );
  });

  test("a missing required column, one that stands twice, no rows and too many rows are refused", () => {
    expect(openSheet(columns, [["名称"], ["x"]])).toMatchObject({ ok: false, error: { code: "headings-missing", columns: [sku] } });
    expect(openSheet(columns, [["SKU编码", "SKU code"], ["x"]])).toMatchObject({ ok: false, error: { code: "heading-twice" } });
    expect(openSheet(columns, [["SKU编码"], [null]])).toMatchObject({ ok: false, error: { code: "no-rows" } });
    const many = Array.from({ length: 5_001 }, (_, index) => [`A${index}`]);
    expect(openSheet(columns, [["SKU编码"], ...many])).toMatchObject({ ok: false, error: { code: "rows-many" } });
    expect(openSheet(columns, [["SKU编码"], ...many.slice(1)]).ok).toBe(true);
  });

  test("everything that is wrong with a row is said at once, by column", () => {
    const sheet = open([
      ["SKU编码", "数量", "名称"],
      [null, "many", "too long"],
      ["A-1", "1", null],
    ]);
    const [bad, example] = sheet.rows;
    if (bad === undefined || example === undefined) throw new Error("no row");
    expect(faultsOf(sheet, columns, bad)).toEqual([
      { code: "required", column: "sku" },
      { code: "not-whole", column: "units" },
      { code: "too-long", detail: "5", column: "name" },
    ]);
    expect(faultsOf(sheet, columns, example)).toEqual([{ code: "example-row" }]);
    expect(sayReason({ code: "too-long", detail: "5" }, "zh", "名称")).toBe("名称：最多 5 个字符");
    expect(sayReason({ code: "required" }, "en", "Units")).toBe("Units: is required");
  });
});
