import { findCodeOwners, findKinds } from "../../db/sku-facts.ts";
import type { StoredSku } from "../../db/skus.ts";
import { type AnyColumn, type Column, code, whole, words } from "../../domain/imports/column.ts";
import type { Reason } from "../../domain/imports/reason.ts";
import { faultsOf, findRepeated, hasColumn, readValue, type Sheet, type SheetRow } from "../../domain/imports/sheet.ts";
import type { Component, Sku } from "../../domain/stock/sku.ts";
import { asId, type SkuId } from "../../kernel/id.ts";
import type { ImportMode } from "../../kernel/vocabulary/imports.ts";
import type { SkuKind } from "../../kernel/vocabulary/stock.ts";
import { bareSku } from "../create-skus.ts";
import { flushOutbox, newOutbox } from "../outbox.ts";
import { openCatalog, refuseDrafts, type SkuDraft, saveDrafts } from "../save-skus.ts";
import { failed, type ImportKind, type Outcomes, toReason } from "./import-kind.ts";
import { isSameSku, skuStatusWords, unsaid } from "./import-skus.ts";

const componentsMax = 50;

const columns = {
  code: {
    key: "code",
    zh: "组合SKU编码",
    en: "Bundle code",
    isRequired: true,
    form: "code",
    read: code(100),
    example: "EXAMPLE-SET-1",
    noteZh: "每个组件一行，同一组合的行编码相同",
    noteEn: "One row per component; rows of one bundle have the same code",
  },
  nameZh: {
    key: "nameZh",
    zh: "中文名称",
    en: "Chinese name",
    isRequired: false,
    form: "text",
    read: words(200),
    example: "马克杯两件套",
    noteZh: "填在其中一行即可",
    noteEn: "On one of its rows is enough",
  },
  nameEn: {
    key: "nameEn",
    zh: "英文名称",
    en: "English name",
    isRequired: false,
    form: "text",
    read: words(500),
    example: "Set of two mugs",
    noteZh: "填在其中一行即可",
    noteEn: "On one of its rows is enough",
  },
  status: {
    key: "status",
    zh: "状态",
    en: "Status",
    isRequired: false,
    form: "text",
    read: skuStatusWords,
    example: "在售",
    noteZh: "在售 / 清仓 / 停售，不填为在售",
    noteEn: "active / clearing / discontinued; blank is active",
  },
  component: {
    key: "component",
    zh: "组件SKU编码",
    en: "Component code",
    isRequired: true,
    form: "code",
    read: code(100),
    example: "EXAMPLE-001",
    noteZh: "已有的单品 SKU",
    noteEn: "A single SKU that exists",
  },
  quantity: {
    key: "quantity",
    zh: "数量",
    en: "Quantity",
    isRequired: true,
    form: "figure",
    read: whole(1, 9_999),
    example: "2",
    noteZh: "一个组合里有几件",
    noteEn: "Units of it in one bundle",
  },
} as const satisfies Record<string, AnyColumn>;
const allColumns: readonly AnyColumn[] = Object.values(columns);
const wordColumns = [columns.nameZh, columns.nameEn, columns.status] as const;

/** Imports bundles. A bundle with one bad row is not imported at all: half a bundle would send half the goods. */
export const bundleImport: ImportKind = {
  name: "bundles",
  permission: "catalog:write",
  modes: ["add", "overwrite", "fill"],
  columns: allColumns,
  notesZh: ["同一组合只要有一行有错，整个组合都不导入。", "“覆盖”用文件里的组件替换原来的组件；“忽略空值”只加入或改动文件里的组件。"],
  notesEn: [
    "A bundle with one bad row is not imported at all.",
    "Overwrite replaces the components by those of the file; ignore blanks adds or changes only those of the file.",
  ],
  run: async (app, scope, { sheet, mode, isDry }) => {
    return await app.database.inTenant(scope.tenant, async (tx) => {
      const outbox = newOutbox(app, scope.tenant, scope.actor);
      await openCatalog(tx, outbox, []);
      const said = (column: Column<string>) => sheet.rows.flatMap((row) => readValue(sheet, row, column) ?? []);
      const owners = await findCodeOwners(tx, scope.tenant, [...new Set([...said(columns.code), ...said(columns.component)])]);
      const kinds = await findKinds(tx, scope.tenant, [...owners.values()]);
      const bundleIds = [...new Set(said(columns.code))].flatMap((one) => owners.get(one) ?? []);
      const known = await openCatalog(tx, outbox, bundleIds);
      const outcomes: Outcomes = new Map();
      const drafts: { rows: readonly SheetRow[]; draft: SkuDraft }[] = [];
      for (const rows of groupRows(sheet)) {
        const bundle = readBundle(sheet, rows, mode, owners, kinds, known);
        if (bundle.reasons.size > 0) failWhole(outcomes, rows, bundle.reasons);
        else {
          const draft = { ...bundle.sku, id: bundle.before?.id ?? asId<SkuId>(app.entropy.uuid()) };
          const isSame = bundle.before !== undefined && isSameSku(bundle.before, draft);
          for (const row of rows) outcomes.set(row, { kind: bundle.before === undefined ? "added" : isSame ? "same" : "changed" });
          if (!isSame) drafts.push({ rows, draft });
        }
      }
      const wanted = drafts.map((one) => one.draft);
      const refused = await (isDry ? refuseDrafts : saveDrafts)(tx, outbox, known, wanted);
      for (const { rows, draft } of drafts) {
        const refusal = refused.get(draft.id);
        if (refusal !== undefined) for (const row of rows) outcomes.set(row, failed(toReason(refusal)));
      }
      if (!isDry) await flushOutbox(tx, app, outbox);
      return outcomes;
    });
  },
};

/** The rows of each bundle; a row that names none stands alone. */
function groupRows(sheet: Sheet): SheetRow[][] {
  return [...Map.groupBy(sheet.rows, (row) => readValue(sheet, row, columns.code) ?? row).values()];
}

/** Bad rows get their own reasons, the others are told which row it was. */
function failWhole(outcomes: Outcomes, rows: readonly SheetRow[], reasons: ReadonlyMap<SheetRow, readonly Reason[]>): void {
  const bad = [...reasons.keys()][0]?.line ?? 0;
  for (const row of rows) outcomes.set(row, failed(...(reasons.get(row) ?? [{ code: "bundle-part-bad" as const, detail: String(bad) }])));
}

type ReadBundle = { sku: Sku; before: StoredSku | undefined; reasons: Map<SheetRow, Reason[]> };

function readBundle(
  sheet: Sheet,
  rows: readonly SheetRow[],
  mode: ImportMode,
  owners: ReadonlyMap<string, SkuId>,
  kinds: ReadonlyMap<SkuId, { code: string; kind: SkuKind }>,
  known: ReadonlyMap<SkuId, StoredSku>,
): ReadBundle {
  const reasons = new Map<SheetRow, Reason[]>();
  const note = (row: SheetRow, ...found: Reason[]) => {
    if (found.length > 0) reasons.set(row, [...(reasons.get(row) ?? []), ...found]);
  };
  const bundleCode = rows.map((row) => readValue(sheet, row, columns.code))[0] ?? "";
  const owner = owners.get(bundleCode);
  const before = owner === undefined ? undefined : known.get(owner);
  for (const row of rows) {
    note(row, ...faultsOf(sheet, allColumns, row));
    if (before !== undefined && mode === "add") note(row, { code: "exists", column: "code" });
    else if (before?.kind === "single") note(row, { code: "is-single", column: "code" });
    note(row, ...componentFaults(readValue(sheet, row, columns.component), bundleCode, owners, kinds));
  }
  for (const [row, line] of findRepeated(rows, (one) => readValue(sheet, one, columns.component))) {
    note(row, { code: "repeated", column: "component", detail: String(line) });
  }
  for (const column of wordColumns)
    for (const [row, line] of findDiffering(sheet, rows, column)) {
      note(row, { code: "names-differ", column: column.key, detail: String(line) });
    }
  const components = rows.flatMap((row): Component[] => {
    const skuId = owners.get(readValue(sheet, row, columns.component) ?? "");
    const quantity = readValue(sheet, row, columns.quantity);
    return skuId === undefined || quantity === undefined ? [] : [{ skuId, quantity }];
  });
  const named = new Set(components.map((one) => one.skuId));
  const kept = mode === "fill" ? (before?.components ?? []).filter((one) => !named.has(one.skuId)) : [];
  const [first] = rows;
  if (kept.length + components.length > componentsMax && first !== undefined)
    note(first, { code: "bundle-too-big", detail: String(componentsMax) });
  const was: Sku = before ?? { ...bareSku, ...unsaid, kind: "bundle" };
  const pick = <V>(of: Column<V>, now: V, cleared: V): V =>
    rows.map((row) => readValue(sheet, row, of)).find((value) => value !== undefined) ??
    (mode === "overwrite" && hasColumn(sheet, of) ? cleared : now);
  const facts = {
    nameZh: pick(columns.nameZh, was.nameZh, ""),
    nameEn: pick(columns.nameEn, was.nameEn, ""),
    status: pick(columns.status, was.status, "active"),
  };
  return { sku: { ...was, ...facts, code: bundleCode, components: [...kept, ...components] }, before, reasons };
}

function componentFaults(
  component: string | undefined,
  bundleCode: string,
  owners: ReadonlyMap<string, SkuId>,
  kinds: ReadonlyMap<SkuId, { kind: SkuKind }>,
): Reason[] {
  if (component === undefined) return [];
  if (component === bundleCode) return [{ code: "component-of-itself", column: "component" }];
  const id = owners.get(component);
  if (id === undefined) return [{ code: "sku-unknown", column: "component", detail: component }];
  return kinds.get(id)?.kind === "bundle" ? [{ code: "component-is-bundle", column: "component", detail: component }] : [];
}

/** Rows that say something else of the bundle than an earlier one. */
function findDiffering(sheet: Sheet, rows: readonly SheetRow[], column: Column<string>): [SheetRow, number][] {
  const first = rows.find((row) => readValue(sheet, row, column) !== undefined);
  if (first === undefined) return [];
  const value = readValue(sheet, first, column);
  return rows.flatMap((row): [SheetRow, number][] => {
    const said = readValue(sheet, row, column);
    return said === undefined || said === value ? [] : [[row, first.line]];
  });
}
