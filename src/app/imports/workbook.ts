import { readSheet } from "read-excel-file/universal";
import writeXlsxFile, { type Cell as WrittenCell } from "write-excel-file/node";
import { type Cell, numberCell } from "../../domain/imports/cell.ts";
import { fail, ok, type Result } from "../../kernel/result.ts";
import { maxImportBytes, maxImportRows } from "../../kernel/vocabulary/imports.ts";
import { readShape } from "./number-formats.ts";
import { openZip, type Zip } from "./zip.ts";

// The only file that knows the two libraries of workbooks: with others, only this file changes.

/** Why a file's first sheet could not be read. */
export type WorkbookFault = "unreadable" | "protected" | "too-big" | "too-many-rows";

// blank rows may stand between others
const rowsMax = maxImportRows * 4;
const columnsMax = 256;
const compoundFile = Buffer.from("d0cf11e0a1b11ae1", "hex");

/** The rows of the first sheet, blank ones too, each cell as it was written. */
export async function readWorkbook(file: Uint8Array): Promise<Result<Cell[][], WorkbookFault>> {
  const bytes = Buffer.from(file);
  if (bytes.length > maxImportBytes) return fail("too-big");
  // a workbook with a password is a compound file that holds the real one; the old .xls is such a file too
  if (bytes.subarray(0, 8).equals(compoundFile)) {
    return fail(bytes.includes(Buffer.from("EncryptedPackage", "utf16le")) ? "protected" : "unreadable");
  }
  const zip = openZip(bytes);
  if (!zip.ok) return fail(zip.error === "encrypted" ? "protected" : zip.error === "too-big" ? "too-big" : "unreadable");
  try {
    return await readFirstSheet(bytes, zip.value);
  } catch {
    // somebody's file: whatever a reader throws over it says that it is none
    return fail("unreadable");
  }
}

async function readFirstSheet(bytes: Buffer, zip: Zip): Promise<Result<Cell[][], WorkbookFault>> {
  // inflated once under the cap: what the library inflates afterwards holds no more than it declares
  for (const [name, open] of zip) if (/\.(xml|rels)$/.test(name)) open();
  const shape = readShape(zip);
  if (shape === undefined) return fail("unreadable");
  if (shape.rows > rowsMax || shape.columns > columnsMax) return fail("too-many-rows");
  const copy = new Uint8Array(bytes.byteLength);
  copy.set(bytes);
  const rows = await readSheet<{ digits: string }>(copy.buffer, 1, { trim: false, parseNumber: (digits) => ({ digits }) });
  return ok(
    rows.map((row, line) =>
      row.map((value: unknown, column): Cell => {
        if (value === null || typeof value === "string" || typeof value === "boolean" || value instanceof Date) return value;
        const digits = typeof value === "object" && "digits" in value ? String(value.digits) : "";
        return numberCell(digits, shape.formats.get(`${line}:${column}`) ?? "General");
      }),
    ),
  );
}

export type CellLook = "plain" | "heading" | "required" | "reason";

/** A sheet to write. `lookOf` says how a cell stands out; texts are text cells, which no spreadsheet turns into a number or a formula. */
export type SheetToWrite = {
  name: string;
  rows: readonly (readonly Cell[])[];
  widths: readonly number[];
  lookOf: (row: number, column: number) => CellLook;
};

/** An xlsx file of these sheets, the first row of each standing still while one scrolls. */
export async function writeWorkbook(sheets: readonly SheetToWrite[]): Promise<Buffer> {
  const written = sheets.map(({ name, rows, widths, lookOf }) => ({
    sheet: name,
    stickyRowsCount: 1,
    columns: widths.map((width) => ({ width })),
    data: rows.map((row, line) => row.map((cell, column) => toWritten(cell, lookOf(line, column)))),
  }));
  return await writeXlsxFile(written).toBuffer();
}

const looks = {
  plain: {},
  heading: { fontWeight: "bold", backgroundColor: "#E4F0F3" },
  required: { fontWeight: "bold", backgroundColor: "#E4F0F3", textColor: "#BE2D1C" },
  reason: { textColor: "#BE2D1C" },
} as const;

function toWritten(cell: Cell, look: CellLook): WrittenCell {
  const style = looks[look];
  if (cell === null) return { value: "", type: String, format: "@", ...style };
  if (typeof cell === "string") return { value: cell, type: String, format: "@", ...style };
  if (typeof cell === "boolean") return { value: cell, type: Boolean, ...style };
  if (cell instanceof Date) return { value: cell, type: Date, format: "yyyy-mm-dd", ...style };
  const value = Number(cell.digits);
  // a format that has no name here is one that shows something else than the digits: another of that kind stands in for it
  const format = /^format \d+$/.test(cell.format) ? "0.00E+00" : cell.format;
  return format === "General" ? { value, type: Number, ...style } : { value, type: Number, format, ...style };
}
