import { InputNumber } from "antd";
import { useId } from "react";
import { stockRuleKinds } from "../../kernel/vocabulary/stock.ts";
import { useText } from "../text/use-text.tsx";
import { Icon } from "./icon.tsx";
import { explainRule, type RuleDraft, readRule, takesValue } from "./rule-words.ts";
import "./rule-field.css";

const maxPieces = 1_000_000;

/** How much of the stock is shown: one of the rules, its figure beside it, and below what that means. */
export function RuleField({
  draft,
  disabled = false,
  onChange,
}: {
  draft: RuleDraft;
  disabled?: boolean;
  onChange(draft: RuleDraft): void;
}) {
  const t = useText();
  const name = useId();
  return (
    <div className="rule-field" role="radiogroup" aria-label={t("allocation.rule")}>
      {stockRuleKinds.map((kind) => (
        <div key={kind} className="rule-choice">
          <label>
            <input
              type="radio"
              name={name}
              value={kind}
              disabled={disabled}
              checked={draft.kind === kind}
              onChange={() => onChange({ kind, value: draft.kind === kind ? draft.value : null })}
            />
            {t(`rule.choice.${kind}`)}
          </label>
          {takesValue(kind) && draft.kind === kind && (
            <>
              <InputNumber<number>
                autoFocus={draft.value === null}
                min={0}
                max={kind === "percent" ? 100 : maxPieces}
                precision={0}
                disabled={disabled}
                aria-label={t("rule.valueOf", { kind: t(`ruleKind.${kind}`) })}
                value={draft.value}
                onChange={(value) => onChange({ kind, value })}
              />
              <span className="t2">{kind === "percent" ? t("rule.percentUnit") : t("rule.pieces")}</span>
            </>
          )}
        </div>
      ))}
      <RuleMeaning draft={draft} />
    </div>
  );
}

function RuleMeaning({ draft }: { draft: RuleDraft }) {
  const t = useText();
  const rule = readRule(draft);
  const isFixed = draft.kind === "fixed";
  return (
    <div className={isFixed ? "rule-preview-text warns" : "rule-preview-text"} role="status">
      <p>{rule === undefined ? <span className="t3">{t("rule.missing")}</span> : explainRule(t, rule)}</p>
      {isFixed && (
        <p className="amber b5">
          <Icon name="warn" size={14} /> {t("rule.fixedWarning")}
        </p>
      )}
    </div>
  );
}
