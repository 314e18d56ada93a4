import type { Zip } from "./zip.ts";

/** How far the first sheet reaches, and the number format of each of its numeric cells that has one, by `row:column` from 0. */
export type SheetShape = { rows: number; columns: number; formats: ReadonlyMap<string, string> };

/** Numbers of Excel's built-in formats that a cell of goods may have; others are named by their number, which no code shows plainly. */
const builtIn: Readonly<Record<string, string>> = {
  "0": "General",
  "1": "0",
  "2": "0.00",
  "3": "#,##0",
  "4": "#,##0.00",
  "9": "0%",
  "10": "0.00%",
  "11": "0.00E+00",
  "48": "##0.0E+0",
  "49": "@",
};

/** Looks at the first sheet without building it: a single cell at its far corner would make a reader lay out seventeen milliard cells. */
export function readShape(zip: Zip): SheetShape | undefined {
  const sheet = zip.get(firstSheetPath(zip) ?? "")?.();
  if (sheet === undefined) return undefined;
  const styles = readFormats(zip.get("xl/styles.xml")?.() ?? "");
  const formats = new Map<string, string>();
  let rows = 0;
  let columns = 0;
  // `r` names the place of a row (12) or of a cell (AB12)
  for (const [, attributes = ""] of sheet.matchAll(/<(?:\w+:)?(?:row|c)\s([^>]*)>/g)) {
    const [, letters = "", digits = ""] = /(?:^|\s)r\s*=\s*["']([A-Za-z]{0,9})(\d{1,9})["']/.exec(attributes) ?? [];
    const row = Number(digits);
    rows = Math.max(rows, row);
    if (letters === "") continue;
    const column = columnOf(letters);
    columns = Math.max(columns, column);
    const style = /(?:^|\s)s\s*=\s*["'](\d+)["']/.exec(attributes)?.[1];
    const format = style === undefined ? undefined : styles[Number(style)];
    if (format !== undefined && format !== "General") formats.set(`${row - 1}:${column - 1}`, format);
  }
  return { rows, columns, formats };
}

function columnOf(letters: string): number {
  return [...letters.toUpperCase()].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
}

/** Excel names the sheets in the workbook and their files in its relations. */
function firstSheetPath(zip: Zip): string | undefined {
  const id = /<(?:\w+:)?sheet\s[^>]*?\w+:id\s*=\s*["']([^"']+)["']/.exec(zip.get("xl/workbook.xml")?.() ?? "")?.[1];
  const relations = zip.get("xl/_rels/workbook.xml.rels")?.() ?? "";
  for (const [, attributes = ""] of relations.matchAll(/<(?:\w+:)?Relationship\s([^>]*)>/g)) {
    if (/(?:^|\s)Id\s*=\s*["']([^"']+)["']/.exec(attributes)?.[1] !== id) continue;
    const target = /(?:^|\s)Target\s*=\s*["']([^"']+)["']/.exec(attributes)?.[1] ?? "";
    return target.startsWith("/") ? target.slice(1) : `xl/${target}`;
  }
  return undefined;
}

/** The number format of each cell style. */
function readFormats(styles: string): string[] {
  const own = new Map(
    [...styles.matchAll(/<(?:\w+:)?numFmt\s([^>]*)>/g)].map(([, attributes = ""]): [string, string] => [
      /(?:^|\s)numFmtId\s*=\s*["'](\d+)["']/.exec(attributes)?.[1] ?? "",
      readEntities(/(?:^|\s)formatCode\s*=\s*"([^"]*)"/.exec(attributes)?.[1] ?? ""),
    ]),
  );
  const list = /<(?:\w+:)?cellXfs[^>]*>([\s\S]*?)<\/(?:\w+:)?cellXfs>/.exec(styles)?.[1] ?? "";
  return [...list.matchAll(/<(?:\w+:)?xf(?:\s([^>]*))?>/g)].map(([, attributes = ""]) => {
    const id = /(?:^|\s)numFmtId\s*=\s*["'](\d+)["']/.exec(attributes)?.[1] ?? "0";
    return own.get(id) ?? builtIn[id] ?? `format ${id}`;
  });
}

function readEntities(text: string): string {
  return text.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&apos;", "'").replaceAll("&amp;", "&");
}
