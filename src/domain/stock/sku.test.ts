import { describe, expect, test } from "vitest";
import { asId, type SkuId } from "../../kernel/id.ts";
import { money } from "../../kernel/money.ts";
import { isMadeOtherwise, type Sku, skuSearchText, tidySku } from "./sku.ts";

const [one, two] = [1, 2].map((n) => asId<SkuId>(`00000000-0000-7000-8000-00000000000${n}`));
if (one === undefined || two === undefined) throw new Error("no ids");

const bundle: Sku = {
  code: "  00A b ",
  kind: "bundle",
  status: "active",
  productCode: "SET",
  variant: "红",
  nameZh: "套装",
  nameEn: "Gift Set",
  pictureUrl: null,
  weightG: 0,
  lengthMm: null,
  widthMm: null,
  heightMm: null,
  hasBattery: false,
  hasLiquid: false,
  hasMagnet: false,
  origin: "CN",
  customsNameZh: "",
  customsNameEn: "",
  hsCode: null,
  declared: money(0n, "USD"),
  cost: null,
  barcodes: ["690X", " 690X ", ""],
  components: [
    { skuId: two, quantity: 1 },
    { skuId: one, quantity: 2 },
    { skuId: two, quantity: 3 },
  ],
};

describe("a SKU", () => {
  test("is tidied: outer blanks only, each barcode and each component once with the sum", () => {
    const tidy = tidySku(bundle);
    expect(tidy.code).toBe("00A b");
    expect(tidy.barcodes).toEqual(["690X"]);
    expect(tidy.components).toEqual([
      { skuId: one, quantity: 2 },
      { skuId: two, quantity: 4 },
    ]);
    expect(tidySku({ ...bundle, kind: "single" }).components).toEqual([]);
  });

  test("is made otherwise when a component, its quantity or the kind changes, not when they are only written otherwise", () => {
    expect(isMadeOtherwise(bundle, tidySku(bundle))).toBe(false);
    expect(isMadeOtherwise(bundle, { ...bundle, nameEn: "Other" })).toBe(false);
    expect(isMadeOtherwise(bundle, { ...bundle, components: [{ skuId: one, quantity: 2 }] })).toBe(true);
    expect(isMadeOtherwise(bundle, { ...bundle, kind: "single" })).toBe(true);
  });

  test("is searched by code, names, product and barcodes in lower case", () => {
    expect(skuSearchText(tidySku(bundle))).toBe("00a b 套装 gift set set 红 690x");
  });
});
