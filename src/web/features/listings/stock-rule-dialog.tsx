import { Modal, Radio } from "antd";
import { useState } from "react";
import type { ListingRow } from "../../../contract/listings.ts";
import type { StockRuleView } from "../../../contract/stock-rules.ts";
import { useText } from "../../text/use-text.tsx";
import { formatCount } from "../../ui/count.tsx";
import { RuleField } from "../../ui/rule-field.tsx";
import { type RuleDraft, readRule } from "../../ui/rule-words.ts";

const firstDraft: RuleDraft = { kind: "percent", value: 50 };

/** 设置库存规则: a rule of their own for the chosen listings, or their shop's again. */
export function StockRuleDialog({
  rows,
  onRule,
  onClose,
}: {
  rows: readonly ListingRow[];
  onRule(rule: StockRuleView | null): void;
  onClose(): void;
}) {
  const t = useText();
  const alone = rows.length === 1 ? (rows[0]?.rule ?? null) : null;
  const [isOwn, setOwn] = useState(true);
  const [draft, setDraft] = useState(alone ?? firstDraft);
  const rule = isOwn ? readRule(draft) : null;
  const n = formatCount(rows.length);
  return (
    <Modal
      open
      width={480}
      title={t("batchRule.title", { n })}
      okText={t("batchRule.ok", { n })}
      cancelText={t("act.notNow")}
      okButtonProps={{ disabled: rule === undefined }}
      onOk={() => rule !== undefined && onRule(rule)}
      onCancel={onClose}
    >
      <div className="stock-rule-dialog">
        <Radio.Group
          aria-label={t("batchRule.own")}
          optionType="button"
          value={isOwn ? "own" : "follow"}
          options={[
            { value: "own", label: t("batchRule.own") },
            { value: "follow", label: t("batchRule.follow") },
          ]}
          onChange={({ target }) => setOwn(target.value === "own")}
        />
        {isOwn ? <RuleField draft={draft} onChange={setDraft} /> : <p className="t2">{t("batchRule.followHint")}</p>}
      </div>
    </Modal>
  );
}
