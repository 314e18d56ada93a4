import type { SkuId } from "../../kernel/id.ts";
import type { Money } from "../../kernel/money.ts";
import type { SkuKind, SkuStatus } from "../../kernel/vocabulary/stock.ts";

/** One kind of goods inside a bundle, and how many units of it one bundle takes. */
export type Component = { readonly skuId: SkuId; readonly quantity: number };

/** All that a seller knows of one SKU. Codes are opaque text: leading zeros and any case count. */
export type Sku = {
  readonly code: string;
  readonly kind: SkuKind;
  readonly status: SkuStatus;
  readonly productCode: string;
  readonly variant: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly pictureUrl: string | null;
  readonly weightG: number;
  readonly lengthMm: number | null;
  readonly widthMm: number | null;
  readonly heightMm: number | null;
  readonly hasBattery: boolean;
  readonly hasLiquid: boolean;
  readonly hasMagnet: boolean;
  readonly origin: string;
  readonly customsNameZh: string;
  readonly customsNameEn: string;
  readonly hsCode: string | null;
  readonly declared: Money;
  readonly cost: Money | null;
  readonly barcodes: readonly string[];
  readonly components: readonly Component[];
};

/** The same SKU with outer blanks gone, each barcode once, and each component once with the sum; only a bundle keeps components. */
export function tidySku(sku: Sku): Sku {
  return {
    ...sku,
    code: sku.code.trim(),
    barcodes: [...new Set(sku.barcodes.map((barcode) => barcode.trim()))].filter((barcode) => barcode !== "").sort(),
    components: sku.kind === "bundle" ? sumComponents(sku.components) : [],
  };
}

function sumComponents(components: readonly Component[]): Component[] {
  const sums = new Map<SkuId, number>();
  for (const { skuId, quantity } of components) sums.set(skuId, (sums.get(skuId) ?? 0) + quantity);
  return [...sums].map(([skuId, quantity]) => ({ skuId, quantity })).sort((left, right) => (left.skuId < right.skuId ? -1 : 1));
}

/** Whether what one piece of the SKU takes from the shelf has changed: what shops may offer of it has, then, too. */
export function isMadeOtherwise(before: Sku, after: Sku): boolean {
  const said = (sku: Sku) =>
    `${sku.kind} ${tidySku(sku)
      .components.map((one) => `${one.skuId}×${one.quantity}`)
      .join(" ")}`;
  return said(before) !== said(after);
}

/** What the search box looks into: lower case. */
export function skuSearchText(sku: Sku): string {
  return [sku.code, sku.nameZh, sku.nameEn, sku.productCode, sku.variant, ...sku.barcodes]
    .filter((part) => part !== "")
    .join(" ")
    .toLowerCase();
}
