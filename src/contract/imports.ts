import { z } from "zod";
import { type ImportKindName, importKinds, importLanguages, importModes } from "../kernel/vocabulary/imports.ts";

/** Importing moves files, which JSON routes do not: these paths stand beside them, with the same session, permission and origin checks. */
export const importPath = (kind: ImportKindName | ":kind", act: "template" | "preview" | "run") => `/api/v1/imports/${kind}/${act}`;

export const ImportParams = z.strictObject({ kind: z.enum(importKinds) });
export const TemplateQuery = z.strictObject({ language: z.enum(importLanguages).default("zh") });

/** How the workbook, which is the body, is to be taken. */
export const ImportQuery = TemplateQuery.extend({ mode: z.enum(importModes).default("add") });
export type ImportQuery = z.infer<typeof ImportQuery>;

/** So many refused rows are shown; the file has all of them. */
export const shownFailures = 20;

/** What an import did, or of a preview: would do. */
export const ImportReply = z.strictObject({
  rows: z.int(),
  added: z.int(),
  changed: z.int(),
  /** Rows that say what is known already. */
  same: z.int(),
  failed: z.int(),
  /** The first refused rows: their number in the file, what they begin with, and why, in the language asked for. */
  failures: z.array(z.strictObject({ line: z.int(), cells: z.array(z.string()), reason: z.string() })).max(shownFailures),
  /** Headings that no column has; what stands below them is not read. */
  unknownHeadings: z.array(z.string()),
  /** All refused rows as they were with a last column 失败原因: an xlsx file in base64. Null when there are none. */
  failedFile: z.base64().nullable(),
});
export type ImportReply = z.infer<typeof ImportReply>;
