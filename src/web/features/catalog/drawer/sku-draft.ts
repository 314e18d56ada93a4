import type { SkuDetail, SkuInput, SkuLabel } from "../../../../contract/catalog.ts";
import type { MoneyView } from "../../../../contract/codec.ts";
import { currencyDigits } from "../../../../kernel/money.ts";
import { isPictureAddress } from "../../../../kernel/vocabulary/pictures.ts";
import type { SkuKind, SkuStatus } from "../../../../kernel/vocabulary/stock.ts";

export type MoneyDraft = { text: string; currency: string };

/** What stands in the form: figures as they are typed. */
export type SkuDraft = {
  code: string;
  kind: SkuKind;
  status: SkuStatus;
  productCode: string;
  variant: string;
  nameZh: string;
  nameEn: string;
  pictureUrl: string;
  weightG: string;
  lengthCm: string;
  widthCm: string;
  heightCm: string;
  hasBattery: boolean;
  hasLiquid: boolean;
  hasMagnet: boolean;
  origin: string;
  customsNameZh: string;
  customsNameEn: string;
  hsCode: string;
  declared: MoneyDraft;
  cost: MoneyDraft;
  barcodes: string;
  components: { sku: SkuLabel; quantity: number }[];
};

export type DraftField = keyof SkuDraft;

/** What is wrong with a field; the texts say it. */
export type DraftIssue = "missing" | "figure" | "address" | "country" | "empty-bundle";

export function emptyDraft(kind: SkuKind): SkuDraft {
  return {
    code: "",
    kind,
    status: "active",
    productCode: "",
    variant: "",
    nameZh: "",
    nameEn: "",
    pictureUrl: "",
    weightG: "",
    lengthCm: "",
    widthCm: "",
    heightCm: "",
    hasBattery: false,
    hasLiquid: false,
    hasMagnet: false,
    origin: "CN",
    customsNameZh: "",
    customsNameEn: "",
    hsCode: "",
    declared: { text: "", currency: "USD" },
    cost: { text: "", currency: "CNY" },
    barcodes: "",
    components: [],
  };
}

export function draftOf(sku: SkuDetail): SkuDraft {
  return {
    code: sku.code,
    kind: sku.kind,
    status: sku.status,
    productCode: sku.productCode,
    variant: sku.variant,
    nameZh: sku.nameZh,
    nameEn: sku.nameEn,
    pictureUrl: sku.pictureUrl ?? "",
    weightG: sku.weightG === 0 ? "" : String(sku.weightG),
    lengthCm: writeCm(sku.lengthMm),
    widthCm: writeCm(sku.widthMm),
    heightCm: writeCm(sku.heightMm),
    hasBattery: sku.hasBattery,
    hasLiquid: sku.hasLiquid,
    hasMagnet: sku.hasMagnet,
    origin: sku.origin,
    customsNameZh: sku.customsNameZh,
    customsNameEn: sku.customsNameEn,
    hsCode: sku.hsCode ?? "",
    declared: sku.declared.amount === "0" ? { text: "", currency: sku.declared.currency } : writeMoney(sku.declared),
    cost: sku.cost === null || sku.cost === undefined ? { text: "", currency: "CNY" } : writeMoney(sku.cost),
    barcodes: sku.barcodes.join("\n"),
    components: sku.components.map((part) => ({ ...part })),
  };
}

export type ReadDraft = { input: SkuInput; issues: ReadonlyMap<DraftField, DraftIssue> };

/** What the form says as the server takes it, and what is wrong with it. Costs only from who may see them. */
export function readDraft(draft: SkuDraft, mayReadAmounts: boolean): ReadDraft {
  const issues = new Map<DraftField, DraftIssue>();
  const taken = <T>(field: DraftField, issue: DraftIssue, value: T | undefined, otherwise: T): T => {
    if (value === undefined) issues.set(field, issue);
    return value ?? otherwise;
  };
  const cm = (field: "lengthCm" | "widthCm" | "heightCm") =>
    draft[field].trim() === "" ? null : taken(field, "figure", readCm(draft[field]), 0);
  const pictureUrl = draft.pictureUrl.trim();
  if (draft.code.trim() === "") issues.set("code", "missing");
  if (pictureUrl !== "" && !isPictureAddress(pictureUrl)) issues.set("pictureUrl", "address");
  if (!/^[A-Z]{2}$/.test(draft.origin)) issues.set("origin", "country");
  if (draft.kind === "bundle" && draft.components.length === 0) issues.set("components", "empty-bundle");
  const declared = taken("declared", "figure", readMoney(draft.declared, "0"), { amount: "0", currency: draft.declared.currency });
  const input: SkuInput = {
    code: draft.code.trim(),
    kind: draft.kind,
    status: draft.status,
    productCode: draft.productCode,
    variant: draft.variant,
    nameZh: draft.nameZh,
    nameEn: draft.nameEn,
    pictureUrl: pictureUrl === "" ? null : pictureUrl,
    weightG: taken("weightG", "figure", readWhole(draft.weightG), 0),
    lengthMm: cm("lengthCm"),
    widthMm: cm("widthCm"),
    heightMm: cm("heightCm"),
    hasBattery: draft.hasBattery,
    hasLiquid: draft.hasLiquid,
    hasMagnet: draft.hasMagnet,
    origin: draft.origin,
    customsNameZh: draft.customsNameZh,
    customsNameEn: draft.customsNameEn,
    hsCode: draft.hsCode.trim() === "" ? null : draft.hsCode.trim(),
    declared,
    barcodes: draft.barcodes
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== ""),
    components: draft.kind === "bundle" ? draft.components.map((part) => ({ skuId: part.sku.id, quantity: part.quantity })) : [],
  };
  if (mayReadAmounts) {
    input.cost = draft.cost.text.trim() === "" ? null : taken("cost", "figure", readMoney(draft.cost, undefined), null);
  }
  return { input, issues };
}

/** `18.5` CNY → 1850; nothing typed → `otherwise`; undefined when it is no amount. */
export function readMoney({ text, currency }: MoneyDraft, otherwise: string | undefined): MoneyView | undefined {
  const digits = currencyDigits(currency);
  const plain = text.trim();
  if (plain === "") return otherwise === undefined ? undefined : { amount: otherwise, currency };
  const [, whole, fraction = ""] = /^(\d{1,12})(?:\.(\d+))?$/.exec(plain) ?? [];
  if (whole === undefined || fraction.length > digits) return undefined;
  return { amount: `${whole}${fraction.padEnd(digits, "0")}`.replace(/^0+(?=\d)/, ""), currency };
}

export function writeMoney({ amount, currency }: MoneyView): MoneyDraft {
  const digits = currencyDigits(currency);
  const plain = amount.padStart(digits + 1, "0");
  const text = digits === 0 ? plain : `${plain.slice(0, -digits)}.${plain.slice(-digits)}`;
  return { text, currency };
}

/** Whole grams; nothing typed is 0. */
export function readWhole(text: string): number | undefined {
  const plain = text.trim();
  if (plain === "") return 0;
  return /^\d{1,7}$/.test(plain) && Number(plain) <= 1_000_000 ? Number(plain) : undefined;
}

function readCm(text: string): number | undefined {
  const [, whole = "", tenth = "0"] = /^(\d{1,4})(?:\.(\d))?$/.exec(text.trim()) ?? [];
  return whole === "" ? undefined : Number(whole) * 10 + Number(tenth);
}

export function writeCm(mm: number | null): string {
  return mm === null ? "" : mm % 10 === 0 ? String(mm / 10) : (mm / 10).toFixed(1);
}
