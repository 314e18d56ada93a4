import type { Cell } from "../../domain/imports/cell.ts";
import type { AnyColumn } from "../../domain/imports/column.ts";
import { type ImportLanguage, maxImportRows } from "../../kernel/vocabulary/imports.ts";
import type { ImportKind } from "./import-kind.ts";
import { type CellLook, writeWorkbook } from "./workbook.ts";

// so many blank rows are text cells already: what is typed there keeps its zeros
const blankRows = 200;

/** What stands above a column; a star marks what is required. */
export function headingOf(column: AnyColumn, language: ImportLanguage): string {
  return `${column.isRequired ? "*" : ""}${language === "zh" ? column.zh : column.en}`;
}

/** The template of a kind: headings, one example row, and a second sheet that explains each column. */
export function writeTemplate(kind: ImportKind, language: ImportLanguage): Promise<Buffer> {
  const { columns } = kind;
  const isZh = language === "zh";
  const blanks = Array.from({ length: blankRows }, (): Cell[] => columns.map(() => null));
  return writeWorkbook([
    {
      name: isZh ? "导入" : "Import",
      rows: [columns.map((column) => headingOf(column, language)), columns.map((column) => column.example), ...blanks],
      widths: columns.map((column) => Math.max(10, headingOf(column, language).length * (isZh ? 2.2 : 1.2), column.example.length * 1.5)),
      lookOf: (row, column): CellLook => (row > 0 ? "plain" : columns[column]?.isRequired === true ? "required" : "heading"),
    },
    {
      name: isZh ? "填写说明" : "Explanation",
      rows: [...explainColumns(columns, language), [], ...explainAll(kind, language).map((line) => [line])],
      widths: [26, 10, 70, 26],
      lookOf: (row) => (row === 0 ? "heading" : "plain"),
    },
  ]);
}

function explainColumns(columns: readonly AnyColumn[], language: ImportLanguage): Cell[][] {
  const isZh = language === "zh";
  const head = isZh ? ["列", "必填", "说明", "示例"] : ["Column", "Required", "Explanation", "Example"];
  return [
    head,
    ...columns.map((column) => [
      isZh ? column.zh : column.en,
      column.isRequired ? (isZh ? "是" : "yes") : isZh ? "否" : "no",
      isZh ? column.noteZh : column.noteEn,
      column.example,
    ]),
  ];
}

function explainAll(kind: ImportKind, language: ImportLanguage): readonly string[] {
  const zh = [
    `一次最多 ${maxImportRows} 行；第一行是列名，列的顺序不限，带 * 的列必填；示例行请删除。`,
    "编码、条码、平台 SKU ID 请用文本格式；变成 1.2E+11 这样的数字会被拒绝。",
    "更新方式：新增，只导入还没有的；覆盖，已有的按文件改，空白单元格会清空；忽略空值，已有的按文件改，空白单元格保持原样。",
  ];
  const en = [
    `At most ${maxImportRows} rows. The first row holds the headings, in any order; those with * are required. Delete the example row.`,
    "Format codes, barcodes and platform SKU ids as text; numbers such as 1.2E+11 are refused.",
    "Add imports only what is new. Overwrite changes what exists, and blank cells clear. Ignore blanks changes it too, and blank cells leave what there is.",
  ];
  return language === "zh" ? [...zh, ...kind.notesZh] : [...en, ...kind.notesEn];
}
