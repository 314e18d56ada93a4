import { describe, expect, test } from "vitest";
import { SkuInput } from "../../../../contract/catalog.ts";
import { emptyDraft, readDraft, readMoney, writeCm, writeMoney } from "./sku-draft.ts";

describe("the form of a SKU", () => {
  test("gives what the server takes: leading zeros kept, centimetres to the millimetre, money in minor units", () => {
    const draft = {
      ...emptyDraft("single"),
      code: " 007 ",
      weightG: "310",
      lengthCm: "12.5",
      widthCm: "8",
      declared: { text: "2.5", currency: "USD" },
      cost: { text: "18.05", currency: "CNY" },
      barcodes: " 690 1 \n\n2",
    };
    const { input, issues } = readDraft(draft, true);
    expect([...issues]).toEqual([]);
    expect(SkuInput.parse(input)).toMatchObject({
      code: "007",
      weightG: 310,
      lengthMm: 125,
      widthMm: 80,
      heightMm: null,
      declared: { amount: "250", currency: "USD" },
      cost: { amount: "1805", currency: "CNY" },
      barcodes: ["690 1", "2"],
    });
    expect("cost" in readDraft(draft, false).input).toBe(false);
  });

  test("says what is wrong, field by field", () => {
    const wrong = {
      ...emptyDraft("bundle"),
      weightG: "-3",
      heightCm: "1.25",
      pictureUrl: "picture.png",
      origin: "cn",
      declared: { text: "1.234", currency: "USD" },
    };
    expect(Object.fromEntries(readDraft(wrong, true).issues)).toEqual({
      code: "missing",
      pictureUrl: "address",
      origin: "country",
      components: "empty-bundle",
      declared: "figure",
      weightG: "figure",
      heightCm: "figure",
    });
  });

  test("money and sizes come back as they were typed", () => {
    expect(writeMoney({ amount: "5", currency: "USD" })).toEqual({ text: "0.05", currency: "USD" });
    expect(writeMoney({ amount: "500", currency: "JPY" })).toEqual({ text: "500", currency: "JPY" });
    expect(readMoney({ text: "500.5", currency: "JPY" }, "0")).toBeUndefined();
    expect(readMoney({ text: "0.05", currency: "USD" }, "0")).toEqual({ amount: "5", currency: "USD" });
    expect([writeCm(125), writeCm(80), writeCm(null)]).toEqual(["12.5", "8", ""]);
  });
});
