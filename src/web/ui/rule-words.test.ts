import { expect, test } from "vitest";
import { translator } from "../text/text.ts";
import { zhCN } from "../text/zh-CN.ts";
import { explainRule, readRule, sayRule } from "./rule-words.ts";

const t = translator(zhCN);

test("a rule is said, and explained with an example that follows it", () => {
  expect(sayRule(t, { kind: "percent", value: 50 })).toBe("按比例 50%");
  expect(explainRule(t, { kind: "percent", value: 30 })).toContain("可卖 12 件，显示 3 件");
  expect(explainRule(t, { kind: "capped", value: 5 })).toContain("可卖 12 件，显示 5 件");
  expect(explainRule(t, { kind: "capped", value: 40 })).toContain("可卖 12 件，显示 12 件");
  expect(explainRule(t, { kind: "fixed", value: 999 })).toContain("始终显示 999 件");
});

test("a rule without its figure is none yet; one that takes no figure loses what was typed", () => {
  expect(readRule({ kind: "percent", value: null })).toBeUndefined();
  expect(readRule({ kind: "percent", value: 101 })).toBeUndefined();
  expect(readRule({ kind: "fixed", value: 0 })).toEqual({ kind: "fixed", value: 0 });
  expect(readRule({ kind: "real", value: 7 })).toEqual({ kind: "real", value: null });
});
