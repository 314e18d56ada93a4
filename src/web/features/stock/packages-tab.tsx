import type { z } from "zod";
import type { getSkuStockRoute } from "../../../contract/stock.ts";
import { parseInstant } from "../../../kernel/instant.ts";
import { useText } from "../../text/use-text.tsx";
import { useNow } from "../../ui/clock.tsx";
import { formatCount } from "../../ui/count.tsx";
import { PackageLink } from "../../ui/package-link.tsx";
import { EmptyNote } from "../../ui/page-parts.tsx";
import { PlatformBadge } from "../../ui/small-parts.tsx";
import { formatDayTime } from "../../ui/time.ts";

/** 占用: open packages that hold units of the SKU or wait for some. */
export function PackagesTab({ one }: { one: z.output<typeof getSkuStockRoute.reply> }) {
  const t = useText();
  const now = useNow(60_000);
  if (one.packages.length === 0) return <EmptyNote title={t("holders.none")} hint={t("holders.noneHint")} />;
  return (
    <>
      <table className="plain-table">
        <caption>{t("stockTab.packages")}</caption>
        <thead>
          <tr>
            <th>{t("holders.package")}</th>
            <th>{t("holders.state")}</th>
            <th>{t("holders.shop")}</th>
            <th>{t("stock.warehouse")}</th>
            <th>{t("holders.shipBy")}</th>
            <th className="r">{t("holders.held")}</th>
            <th className="r">{t("holders.missing")}</th>
          </tr>
        </thead>
        <tbody>
          {one.packages.map((pkg) => (
            <tr key={pkg.id}>
              <td className="nw">
                <PackageLink id={pkg.id} number={pkg.number} />
              </td>
              <td className="nw">{t(`state.${pkg.state}`)}</td>
              <td>
                <span className="fx4">
                  <PlatformBadge platform={pkg.shop.platform} /> <span className="nw">{pkg.shop.name}</span>
                </span>
              </td>
              <td className="nw t2">{one.shelves.find((shelf) => shelf.warehouse.id === pkg.warehouseId)?.warehouse.name ?? ""}</td>
              <td className="nw t2">{pkg.shipBy === null ? "—" : formatDayTime(parseInstant(pkg.shipBy) ?? now, now)}</td>
              <td className="r">{formatCount(pkg.held)}</td>
              <td className="r">{pkg.missing > 0 ? <b className="amber">{formatCount(pkg.missing)}</b> : <span className="t3">0</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {one.hasMorePackages && <p className="table-foot">{t("holders.more")}</p>}
    </>
  );
}
