import { describe, expect, test } from "vitest";
import { judgeCandidate, rarityOf, wordsOfListing } from "./listing-words.ts";
import { joinedCode, wordsOf } from "./sku-words.ts";

test("words are runs of letters and digits in lower case, and Chinese in pairs, each once", () => {
  expect(wordsOf("HG-MUG-0007 mug")).toEqual(["hg", "mug", "0007"]);
  expect(wordsOf("搪瓷露营杯 350ml")).toEqual(["搪瓷", "瓷露", "露营", "营杯", "350ml"]);
  expect(wordsOf("ＭＵＧ 杯")).toEqual(["mug", "杯"]);
  expect(wordsOf("!?")).toEqual([]);
  expect(joinedCode("HG-Mug_7")).toBe("hgmug7");
  expect(wordsOfListing({ sellerCode: "HG-7", title: "Mug", spec: "Blue" })).toEqual(["hg7", "hg", "7", "mug", "blue"]);
});

describe("how well a SKU fits a listing", () => {
  const listing = { sellerCode: "HG-7", title: "Enamel Mug", spec: "Blue" };
  const weights = new Map([
    ["7", rarityOf(2)],
    ["enamel", rarityOf(40)],
    ["mug", rarityOf(200)],
    ["blue", rarityOf(9_000)],
  ]);
  const judge = (sharedWords: string[], skuCode = "OTHER", hasBarcode = false) =>
    judgeCandidate(listing, { skuCode, sharedWords, hasBarcode }, weights);

  test("barcode before code before words, and all words of the title are worth more than some", () => {
    expect(judge([], "HG-7", true)).toEqual({ score: 99, reason: "barcode", words: [] });
    expect(judge(["7"], "hg_7")).toEqual({ score: 97, reason: "same_code", words: [] });
    expect(judge(["enamel", "mug"])).toMatchObject({ score: 80, reason: "same_title", words: ["enamel", "mug"] });
    expect(judge(["enamel"])).toMatchObject({ reason: "words", words: ["enamel"] });
  });

  test("a rare word weighs more than a frequent one, and strange words take from the certainty", () => {
    expect(judge(["7"]).score).toBeGreaterThan(judge(["blue"]).score);
    const boasting = { ...listing, title: "Enamel Mug best gift ever for all" };
    expect(judgeCandidate(boasting, { skuCode: "O", sharedWords: ["enamel"], hasBarcode: false }, weights).score).toBeLessThan(
      judge(["enamel"]).score,
    );
  });
});
