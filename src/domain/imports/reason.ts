import type { ImportLanguage } from "../../kernel/vocabulary/imports.ts";

const sentences = {
  required: ["必填", "is required"],
  "number-as-code": [
    "是数字格式，Excel 可能已改写（科学计数、丢掉开头的 0）：把单元格设为文本后重新输入",
    "is a number that Excel may have rewritten (1.2E+11, lost zeros): format the cell as text and type it again",
  ],
  "date-as-code": [
    "被 Excel 变成了日期：把单元格设为文本后重新输入",
    "has become a date in Excel: format the cell as text and type it again",
  ],
  "formula-error": ["公式出错", "holds a formula error"],
  "too-long": ["最多 {detail} 个字符", "holds at most {detail} characters"],
  "control-character": ["含有不可见字符", "holds characters that cannot be seen"],
  "not-whole": ["要填整数", "must be a whole number"],
  "not-number": ["要填数字，最多 {detail} 位小数", "must be a number with at most {detail} decimals"],
  "out-of-range": ["超出范围 {detail}", "is outside {detail}"],
  "not-choice": ["只能填：{detail}", "must be one of: {detail}"],
  "not-address": ["要以 http:// 或 https:// 开头", "must begin with http:// or https://"],
  "not-country": ["要填两位大写国家代码，如 CN", "must be a country code such as CN"],
  "not-currency": ["要填三位币种代码，如 USD", "must be a currency code such as USD"],
  "too-many": ["最多 {detail} 个", "holds at most {detail} values"],
  "example-row": ["这是模板的示例行，请删除", "this is the template's example row: delete it"],
  repeated: ["和第 {detail} 行重复", "is the same as row {detail}"],
  exists: ["已存在；要修改请选“覆盖”或“忽略空值”", "exists already; choose overwrite or ignore blanks to change it"],
  forbidden: ["没有权限填写这一列", "you may not fill in this column"],
  "is-bundle": ["是组合 SKU，请用组合 SKU 模板", "is a bundle: use the bundle template"],
  "is-bundle-stock": ["是组合 SKU，没有自己的库存", "is a bundle and has no stock of its own"],
  "is-single": ["是单品 SKU，不能改成组合", "is a single SKU and cannot become a bundle here"],
  "sku-unknown": ["没有编码为 {detail} 的 SKU", "there is no SKU {detail}"],
  "sku-code-taken": ["编码已被使用", "the code is taken"],
  "barcode-taken": ["条码已属于另一个 SKU：{detail}", "a barcode belongs to another SKU: {detail}"],
  "component-is-bundle": ["组件本身是组合 SKU：{detail}", "a component is itself a bundle: {detail}"],
  "component-of-itself": ["组合不能包含自己", "a bundle cannot hold itself"],
  "bundle-part-bad": [
    "同一组合的第 {detail} 行有错，整个组合没有导入",
    "row {detail} of the same bundle is wrong, so none of it is imported",
  ],
  "bundle-too-big": ["一个组合最多 {detail} 种组件", "a bundle holds at most {detail} components"],
  "names-differ": ["和同一组合第 {detail} 行填的不一样", "differs from row {detail} of the same bundle"],
  "shop-unknown": ["没有这个店铺，或不在您的数据权限内：{detail}", "there is no such shop within your reach: {detail}"],
  "shop-ambiguous": ["有 {detail} 个同名店铺", "{detail} shops have this name"],
  "listing-key-missing": ["平台 SKU ID 和商家编码至少填一个", "give the platform SKU id or the seller code"],
  "listing-unknown": ["店铺里没有这个在线产品", "the shop has no such listing"],
  "listing-ambiguous": [
    "店铺里有 {detail} 个在线产品是这个商家编码，请填平台 SKU ID",
    "{detail} listings have this seller code: give the platform SKU id",
  ],
  "listing-paired": ["已和 {detail} 配对；要修改请选“覆盖”", "is paired with {detail} already; choose overwrite to change it"],
  "listing-changed": ["在线产品刚被别人改动，请再导入一次", "the listing has just been changed: import it again"],
  "warehouse-unknown": ["没有这个仓库，或不在您的数据权限内：{detail}", "there is no such warehouse within your reach: {detail}"],
  "warehouse-ambiguous": ["有 {detail} 个同名仓库，请填仓库代码", "{detail} warehouses have this name: give the code"],
  "opening-exists": [
    "这个仓库里已有期初库存 {detail} 件；要更正请选“覆盖”，差额记为调整",
    "has an opening stock of {detail} there already; choose overwrite to book the difference as an adjustment",
  ],
  "stock-short": ["库存不够减：可用只有 {detail} 件", "cannot be lowered that far: only {detail} units are available"],
  refused: ["没有保存：{detail}", "was not saved: {detail}"],
} as const satisfies Record<string, readonly [zh: string, en: string]>;

export type ReasonCode = keyof typeof sentences;

/** Why a row was not taken. `column`: which of its cells, by the column's key. */
export type Reason = { readonly code: ReasonCode; readonly column?: string; readonly detail?: string };

/** The reason as a sentence; `heading` is what stands above the cell. */
export function sayReason(reason: Reason, language: ImportLanguage, heading: string | undefined): string {
  const [zh, en] = sentences[reason.code];
  const sentence = (language === "zh" ? zh : en).replace("{detail}", () => reason.detail ?? "");
  if (heading === undefined) return sentence;
  return language === "zh" ? `${heading}：${sentence}` : `${heading}: ${sentence}`;
}
