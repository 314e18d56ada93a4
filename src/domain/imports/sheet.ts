import { fail, ok, type Result } from "../../kernel/result.ts";
import { maxImportRows } from "../../kernel/vocabulary/imports.ts";
import { type Cell, isBlank } from "./cell.ts";
import { type AnyColumn, type Column, readCell } from "./column.ts";
import type { Reason } from "./reason.ts";

/** A row that says something. `line` is its number in the file, the headings being 1. */
export type SheetRow = { readonly line: number; readonly cells: readonly Cell[] };

/** A sheet whose headings are known. `places`: where each column stands; those that are not in the file are absent. */
export type Sheet = {
  readonly headings: readonly Cell[];
  readonly places: ReadonlyMap<string, number>;
  readonly unknown: readonly string[];
  readonly rows: readonly SheetRow[];
};

export type SheetFault =
  | { code: "headings-missing"; columns: readonly AnyColumn[] }
  | { code: "heading-twice"; columns: readonly AnyColumn[] }
  | { code: "rows-many" }
  | { code: "no-rows" };

/** Finds the columns by their headings, in any order, Chinese or English, with or without the star of a required one. */
export function openSheet(columns: readonly AnyColumn[], lines: readonly (readonly Cell[])[]): Result<Sheet, SheetFault> {
  const headings = lines[0] ?? [];
  const said = headings.map((cell) => (typeof cell === "string" ? plainHeading(cell) : ""));
  const placesOf = (column: AnyColumn) =>
    said.flatMap((heading, place) => (heading !== "" && [column.zh, column.en].map(plainHeading).includes(heading) ? [place] : []));
  const found = columns.map((column) => ({ column, places: placesOf(column) }));
  const missing = found.filter(({ column, places }) => column.isRequired && places.length === 0);
  if (missing.length > 0) return fail({ code: "headings-missing", columns: missing.map((one) => one.column) });
  const twice = found.filter(({ places }) => places.length > 1);
  if (twice.length > 0) return fail({ code: "heading-twice", columns: twice.map((one) => one.column) });
  const rows = lines.flatMap((cells, index): SheetRow[] =>
    index === 0 || cells.every((cell) => isBlank(cell)) ? [] : [{ line: index + 1, cells }],
  );
  if (rows.length === 0) return fail({ code: "no-rows" });
  if (rows.length > maxImportRows) return fail({ code: "rows-many" });
  const places = new Map(found.flatMap(({ column, places: [place] }) => (place === undefined ? [] : [[column.key, place]])));
  const known = new Set(places.values());
  const unknown = headings.flatMap((cell, place) => (typeof cell === "string" && !isBlank(cell) && !known.has(place) ? [cell.trim()] : []));
  return ok({ headings, places, unknown, rows });
}

function plainHeading(text: string): string {
  return text.normalize("NFKC").replace(/[\s*]/g, "").toLowerCase();
}

/** What a row says in a column; undefined when that is blank, faulty, or the file has no such column. */
export function readValue<V>(sheet: Sheet, row: SheetRow, column: Column<V>): V | undefined {
  const read = readCell(column, cellOf(sheet, row, column));
  return read.ok ? read.value : undefined;
}

/** Everything that is wrong with a row for what it says itself. */
export function faultsOf(sheet: Sheet, columns: readonly AnyColumn[], row: SheetRow): Reason[] {
  if (isExample(sheet, columns, row)) return [{ code: "example-row" }];
  return columns.flatMap((column): Reason[] => {
    const read = readCell(column, cellOf(sheet, row, column));
    return read.ok ? [] : [{ ...read.error, column: column.key }];
  });
}

// what a template shows must not be stored because somebody forgot to delete it
function isExample(sheet: Sheet, columns: readonly AnyColumn[], row: SheetRow): boolean {
  return columns.every((column) => {
    const cell = cellOf(sheet, row, column);
    return !hasColumn(sheet, column) || (column.example === "" ? isBlank(cell) : cell === column.example);
  });
}

function cellOf(sheet: Sheet, row: SheetRow, column: AnyColumn): Cell | undefined {
  const place = sheet.places.get(column.key);
  return place === undefined ? undefined : row.cells[place];
}

/** Whether the file has the column at all: what is not there clears nothing. */
export function hasColumn(sheet: Sheet, column: AnyColumn): boolean {
  return sheet.places.has(column.key);
}

/** Rows that say what an earlier row has said; `keyOf` undefined leaves a row out. */
export function findRepeated(rows: readonly SheetRow[], keyOf: (row: SheetRow) => string | undefined): Map<SheetRow, number> {
  const first = new Map<string, number>();
  const repeated = new Map<SheetRow, number>();
  for (const row of rows) {
    const key = keyOf(row);
    if (key === undefined) continue;
    const line = first.get(key);
    if (line === undefined) first.set(key, row.line);
    else repeated.set(row, line);
  }
  return repeated;
}
