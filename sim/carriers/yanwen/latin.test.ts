import { expect, test } from "vitest";
import { toLatin } from "./latin.ts";

test.each([
  ["José Núñez", "José Núñez"],
  ["Łódź Çelik Dvořák", "Lódz Çelik Dvorák"],
  ["Ｕｎｉｔ １２", "Unit 12"],
  ["Юрий Щукин, Тверь", "Yuriy Shchukin, Tver"],
  ["王小明 Wang (北京)", "Wang"],
  ["A—B ’n’ C", "A-B 'n' C"],
  ["line\none\ttab", "line one tab"],
  ["王小明", "fallback"],
  ["…？！", "fallback"],
  ["", "fallback"],
])("%s is printed as %s", (text, printed) => {
  expect(toLatin(text, "fallback")).toBe(printed);
});

test("whatever comes in, the standard font can print what goes out", () => {
  for (let code = 0; code < 0x30000; code += 1) {
    if (code >= 0xd800 && code < 0xe000) continue;
    const printed = toLatin(`a${String.fromCodePoint(code)}b`, "fallback");
    if (!/^[\x20-\x7e\xa1-\xac\xae-\xff]*$/.test(printed)) expect.fail(`U+${code.toString(16)} gives ${printed}`);
  }
});
