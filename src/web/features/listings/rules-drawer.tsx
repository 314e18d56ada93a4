import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Drawer, Input, InputNumber, Select } from "antd";
import { useDeferredValue, useState } from "react";
import { addPairingRuleRoute, type PairingRuleView, type RuleWish, removePairingRuleRoute } from "../../../contract/listings.ts";
import { failureOf, sayFailure } from "../../api/call-failure.ts";
import { callRoute } from "../../api/call-route.ts";
import { pairingRulesKey, pairingRulesQuery, rulePreviewQuery } from "../../api/listing-queries.ts";
import { shopsQuery } from "../../api/queries.ts";
import { useText } from "../../text/use-text.tsx";
import { formatCount } from "../../ui/count.tsx";
import { BrokenNote, EmptyNote } from "../../ui/page-parts.tsx";
import { PlatformBadge } from "../../ui/small-parts.tsx";

/** 配对规则: those there are, and a new one with what it would pair before it is saved. */
export function RulesDrawer({ mayPair, onAuto, onClose }: { mayPair: boolean; onAuto(): void; onClose(): void }) {
  const t = useText();
  const client = useQueryClient();
  const reading = useQuery(pairingRulesQuery);
  const again = () => client.invalidateQueries({ queryKey: pairingRulesKey });
  const remove = useMutation({
    mutationFn: (ruleId: string) => callRoute(removePairingRuleRoute, { params: { ruleId } }),
    onSettled: again,
  });
  const rules = reading.data?.rows ?? [];
  return (
    <Drawer open size={640} title={t("rules.title")} onClose={onClose} styles={{ body: { padding: 0 } }}>
      <p className="rules-lead t2">{t("rules.lead")}</p>
      <BrokenNote reading={reading} />
      {reading.data !== undefined && rules.length === 0 && <EmptyNote title={t("rules.none")} hint={t("rules.noneHint")} />}
      {rules.length > 0 && (
        <table className="plain-table">
          <caption>{t("rules.title")}</caption>
          <thead>
            <tr>
              <th>{t("rules.shop")}</th>
              <th>{t("rules.prefix")}</th>
              <th>{t("rules.suffix")}</th>
              <th className="r">{t("rules.quantity")}</th>
              <th />
            </tr>
          </thead>
          <tbody>
            {rules.map((rule) => (
              <RuleLine key={rule.id} rule={rule} mayPair={mayPair} onRemove={() => remove.mutate(rule.id)} />
            ))}
          </tbody>
        </table>
      )}
      {remove.isError && <p className="rules-lead red">{sayFailure(t, failureOf(remove.error))}</p>}
      {rules.length > 0 && <p className="rules-lead t3 sm">{t("rules.keeps")}</p>}
      {mayPair && <NewRule onSaved={again} onAuto={onAuto} />}
    </Drawer>
  );
}

function RuleLine({ rule, mayPair, onRemove }: { rule: PairingRuleView; mayPair: boolean; onRemove(): void }) {
  const t = useText();
  return (
    <tr data-rule-id={rule.id}>
      <td>
        {rule.shop === null ? (
          t("rules.everyShop")
        ) : (
          <span className="fx4">
            <PlatformBadge platform={rule.shop.platform} /> {rule.shop.name}
          </span>
        )}
      </td>
      <td className="mono">{rule.prefix}</td>
      <td className="mono">{rule.suffix}</td>
      <td className="r">{rule.quantity}</td>
      <td className="r">
        {mayPair && (
          <button type="button" className="link" onClick={onRemove}>
            {t("rules.remove")}
          </button>
        )}
      </td>
    </tr>
  );
}

const emptyRule: RuleWish = { shopId: null, prefix: "", suffix: "", quantity: 1 };

function NewRule({ onSaved, onAuto }: { onSaved(): void; onAuto(): void }) {
  const t = useText();
  const [rule, setRule] = useState(emptyRule);
  const wanted = useDeferredValue(rule);
  const shops = useQuery(shopsQuery);
  const isSaid = rule.prefix !== "" || rule.suffix !== "";
  const preview = useQuery(rulePreviewQuery(wanted));
  const count = isSaid ? (preview.data?.count ?? 0) : 0;
  const add = useMutation({
    mutationFn: () => callRoute(addPairingRuleRoute, { body: rule }),
    onSuccess: () => {
      onSaved();
      setRule(emptyRule);
      if (count > 0) onAuto();
    },
  });
  const failure = add.isError ? failureOf(add.error) : undefined;
  const isTaken = failure?.kind === "refused" && failure.code === "already-done";
  return (
    <section className="new-rule" aria-label={t("rules.add")}>
      <h3>{t("rules.add")}</h3>
      <div className="rule-fields">
        <div>
          <span>{t("rules.shop")}</span>
          <Select
            aria-label={t("rules.shop")}
            value={rule.shopId ?? ""}
            popupMatchSelectWidth={false}
            options={[
              { value: "", label: t("rules.everyShop") },
              ...(shops.data?.shops ?? []).map((shop) => ({ value: shop.id, label: shop.name })),
            ]}
            onChange={(value) => setRule({ ...rule, shopId: value === "" ? null : value })}
          />
        </div>
        <div>
          <span>{t("rules.prefix")}</span>
          <Input
            aria-label={t("rules.prefix")}
            value={rule.prefix}
            maxLength={50}
            onChange={(event) => setRule({ ...rule, prefix: event.target.value })}
          />
        </div>
        <div>
          <span>{t("rules.suffix")}</span>
          <Input
            aria-label={t("rules.suffix")}
            value={rule.suffix}
            maxLength={50}
            onChange={(event) => setRule({ ...rule, suffix: event.target.value })}
          />
        </div>
        <div>
          <span>{t("rules.quantity")}</span>
          <InputNumber
            aria-label={t("rules.quantity")}
            min={1}
            max={10_000}
            precision={0}
            value={rule.quantity}
            onChange={(n) => setRule({ ...rule, quantity: n ?? 1 })}
          />
        </div>
      </div>
      <div className="rule-preview" role="status">
        {!isSaid && <span className="t3">{t("rules.needOne")}</span>}
        {isSaid && preview.data !== undefined && (
          <>
            <b>
              {count === 0 ? t("rules.previewNone") : t("rules.preview", { n: `${formatCount(count)}${preview.data.capped ? "+" : ""}` })}
            </b>
            <ul>
              {preview.data.samples.map((one) => (
                <li key={one.listingId}>
                  <span className="mono">{one.sellerCode}</span> → <span className="mono">{one.skuCode}</span>
                  <span className="t3 el">{one.skuName}</span>
                </li>
              ))}
            </ul>
          </>
        )}
        {isSaid && <BrokenNote reading={preview} />}
      </div>
      <div className="fx">
        <Button type="primary" disabled={!isSaid} loading={add.isPending} data-act="save-rule" onClick={() => add.mutate()}>
          {count > 0 ? t("rules.saveAndPair", { n: formatCount(count) }) : t("rules.save")}
        </Button>
        {failure !== undefined && <span className="red">{isTaken ? t("rules.taken") : sayFailure(t, failure)}</span>}
      </div>
    </section>
  );
}
