import { memo } from "react";
import type { StockRow } from "../../../contract/stock.ts";
import { useLanguage, useText } from "../../text/use-text.tsx";
import { formatCount } from "../../ui/count.tsx";
import { Picture } from "../../ui/picture.tsx";
import { Tag } from "../../ui/small-parts.tsx";
import { useStable } from "../../ui/use-stable.ts";

/** SKUs by warehouse, by code. Colour stands only where somebody should buy. */
export function StockTable({ rows, open, onOpen }: { rows: readonly StockRow[]; open: string | undefined; onOpen(skuId: string): void }) {
  const t = useText();
  const openRow = useStable(onOpen);
  return (
    <table className="plain-table stock-table">
      <caption>{t("menu.stock")}</caption>
      <thead>
        <tr>
          <th>{t("stock.sku")}</th>
          <th>{t("stock.warehouse")}</th>
          <th className="r">{t("stock.available")}</th>
          <th className="r">{t("stock.onHand")}</th>
          <th className="r">{t("stock.reserved")}</th>
          <th className="r">{t("stock.blocked")}</th>
          <th className="r">{t("stock.incoming")}</th>
          <th className="r">{t("stock.limits")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={`${row.sku.id} ${row.warehouse.id}`} row={row} isOpen={row.sku.id === open} onOpen={openRow} />
        ))}
      </tbody>
    </table>
  );
}

const Row = memo(function Row({ row, isOpen, onOpen }: { row: StockRow; isOpen: boolean; onOpen(skuId: string): void }) {
  const t = useText();
  const { language } = useLanguage();
  const { sku } = row;
  const [first, second] = language === "en" ? [sku.nameEn, sku.nameZh] : [sku.nameZh, sku.nameEn];
  return (
    <tr className={isOpen ? "opens on" : "opens"} data-sku={sku.code} data-low={row.isLow} onClick={() => onOpen(sku.id)}>
      <td>
        <span className="sku-cell">
          <Picture url={sku.pictureUrl} size={32} />
          <span className="sku-words">
            <span className="fx4">
              <button type="button" className="pk" aria-label={t("stock.open", { code: sku.code })}>
                {sku.code}
              </button>
              {sku.status !== "active" && <Tag>{t(`skuStatus.${sku.status}`)}</Tag>}
            </span>
            <span className="el t2 sm" title={`${sku.nameZh}\n${sku.nameEn}`}>
              {first} <span className="t3">{second}</span>
            </span>
          </span>
        </span>
      </td>
      <td className="nw">{row.warehouse.name}</td>
      <td className="r">
        <Available row={row} />
      </td>
      <Figure n={row.onHand} />
      <Figure n={row.reserved} />
      <Figure n={row.blocked} />
      <Figure n={row.incoming} />
      <td className="r nw t2">
        {row.safetyUnits === 0 && row.lowUnits === 0 ? (
          <span className="t3">—</span>
        ) : (
          `${formatCount(row.safetyUnits)} / ${formatCount(row.lowUnits)}`
        )}
      </td>
    </tr>
  );
});

function Available({ row }: { row: StockRow }) {
  const t = useText();
  if (!row.isLow) return row.available === 0 ? <span className="t3">0</span> : <b className="b5">{formatCount(row.available)}</b>;
  const isGone = row.available <= 0;
  return (
    <span className="two-lines">
      <b className={isGone ? "red" : "amber"}>{formatCount(row.available)}</b>
      <span className={isGone ? "red sm" : "amber sm"}>
        {isGone ? t("stock.noneLeft") : t("stock.belowLow", { n: formatCount(row.lowUnits) })}
      </span>
    </span>
  );
}

function Figure({ n }: { n: number }) {
  return <td className={n === 0 ? "r t3" : "r"}>{formatCount(n)}</td>;
}
