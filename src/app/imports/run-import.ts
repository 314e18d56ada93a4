import { insertAudit } from "../../db/records.ts";
import type { Cell } from "../../domain/imports/cell.ts";
import { sayReason } from "../../domain/imports/reason.ts";
import { openSheet, type Sheet, type SheetFault, type SheetRow } from "../../domain/imports/sheet.ts";
import { assertNever } from "../../kernel/assert-never.ts";
import { fail, ok, type Result } from "../../kernel/result.ts";
import type { ImportLanguage, ImportMode } from "../../kernel/vocabulary/imports.ts";
import type { Refusal } from "../../kernel/vocabulary/refusal.ts";
import type { App } from "../app.ts";
import type { Scope } from "../scope.ts";
import type { ImportKind, Outcomes } from "./import-kind.ts";
import { readWorkbook, type WorkbookFault, writeWorkbook } from "./workbook.ts";
import { headingOf } from "./write-template.ts";

export type ImportAsked = { file: Uint8Array; mode: ImportMode; language: ImportLanguage; isDry: boolean };

/** A row that was not, or would not be, imported: its number in the file, what it begins with, and why. */
export type FailedRow = { line: number; cells: string[]; reason: string };

export type ImportReport = {
  rows: number;
  added: number;
  changed: number;
  same: number;
  failed: FailedRow[];
  /** Headings of the file that no column has; what stands below them is not read. */
  unknownHeadings: readonly string[];
  /** The failed rows as they were, with a last column that says why; null when all went well. */
  failedFile: Buffer | null;
};

const reasonHeadings = { zh: "失败原因", en: "Reason" } as const;
const shownCells = 3;

/**
 * Reads a workbook and imports its rows, or (`isDry`) tells what importing it would do. Each call judges everything anew: nothing is kept
 * between a preview and the import. A bad row never stops the others.
 */
export async function runImport(app: App, scope: Scope, kind: ImportKind, asked: ImportAsked): Promise<Result<ImportReport, Refusal>> {
  const { file, mode, language, isDry } = asked;
  if (!scope.permissions.has(kind.permission)) return fail({ code: "forbidden" });
  if (!kind.modes.includes(mode)) return fail({ code: "import-mode" });
  const lines = await readWorkbook(file);
  if (!lines.ok) return fail(toRefusal(lines.error));
  const sheet = openSheet(kind.columns, lines.value);
  if (!sheet.ok) return fail(sayFault(sheet.error, language));
  const outcomes = await kind.run(app, scope, { sheet: sheet.value, mode, isDry });
  const report = await toReport(kind, sheet.value, outcomes, language);
  if (!isDry) await record(app, scope, kind, mode, report);
  return ok(report);
}

function toRefusal(fault: WorkbookFault): Refusal {
  switch (fault) {
    case "unreadable":
      return { code: "import-unreadable" };
    case "protected":
      return { code: "import-protected" };
    case "too-big":
      return { code: "import-too-big" };
    case "too-many-rows":
      return { code: "import-rows-many" };
    default:
      return assertNever(fault);
  }
}

function sayFault(fault: SheetFault, language: ImportLanguage): Refusal {
  switch (fault.code) {
    case "headings-missing":
    case "heading-twice": {
      const detail = fault.columns.map((column) => headingOf(column, language)).join(language === "zh" ? "、" : ", ");
      return { code: fault.code === "heading-twice" ? "import-heading-twice" : "import-headings", detail };
    }
    case "rows-many":
      return { code: "import-rows-many" };
    case "no-rows":
      return { code: "import-empty" };
    default:
      return assertNever(fault);
  }
}

async function toReport(kind: ImportKind, sheet: Sheet, outcomes: Outcomes, language: ImportLanguage): Promise<ImportReport> {
  const count = (wanted: "added" | "changed" | "same") => [...outcomes.values()].filter((one) => one.kind === wanted).length;
  const headings = new Map(kind.columns.map((column) => [column.key, language === "zh" ? column.zh : column.en]));
  const refused = sheet.rows.flatMap((row): { row: SheetRow; reason: string }[] => {
    const outcome = outcomes.get(row);
    if (outcome === undefined) throw new Error(`import of ${kind.name}: row ${row.line} has no outcome`);
    if (outcome.kind !== "failed") return [];
    // of a row that is nobody's own, nothing else is worth saying
    const example = outcome.reasons.find((reason) => reason.code === "example-row");
    const sentences = (example === undefined ? outcome.reasons : [example]).map((reason) =>
      sayReason(reason, language, headings.get(reason.column ?? "")),
    );
    return [{ row, reason: [...new Set(sentences)].join(language === "zh" ? "；" : "; ") }];
  });
  return {
    rows: sheet.rows.length,
    added: count("added"),
    changed: count("changed"),
    same: count("same"),
    failed: refused.map(({ row, reason }) => ({ line: row.line, cells: firstCells(kind, sheet, row), reason })),
    unknownHeadings: sheet.unknown.filter((heading) => !isReasonHeading(heading)),
    failedFile: refused.length === 0 ? null : await writeFailed(sheet, refused, language),
  };
}

/** The cells by which a person knows a row again: the required ones. */
function firstCells(kind: ImportKind, sheet: Sheet, row: SheetRow): string[] {
  const places = kind.columns.filter((column) => column.isRequired).flatMap((column) => sheet.places.get(column.key) ?? []);
  return places.slice(0, shownCells).map((place) => sayCell(row.cells[place] ?? null));
}

function sayCell(cell: Cell): string {
  if (cell === null) return "";
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  return typeof cell === "object" ? cell.digits : String(cell);
}

function isReasonHeading(cell: Cell | undefined): boolean {
  return typeof cell === "string" && [reasonHeadings.zh, reasonHeadings.en].some((heading) => heading === cell.trim());
}

/** A file that failed once carries the old reasons: they give way to the new ones. */
function writeFailed(sheet: Sheet, refused: readonly { row: SheetRow; reason: string }[], language: ImportLanguage): Promise<Buffer> {
  const places = sheet.headings.flatMap((heading, place) => (isReasonHeading(heading) ? [] : [place]));
  const rows: Cell[][] = [
    [...places.map((place) => sheet.headings[place] ?? null), reasonHeadings[language]],
    ...refused.map(({ row, reason }) => [...places.map((place) => row.cells[place] ?? null), reason]),
  ];
  const isRequired = (column: number) => sayCell(rows[0]?.[column] ?? null).startsWith("*");
  return writeWorkbook([
    {
      name: language === "zh" ? "失败行" : "Failed rows",
      rows,
      widths: [...places.map((place) => Math.max(10, sayCell(sheet.headings[place] ?? null).length * 2.2)), 60],
      lookOf: (row, column) => (row === 0 ? (isRequired(column) ? "required" : "heading") : column === places.length ? "reason" : "plain"),
    },
  ]);
}

async function record(app: App, scope: Scope, kind: ImportKind, mode: ImportMode, report: ImportReport): Promise<void> {
  const { actor } = scope;
  if (actor === "system") return;
  const { rows, added, changed, same } = report;
  await app.database.inTenant(scope.tenant, (tx) =>
    insertAudit(tx, scope.tenant, {
      id: app.entropy.uuid(),
      at: app.clock.now(),
      actorId: actor.id,
      act: "rows_imported",
      subject: { kind: "import", id: app.entropy.uuid() },
      detail: { kind: kind.name, mode, rows, added, changed, same, failed: report.failed.length },
    }),
  );
}
