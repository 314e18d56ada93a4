import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { SellingListing } from "../../../contract/stock-rules.ts";
import { skuListingsQuery } from "../../api/allocation-queries.ts";
import { useMay } from "../../api/session.tsx";
import { useText } from "../../text/use-text.tsx";
import { formatCount } from "../../ui/count.tsx";
import { BrokenNote, EmptyNote } from "../../ui/page-parts.tsx";
import { sayRule } from "../../ui/rule-words.ts";
import { PlatformBadge, Tag } from "../../ui/small-parts.tsx";
import { ScarceForm } from "./scarce-form.tsx";

/** 在售店铺: the listings that sell the SKU, by themselves or in bundles, and 即将售罄. */
export function SellersTab({ skuId }: { skuId: string }) {
  const t = useText();
  const may = useMay();
  const reading = useQuery(skuListingsQuery(skuId));
  const { data } = reading;
  if (data === undefined) return <BrokenNote reading={reading} />;
  return (
    <>
      <ScarceForm skuId={skuId} scarce={data.scarce} mayWrite={may("stock:write")} />
      {data.rows.length === 0 && <EmptyNote title={t("sellers.none")} hint={t("sellers.noneHint")} />}
      {data.rows.length > 0 && (
        <table className="plain-table">
          <caption>{t("stockTab.sellers")}</caption>
          <thead>
            <tr>
              <th>{t("allocation.shop")}</th>
              <th>{t("sellers.listing")}</th>
              <th className="r">{t("sellers.quantity")}</th>
              <th>{t("sellers.rule")}</th>
              <th className="r">{t("sellers.platform")}</th>
              <th className="r">{t("sellers.figure")}</th>
            </tr>
          </thead>
          <tbody>
            {data.rows.map((row) => (
              <Row key={row.id} row={row} />
            ))}
          </tbody>
        </table>
      )}
      {data.hasMore && <p className="table-foot">{t("sellers.more")}</p>}
    </>
  );
}

function Row({ row }: { row: SellingListing }) {
  const t = useText();
  const { shop, bundle, rule, figure } = row;
  // what was seen holds over what our orders would explain
  const platform = row.foreignChange?.seen ?? row.platform;
  const code = row.sellerCode === "" ? row.listingKey : row.sellerCode;
  const differs = platform !== null && figure !== null && platform !== figure;
  return (
    <tr data-listing={code}>
      <td>
        <span className="fx4">
          <PlatformBadge platform={shop.platform} /> <span className="nw">{shop.name}</span>
        </span>
      </td>
      <td className="seller-listing">
        <Link
          className="b5"
          to="/listings"
          search={{ tab: "all", shop: [shop.id], search_field: "listing_key", search: row.listingKey, listing: row.id }}
        >
          {code}
        </Link>
        <div className="el t3 sm" title={row.title}>
          {bundle === null ? row.title : t("sellers.bundle", { code: bundle.code, units: formatCount(bundle.units) })}
        </div>
      </td>
      <td className="r">×{formatCount(row.pairingQuantity)}</td>
      <td className="nw">
        <span className={rule.kind === "fixed" ? "amber" : ""}>{sayRule(t, rule)}</span>{" "}
        <span className="t3 sm">{t(`rule.of.${rule.of}`)}</span>
      </td>
      <td className="r nw">
        {row.foreignChange !== null && <Tag tone="amber">{t("foreign.mark")}</Tag>}{" "}
        {platform === null ? (
          <span className="t3">{t("figure.unread")}</span>
        ) : (
          <span className={differs ? "amber" : ""}>{formatCount(platform)}</span>
        )}
      </td>
      <td className="r nw">
        {row.isWithheld && <Tag tone="amber">{t("sellers.withheld")}</Tag>}{" "}
        {figure === null ? <span className="t3">{t("figure.none")}</span> : <b className="b5">{formatCount(figure)}</b>}
      </td>
    </tr>
  );
}
