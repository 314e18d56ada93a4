import type { PackageDetail } from "../../../../contract/packages.ts";
import { useMay } from "../../../api/session.tsx";
import { useText } from "../../../text/use-text.tsx";
import { formatMoney } from "../../../ui/money.ts";

/** What the platform says about money; without the permission it is 未授权, never nought. */
export function MoneySection({ pkg }: { pkg: PackageDetail }) {
  const t = useText();
  return (
    <section>
      <h3>{t("money.title")}</h3>
      <MoneyLines pkg={pkg} />
    </section>
  );
}

function MoneyLines({ pkg }: { pkg: PackageDetail }) {
  const t = useText();
  const may = useMay();
  if (!may("amounts:read")) return <p className="t3">{t("money.noPermission")}</p>;
  if (pkg.amountState === "loading" || pkg.amountState === "failed") return <p className="t3">{t(`money.${pkg.amountState}`)}</p>;
  if (pkg.amountState === "unauthorised") {
    return (
      <>
        <p className="b">{t("money.unauthorised")}</p>
        <p className="t3 sm">{t("money.unauthorisedHint")}</p>
      </>
    );
  }
  if (pkg.amounts.length === 0) return <p className="t3">{t("money.none")}</p>;
  return (
    <dl className="money">
      {pkg.amounts.map(({ kind, value }) => (
        <div key={kind} className={kind === "estimated_revenue" ? "total" : ""}>
          <dt>{t(`money.${kind}`)}</dt>
          <dd>{formatMoney(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
