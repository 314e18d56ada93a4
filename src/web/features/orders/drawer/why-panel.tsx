import { Button } from "antd";
import type { PackageDetail } from "../../../../contract/packages.ts";
import { useMay } from "../../../api/session.tsx";
import { useText } from "../../../text/use-text.tsx";
import { useNow } from "../../../ui/clock.tsx";
import { PairLink } from "../../../ui/pair-link.tsx";
import { canTake, type PackageAct, toPackageAct } from "../acts.ts";
import { quoteOf, sayHow, sayState, sayWhy } from "../package-words.ts";

/** Left: why it stands here, with the other side's own words. Right: what moves it on, and the act. */
export function WhyPanel({
  pkg,
  isBusy,
  may,
  onAct,
}: {
  pkg: PackageDetail;
  isBusy: boolean;
  may(act: PackageAct): boolean;
  onAct(act: PackageAct): void;
}) {
  const t = useText();
  const mayPair = useMay()("catalog:read");
  const now = useNow(60_000);
  const { tone } = sayState(t, pkg);
  const quote = quoteOf(pkg.why);
  const next = toPackageAct(pkg.nextAct);
  const label = pkg.nextAct === "retry_waybill" ? t("act.retry_waybill") : t(`act.${next ?? "view"}`);
  return (
    <section className={`why-panel ${tone === "red" || tone === "amber" ? tone : "calm"}`}>
      <div>
        <h3>{t("drawer.why")}</h3>
        <p>{sayWhy(t, pkg.why, now)}</p>
        {quote !== undefined && quote.message !== "" && (
          <p className="sm">
            {t(`drawer.${quote.says}`)} <q className="mono">{quote.message}</q>
            {quote.code !== "" && <span className="mono t3"> {quote.code}</span>}
          </p>
        )}
      </div>
      <div>
        <h3>{t("drawer.how")}</h3>
        <p>{sayHow(t, pkg.why)}</p>
        {pkg.nextAct === "pair" && mayPair && (
          <PairLink packageId={pkg.id} className="link b5">
            {t("act.pair")}
          </PairLink>
        )}
        {next !== undefined && may(next) && canTake(next, pkg) && (
          <Button type="primary" disabled={isBusy} data-act={next} onClick={() => onAct(next)}>
            {label}
          </Button>
        )}
      </div>
    </section>
  );
}
