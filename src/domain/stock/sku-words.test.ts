import { describe, expect, test } from "vitest";
import { codeWordsOf, piecesOf, skuWords, wordsOf } from "./sku-words.ts";

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

  test("all of them, the code's first, none longer than an index takes", () => {
    const searched = Array.from({ length: 60 }, (_, index) => `word${index}`).join(" ");
    const words = skuWords({ code: `A-${"x".repeat(900)}` }, `${searched} 陶瓷杯`);
    expect(words.slice(1, 4)).toEqual(["a", "x".repeat(500), "word0"]);
    expect(words.slice(-3)).toEqual(["word59", "陶瓷", "瓷杯"]);
    expect(Math.max(...words.map((word) => word.length))).toBe(500);
  });

  test("any piece of a text is found in the words of the whole text", () => {
    const text = "hg-mug-0007 搪瓷露营杯 350ml, blue ＸＬ杯";
    const words = wordsOf(text);
    for (let start = 0; start < text.length; start += 1)
      for (let end = start + 1; end <= text.length; end += 1) {
        const { whole, parts } = piecesOf(text.slice(start, end));
        expect(whole.filter((word) => !words.includes(word))).toEqual([]);
        expect(parts.filter((part) => !words.some((word) => word.includes(part)))).toEqual([]);
      }
  });
});
