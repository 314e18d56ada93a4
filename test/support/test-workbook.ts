import writeXlsxFile from "write-excel-file/node";
import { readWorkbook } from "../../src/app/imports/workbook.ts";

/** An xlsx file as a person makes it: numbers in the standard format, or in one of their own. */
export type TestCell = string | number | { number: number; format: string } | Date | null;

export async function testWorkbook(rows: readonly (readonly TestCell[])[]): Promise<Buffer> {
  const data = rows.map((row) =>
    row.map((cell) => {
      if (cell === null || typeof cell === "string" || typeof cell === "number") return cell;
      if (cell instanceof Date) return { value: cell, type: Date, format: "yyyy-mm-dd" };
      return { value: cell.number, type: Number, format: cell.format };
    }),
  );
  return await writeXlsxFile([{ sheet: "S", data }]).toBuffer();
}

/** What a person sees in the first sheet of a file. */
export async function readBack(file: Uint8Array): Promise<(string | null)[][]> {
  const read = await readWorkbook(file);
  if (!read.ok) throw new Error(read.error);
  return read.value.map((row) =>
    row.map((cell) => {
      if (cell === null || cell === "") return null;
      if (cell instanceof Date) return cell.toISOString().slice(0, 10);
      return typeof cell === "object" ? `#${cell.digits} ${cell.format}` : String(cell);
    }),
  );
}
