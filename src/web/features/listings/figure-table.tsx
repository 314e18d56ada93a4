import { Link } from "@tanstack/react-router";
import type { ListingStock } from "../../../contract/stock-rules.ts";
import { useText } from "../../text/use-text.tsx";
import { formatCount } from "../../ui/count.tsx";
import { Tag } from "../../ui/small-parts.tsx";
import { isSet, type SummedPart, sumShelf } from "./figure-sum.ts";

/** The sum by warehouse, and in each by component: on hand − reserved − blocked − safety = sellable. */
export function FigureTable({ shelves, nameOf }: { shelves: ListingStock["shelves"]; nameOf(warehouseId: string): string }) {
  const t = useText();
  const hasSets = isSet(shelves);
  return (
    <table className="plain-table figure-table">
      <caption>{t("figure.title")}</caption>
      <thead>
        <tr>
          <th>{t("stock.warehouse")}</th>
          <th className="r">{t("figure.onHand")}</th>
          <th className="r">− {t("figure.reserved")}</th>
          <th className="r">− {t("figure.blocked")}</th>
          <th className="r">− {t("figure.safety")}</th>
          <th className="r">= {t("figure.free")}</th>
          {hasSets && <th className="r">÷ {t("figure.perUnit")}</th>}
          {hasSets && <th className="r">{t("figure.makes")}</th>}
        </tr>
      </thead>
      <tbody>
        {shelves.map((shelf) =>
          sumShelf(shelf).parts.map((part, at) => (
            <tr key={`${shelf.warehouseId} ${part.skuId}`} className={at > 0 ? "same-shelf" : ""}>
              <td>
                {at === 0 && <div>{nameOf(shelf.warehouseId)}</div>}
                <Link className="sm" to="/stock" search={{ sku: part.skuId }} title={t("figure.ledger", { code: part.code })}>
                  {part.code}
                </Link>
              </td>
              <Numbers part={part} hasSets={hasSets} />
            </tr>
          )),
        )}
      </tbody>
    </table>
  );
}

function Numbers({ part, hasSets }: { part: SummedPart; hasSets: boolean }) {
  const t = useText();
  return (
    <>
      <td className="r">{formatCount(part.onHand)}</td>
      <Taken n={part.reserved} />
      <Taken n={part.blocked} />
      <Taken n={part.safety} />
      <td className="r">
        <b className={part.free < 0 ? "red" : "b5"}>{part.free < 0 ? `−${formatCount(-part.free)}` : formatCount(part.free)}</b>
      </td>
      {hasSets && <td className="r">{formatCount(part.perUnit)}</td>}
      {hasSets && (
        <td className="r nw">
          {part.isScarcest && <Tag tone="amber">{t("figure.scarcest")}</Tag>} <b className="b5">{formatCount(part.makes)}</b>
        </td>
      )}
    </>
  );
}

function Taken({ n }: { n: number }) {
  return <td className={n === 0 ? "r t3" : "r"}>{formatCount(n)}</td>;
}
