import { Button } from "antd";
import { useText } from "../../../text/use-text.tsx";
import { formatCount } from "../../../ui/count.tsx";
import { type NextPlan, planned } from "../acts.ts";

/** What 下一步 will do over mixed states, before it does it. */
export function NextPreview({ plan, total, onConfirm }: { plan: NextPlan; total: number; onConfirm(): void }) {
  const t = useText();
  const count = planned(plan);
  const left = [
    plan.toPair > 0 ? t("next.pair", { n: plan.toPair }) : "",
    plan.toShip > 0 ? t("next.ship", { n: plan.toShip }) : "",
    plan.waiting > 0 ? t("next.wait", { n: plan.waiting }) : "",
    plan.forbidden > 0 ? t("next.forbidden", { n: plan.forbidden }) : "",
    plan.unknown > 0 ? t("next.unknown", { n: plan.unknown }) : "",
  ].filter((line) => line !== "");
  return (
    <div className="ask">
      <h3>{count === 0 ? t("next.nothing") : t("next.title")}</h3>
      <ul>
        {plan.steps.map((step) => (
          <li key={step.act} className="b5">
            {t("next.line", { act: t(`act.${step.act}`), n: formatCount(step.ids.length) })}
          </li>
        ))}
      </ul>
      {left.length > 0 && (
        <ul className="t3 sm">
          {count > 0 && <li>{t("next.left", { n: total - count })}</li>}
          {left.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      {count > 0 && (
        <div className="ask-foot">
          <Button type="primary" autoFocus onClick={onConfirm}>
            {t("next.confirm", { n: formatCount(count) })}
          </Button>
        </div>
      )}
    </div>
  );
}
