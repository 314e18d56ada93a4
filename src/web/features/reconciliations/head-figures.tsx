import type { z } from "zod";
import type { listReconciliationsRoute } from "../../../contract/reconciliations.ts";
import { useText } from "../../text/use-text.tsx";
import { formatCount } from "../../ui/count.tsx";
import { Card } from "../../ui/page-parts.tsx";

type Page = z.output<typeof listReconciliationsRoute.reply>;

/** How many orders the ordinary sync had not seen, by cause; and the sums of what was compared. */
export function HeadFigures({ missed, totals }: Pick<Page, "missed" | "totals">) {
  const t = useText();
  const sum = missed.reduce((total, one) => total + one.orders, 0);
  const most = Math.max(1, ...missed.map((one) => one.orders));
  return (
    <div className="recon-head">
      <Card title={t("recon.missedTitle")} sub={t("recon.missedSub")}>
        <div className="card-body missed">
          <p className="big-figure" data-missed={sum}>
            <b className={sum > 0 ? "amber" : ""}>{formatCount(sum)}</b> <span className="t2">{t("recon.missedOrders")}</span>
          </p>
          {sum === 0 ? (
            <p className="t2">
              {t("recon.missedNone")}
              <br />
              <span className="t3 sm">{t("recon.missedNoneHint")}</span>
            </p>
          ) : (
            <ul>
              {missed.map((one) => (
                <li key={one.cause} data-cause={one.cause}>
                  <span>{t(`missCause.${one.cause}`)}</span>
                  <span className="bar">
                    <i className={one.cause === "unexplained" ? "red" : ""} style={{ width: `${(one.orders / most) * 100}%` }} />
                  </span>
                  <b>{formatCount(one.orders)}</b>
                </li>
              ))}
            </ul>
          )}
        </div>
      </Card>
      <Card title={t("recon.totals")}>
        <dl className="card-body totals">
          <Figure name={t("recon.totalSweeps")} n={totals.sweeps} />
          <Figure name={t("recon.totalDifferences")} n={totals.differences} tone={totals.differences > 0 ? "amber" : ""} />
          <Figure name={t("recon.totalPulled")} n={totals.pulled} />
          <Figure name={t("recon.totalFailed")} n={totals.failed} tone={totals.failed > 0 ? "red" : ""} />
        </dl>
      </Card>
    </div>
  );
}

function Figure({ name, n, tone = "" }: { name: string; n: number; tone?: "" | "amber" | "red" }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className={tone}>{formatCount(n)}</dd>
    </div>
  );
}
