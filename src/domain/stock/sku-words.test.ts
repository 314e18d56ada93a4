import { describe, expect, test } from "vitest";
import { codeWordsOf, skuWords, wordsOf } from "./sku-words.ts";

describe("words of goods", () => {
  test("letters and digits in runs, lower case, each once", () => {
    expect(wordsOf("Blue Mug, 350 ml (blue)")).toEqual(["blue", "mug", "350", "ml"]);
    expect(wordsOf("Écharpe № 5")).toEqual(["écharpe", "5"]);
    expect(wordsOf(" -- ")).toEqual([]);
  });

  test("Chinese as pairs of neighbours; a lone character is a word", () => {
    expect(wordsOf("陶瓷杯 350ml 红")).toEqual(["陶瓷", "瓷杯", "350ml", "红"]);
    expect(wordsOf("LED露营灯")).toEqual(["led", "露营", "营灯"]);
  });

  test("a code also as one run, leading zeros kept", () => {
    expect(codeWordsOf("HG-007_Red")).toEqual(["hg007red", "hg", "007", "red"]);
    expect(codeWordsOf("00123")).toEqual(["00123"]);
  });

  test("forty at most, the code's first, none longer than an index takes", () => {
    const nameEn = Array.from({ length: 60 }, (_, index) => `word${index}`).join(" ");
    const words = skuWords({ code: `A-${"x".repeat(500)}`, nameEn, nameZh: "陶瓷杯" });
    expect(words).toHaveLength(40);
    expect(words.slice(1, 4)).toEqual(["a", "x".repeat(60), "word0"]);
    expect(Math.max(...words.map((word) => word.length))).toBe(60);
  });
});
