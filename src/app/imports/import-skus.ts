import { findCodeOwners } from "../../db/sku-facts.ts";
import { type AnyColumn, type Column, choice, code, decimal, list, matching, whole, words, yesNo } from "../../domain/imports/column.ts";
import type { Reason } from "../../domain/imports/reason.ts";
import { faultsOf, findRepeated, hasColumn, readValue, type Sheet, type SheetRow } from "../../domain/imports/sheet.ts";
import { type Sku, tidySku } from "../../domain/stock/sku.ts";
import { asId, type SkuId } from "../../kernel/id.ts";
import { currencyDigits, type Money, money } from "../../kernel/money.ts";
import { fail, ok } from "../../kernel/result.ts";
import type { ImportMode } from "../../kernel/vocabulary/imports.ts";
import { isPictureAddress } from "../../kernel/vocabulary/pictures.ts";
import { bareSku } from "../create-skus.ts";
import { flushOutbox, newOutbox } from "../outbox.ts";
import { openCatalog, refuseDrafts, type SkuDraft, saveDrafts } from "../save-skus.ts";
import type { Scope } from "../scope.ts";
import { failed, type ImportKind, type Outcomes, toReason } from "./import-kind.ts";

const optional = { isRequired: false, noteZh: "", noteEn: "" } as const;
const amountMax = 10n ** 15n;

/** A length in centimetres, kept in millimetres. */
const centimetres = (text: string) => {
  const read = decimal(text, 1, 100_000n);
  return read.ok ? ok(Number(read.value)) : read;
};
// how many decimals an amount may have depends on its currency, in another cell: here it only has to be a number
const amount = (text: string) => {
  const read = decimal(text, 3, amountMax);
  return read.ok ? ok(text) : read;
};
const address = (text: string) => (isPictureAddress(text) ? ok(text) : fail({ code: "not-address" as const }));

export const skuStatusWords = choice([
  { value: "active" as const, words: ["在售", "active"] },
  { value: "clearing" as const, words: ["清仓", "clearing", "clearance"] },
  { value: "discontinued" as const, words: ["停售", "discontinued"] },
]);

function column<V>(key: string, zh: string, en: string, rest: Omit<Column<V>, "key" | "zh" | "en">): Column<V> {
  return { key, zh, en, ...rest };
}

const yesNoNote = { ...optional, form: "text", read: yesNo, noteZh: "是 / 否", noteEn: "yes / no" } as const;
const sizeNote = {
  ...optional,
  form: "figure",
  read: centimetres,
  noteZh: "厘米，最多一位小数",
  noteEn: "Centimetres, one decimal at most",
} as const;
const currencyNote = {
  ...optional,
  form: "text",
  read: matching(/^[A-Z]{3}$/, "not-currency"),
  noteZh: "三位币种代码",
  noteEn: "Three-letter currency code",
} as const;

const columns = {
  code: column("code", "SKU编码", "SKU code", {
    isRequired: true,
    form: "code",
    read: code(100),
    example: "EXAMPLE-001",
    noteZh: "按文本保存，区分大小写，保留开头的 0",
    noteEn: "Kept as text: case and leading zeros count",
  }),
  nameZh: column("nameZh", "中文名称", "Chinese name", { ...optional, form: "text", read: words(200), example: "陶瓷马克杯 蓝色" }),
  nameEn: column("nameEn", "英文名称", "English name", { ...optional, form: "text", read: words(500), example: "Ceramic mug, blue" }),
  status: column("status", "状态", "Status", {
    ...optional,
    form: "text",
    read: skuStatusWords,
    example: "在售",
    noteZh: "在售 / 清仓 / 停售，不填为在售",
    noteEn: "active / clearing / discontinued; blank is active",
  }),
  productCode: column("productCode", "款号", "Product code", { ...optional, form: "code", read: code(100), example: "MUG" }),
  variant: column("variant", "变体", "Variant", { ...optional, form: "text", read: words(200), example: "蓝色 / 350ml" }),
  weightG: column("weightG", "重量(g)", "Weight (g)", {
    ...optional,
    form: "figure",
    read: whole(0, 1_000_000),
    example: "380",
    noteZh: "整数克",
    noteEn: "Whole grams",
  }),
  lengthMm: column("lengthMm", "长(cm)", "Length (cm)", { ...sizeNote, example: "12.5" }),
  widthMm: column("widthMm", "宽(cm)", "Width (cm)", { ...sizeNote, example: "9" }),
  heightMm: column("heightMm", "高(cm)", "Height (cm)", { ...sizeNote, example: "10" }),
  hasBattery: column("hasBattery", "带电", "Battery", { ...yesNoNote, example: "否" }),
  hasLiquid: column("hasLiquid", "液体", "Liquid", { ...yesNoNote, example: "否" }),
  hasMagnet: column("hasMagnet", "带磁", "Magnet", { ...yesNoNote, example: "否" }),
  customsNameZh: column("customsNameZh", "报关名(中)", "Customs name (Chinese)", {
    ...optional,
    form: "text",
    read: words(100),
    example: "杯子",
  }),
  customsNameEn: column("customsNameEn", "报关名(英)", "Customs name (English)", {
    ...optional,
    form: "text",
    read: words(200),
    example: "mug",
  }),
  hsCode: column("hsCode", "海关编码", "HS code", { ...optional, form: "code", read: code(20), example: "6912001000" }),
  origin: column("origin", "原产国", "Origin", {
    ...optional,
    form: "text",
    read: matching(/^[A-Z]{2}$/, "not-country"),
    example: "CN",
    noteZh: "两位国家代码，不填为 CN",
    noteEn: "Two-letter country code; blank is CN",
  }),
  declared: column("declared", "申报价值", "Declared value", { ...optional, form: "figure", read: amount, example: "2.5" }),
  declaredCurrency: column("declaredCurrency", "申报币种", "Declared currency", { ...currencyNote, example: "USD" }),
  cost: column("cost", "成本价", "Cost", { ...optional, form: "figure", read: amount, example: "18.6" }),
  costCurrency: column("costCurrency", "成本币种", "Cost currency", { ...currencyNote, example: "CNY" }),
  barcodes: column("barcodes", "条码", "Barcodes", {
    ...optional,
    form: "code",
    read: list(20, 100),
    example: "6901234567892",
    noteZh: "多个用逗号或换行分开，一个条码只能属于一个 SKU",
    noteEn: "Several with commas or lines between; a barcode belongs to one SKU only",
  }),
  pictureUrl: column("pictureUrl", "图片地址", "Picture address", { ...optional, form: "text", read: address, example: "" }),
} as const;
const allColumns: readonly AnyColumn[] = Object.values(columns);

/** Imports single SKUs. */
export const skuImport: ImportKind = {
  name: "skus",
  permission: "catalog:write",
  modes: ["add", "overwrite", "fill"],
  columns: allColumns,
  notesZh: ["文件里没有的列保持原样。组合 SKU 请用组合 SKU 模板。"],
  notesEn: ["Columns that the file does not have stay as they are. Bundles have a template of their own."],
  run: async (app, scope, { sheet, mode, isDry }) => {
    const outcomes: Outcomes = new Map();
    const good = judgeAlone(sheet, scope, outcomes);
    return await app.database.inTenant(scope.tenant, async (tx) => {
      const outbox = newOutbox(app, scope.tenant, scope.actor);
      await openCatalog(tx, outbox, []);
      const codes = good.map((row) => readValue(sheet, row, columns.code) ?? "");
      const owners = await findCodeOwners(tx, scope.tenant, codes);
      const known = await openCatalog(tx, outbox, [...owners.values()]);
      const drafts = new Map<SheetRow, SkuDraft>();
      for (const row of good) {
        const code = readValue(sheet, row, columns.code) ?? "";
        const owner = owners.get(code);
        const before = owner === undefined ? undefined : known.get(owner);
        const wrongMoney = moneyFaults(sheet, row, before);
        if (before !== undefined && mode === "add") outcomes.set(row, failed({ code: "exists", column: "code" }));
        else if (before?.kind === "bundle") outcomes.set(row, failed({ code: "is-bundle", column: "code" }));
        else if (wrongMoney.length > 0) outcomes.set(row, failed(...wrongMoney));
        else {
          const draft = { ...toSku(sheet, row, mode, before), id: before?.id ?? asId<SkuId>(app.entropy.uuid()) };
          const isSame = before !== undefined && isSameSku(before, draft);
          outcomes.set(row, { kind: before === undefined ? "added" : isSame ? "same" : "changed" });
          if (!isSame) drafts.set(row, draft);
        }
      }
      const refused = await (isDry ? refuseDrafts : saveDrafts)(tx, outbox, known, [...drafts.values()]);
      for (const [row, draft] of drafts) {
        const refusal = refused.get(draft.id);
        if (refusal !== undefined) outcomes.set(row, failed(toReason(refusal)));
      }
      if (!isDry) await flushOutbox(tx, app, outbox);
      return outcomes;
    });
  },
};

/** What can be said of rows without the catalogue; gives those that are well so far. */
function judgeAlone(sheet: Sheet, scope: Scope, outcomes: Outcomes): SheetRow[] {
  const repeated = findRepeated(sheet.rows, (row) => readValue(sheet, row, columns.code));
  const maySetCost = scope.permissions.has("amounts:read");
  return sheet.rows.filter((row) => {
    const reasons: Reason[] = faultsOf(sheet, allColumns, row);
    const twin = repeated.get(row);
    if (twin !== undefined) reasons.push({ code: "repeated", column: "code", detail: String(twin) });
    // who may not see costs may not set them
    if (!maySetCost && readValue(sheet, row, columns.cost) !== undefined) reasons.push({ code: "forbidden", column: "cost" });
    if (reasons.length > 0) outcomes.set(row, failed(...reasons));
    return reasons.length === 0;
  });
}

// an amount without a currency is in that which the SKU has
function moneyFaults(sheet: Sheet, row: SheetRow, before: Sku | undefined): Reason[] {
  const pairs = [
    { amount: columns.declared, currency: columns.declaredCurrency, standard: before?.declared.currency ?? "USD" },
    { amount: columns.cost, currency: columns.costCurrency, standard: before?.cost?.currency ?? "CNY" },
  ];
  return pairs.flatMap(({ amount: figure, currency, standard }): Reason[] => {
    const text = readValue(sheet, row, figure);
    if (text === undefined) return [];
    const read = decimal(text, currencyDigits(readValue(sheet, row, currency) ?? standard), amountMax);
    return read.ok ? [] : [{ ...read.error, column: figure.key }];
  });
}

function toSku(sheet: Sheet, row: SheetRow, mode: ImportMode, before: Sku | undefined): Sku {
  const was: Sku = before ?? { ...bareSku, ...unsaid };
  const pick = <V>(of: Column<V>, now: V, cleared: V): V =>
    readValue(sheet, row, of) ?? (mode === "overwrite" && hasColumn(sheet, of) ? cleared : now);
  const pickMoney = <M extends Money | null>(figure: Column<string>, currency: Column<string>, now: M, cleared: M): M | Money => {
    const text = readValue(sheet, row, figure);
    if (text === undefined) return mode === "overwrite" && hasColumn(sheet, figure) ? cleared : now;
    const unit = readValue(sheet, row, currency) ?? now?.currency ?? "CNY";
    const read = decimal(text, currencyDigits(unit), amountMax);
    return read.ok ? money(read.value, unit) : now;
  };
  return {
    ...was,
    code: readValue(sheet, row, columns.code) ?? was.code,
    nameZh: pick(columns.nameZh, was.nameZh, ""),
    nameEn: pick(columns.nameEn, was.nameEn, ""),
    status: pick(columns.status, was.status, "active"),
    productCode: pick(columns.productCode, was.productCode, ""),
    variant: pick(columns.variant, was.variant, ""),
    weightG: pick(columns.weightG, was.weightG, 0),
    lengthMm: pick<number | null>(columns.lengthMm, was.lengthMm, null),
    widthMm: pick<number | null>(columns.widthMm, was.widthMm, null),
    heightMm: pick<number | null>(columns.heightMm, was.heightMm, null),
    hasBattery: pick(columns.hasBattery, was.hasBattery, false),
    hasLiquid: pick(columns.hasLiquid, was.hasLiquid, false),
    hasMagnet: pick(columns.hasMagnet, was.hasMagnet, false),
    customsNameZh: pick(columns.customsNameZh, was.customsNameZh, ""),
    customsNameEn: pick(columns.customsNameEn, was.customsNameEn, ""),
    hsCode: pick<string | null>(columns.hsCode, was.hsCode, null),
    origin: pick(columns.origin, was.origin, "CN"),
    declared: pickMoney(columns.declared, columns.declaredCurrency, was.declared, money(0n, was.declared.currency)),
    cost: pickMoney<Money | null>(columns.cost, columns.costCurrency, was.cost, null),
    barcodes: pick<readonly string[]>(columns.barcodes, was.barcodes, []),
    pictureUrl: pick<string | null>(columns.pictureUrl, was.pictureUrl, null),
  };
}

/** What a new SKU has before anybody says a word of it. */
export const unsaid = {
  code: "",
  nameZh: "",
  nameEn: "",
  pictureUrl: null,
  weightG: 0,
  hasBattery: false,
  customsNameZh: "",
  customsNameEn: "",
  hsCode: null,
  declared: money(0n, "USD"),
} as const;

/** Whether saving would change nothing. */
export function isSameSku(before: Sku, after: Sku): boolean {
  return said(before) === said(after);
}

function said(sku: Sku): string {
  const { code, kind, status, productCode, variant, nameZh, nameEn, pictureUrl, weightG, lengthMm, widthMm, heightMm } = tidySku(sku);
  const { hasBattery, hasLiquid, hasMagnet, origin, customsNameZh, customsNameEn, hsCode, declared, cost, barcodes, components } =
    tidySku(sku);
  const facts = [code, kind, status, productCode, variant, nameZh, nameEn, pictureUrl, weightG, lengthMm, widthMm, heightMm];
  const more = [hasBattery, hasLiquid, hasMagnet, origin, customsNameZh, customsNameEn, hsCode, barcodes, components];
  const amounts = [declared, cost].map((one) => (one === null ? null : [one.amount.toString(), one.currency]));
  return JSON.stringify([facts, more, amounts]);
}
