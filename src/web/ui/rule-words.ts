import type { StockRuleView } from "../../contract/stock-rules.ts";
import type { Translate } from "../text/text.ts";
import { formatCount } from "./count.tsx";

/** A rule while it is typed: its figure may still be missing. */
export type RuleDraft = StockRuleView;

const examplePool = 12;

export const takesValue = (kind: RuleDraft["kind"]): boolean => kind === "percent" || kind === "capped" || kind === "fixed";

/** The rule that a draft makes; undefined while its figure is missing. */
export function readRule({ kind, value }: RuleDraft): StockRuleView | undefined {
  if (!takesValue(kind)) return { kind, value: null };
  return value === null || (kind === "percent" && value > 100) ? undefined : { kind, value };
}

/** `按比例 50%`. */
export function sayRule(t: Translate, { kind, value }: StockRuleView): string {
  return t(`rule.${kind}`, { n: formatCount(value ?? 0) });
}

/** `50%`, for where there is little room. */
export function sayRuleShort(t: Translate, { kind, value }: StockRuleView): string {
  return t(`rule.short.${kind}`, { n: formatCount(value ?? 0) });
}

/** One sentence: what a rule does, with an example. */
export function explainRule(t: Translate, { kind, value }: StockRuleView): string {
  const n = value ?? 0;
  const figure = kind === "percent" ? Math.floor((examplePool * n) / 100) : Math.min(examplePool, n);
  return t(`rule.preview.${kind}`, { n: formatCount(n), pool: examplePool, figure });
}
