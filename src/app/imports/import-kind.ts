import type { AnyColumn } from "../../domain/imports/column.ts";
import type { Reason } from "../../domain/imports/reason.ts";
import type { Sheet, SheetRow } from "../../domain/imports/sheet.ts";
import type { ImportKindName, ImportMode } from "../../kernel/vocabulary/imports.ts";
import type { Permission } from "../../kernel/vocabulary/permission.ts";
import type { Refusal } from "../../kernel/vocabulary/refusal.ts";
import type { App } from "../app.ts";
import type { Scope } from "../scope.ts";

/** What becomes of a row, or in a preview would. */
export type Outcome = { kind: "added" | "changed" | "same" } | { kind: "failed"; reasons: readonly Reason[] };
export type Outcomes = Map<SheetRow, Outcome>;

/** What somebody wants done with a sheet. `isDry`: judged in full, written not at all. */
export type ImportWish = { sheet: Sheet; mode: ImportMode; isDry: boolean };

/** All that one kind of import is: its columns, and how its rows are judged and stored. Every row of the sheet gets an outcome. */
export type ImportKind = {
  readonly name: ImportKindName;
  readonly permission: Permission;
  readonly modes: readonly ImportMode[];
  readonly columns: readonly AnyColumn[];
  /** What the template's second sheet says besides the columns. */
  readonly notesZh: readonly string[];
  readonly notesEn: readonly string[];
  readonly run: (app: App, scope: Scope, wish: ImportWish) => Promise<Outcomes>;
};

export function failed(...reasons: Reason[]): Outcome {
  return { kind: "failed", reasons };
}

/** A use case's refusal of what a row wants. */
export function toReason({ code, detail }: Refusal): Reason {
  switch (code) {
    case "sku-code-taken":
      return { code };
    case "changed-meanwhile":
      return { code: "listing-changed" };
    case "barcode-taken":
    case "component-is-bundle":
      return { code, ...(detail !== undefined && { detail }) };
    default:
      return { code: "refused", detail: detail === undefined ? code : `${code} ${detail}` };
  }
}
