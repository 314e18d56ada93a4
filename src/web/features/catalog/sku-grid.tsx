import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, type ReactNode, useEffect, useRef } from "react";
import type { SkuRow } from "../../../contract/catalog.ts";
import { useText } from "../../text/use-text.tsx";
import { formatMoney } from "../../ui/money.ts";
import { SkuMark } from "../../ui/sku-mark.tsx";
import { CheckBox, Dot, Tag } from "../../ui/small-parts.tsx";
import { sayFlags, saySize, sayWeight, statusTones } from "./catalog-words.ts";

const rowHeight = 44;
const headHeight = 32;
// so many rows before the end of what has been read, the next page is asked for
const readAheadRows = 20;

export type SkuGridProps = {
  rows: readonly SkuRow[];
  chosen: ReadonlySet<string>;
  currentId: string | undefined;
  hasCosts: boolean;
  mayChoose: boolean;
  isDimmed: boolean;
  /** Shown in place of rows. */
  instead: ReactNode;
  onToggle(id: string, checked: boolean): void;
  onToggleAll(checked: boolean): void;
  onOpen(id: string): void;
  onNearEnd(): void;
};

/** SKUs in rows of fixed height; only those in sight are in the document. */
export function SkuGrid(props: SkuGridProps) {
  const t = useText();
  const { rows, chosen, currentId, onNearEnd } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 8,
    scrollPaddingStart: headHeight,
    paddingStart: headHeight,
  });
  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  const isNearEnd = rows.length > 0 && lastShown >= rows.length - readAheadRows;
  useEffect(() => {
    if (isNearEnd) onNearEnd();
  }, [isNearEnd, onNearEnd]);
  const current = rows.findIndex((row) => row.id === currentId);
  useEffect(() => {
    if (current >= 0) virtual.scrollToIndex(current, { align: "auto" });
  }, [current, virtual]);
  return (
    <div className="sku-scroller" ref={scroller}>
      <div className="sku-grid" role="grid" aria-label={t("menu.skus")} style={{ height: virtual.getTotalSize() }}>
        <GridHead {...props} />
        <div role="rowgroup" className={props.isDimmed ? "dim" : ""}>
          {items.map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            return (
              <SkuLine
                key={item.key}
                row={row}
                top={item.start}
                isChosen={chosen.has(row.id)}
                isCurrent={row.id === currentId}
                hasCosts={props.hasCosts}
                mayChoose={props.mayChoose}
                onToggle={props.onToggle}
                onOpen={props.onOpen}
              />
            );
          })}
        </div>
      </div>
      {props.instead}
    </div>
  );
}

function GridHead({ rows, chosen, hasCosts, mayChoose, onToggleAll }: SkuGridProps) {
  const t = useText();
  const here = rows.filter((row) => chosen.has(row.id)).length;
  const isAll = rows.length > 0 && here === rows.length;
  return (
    <div role="rowgroup" className="sku-head-group">
      <div role="row" className="sku-row sku-head">
        <div role="columnheader">
          {mayChoose && (
            <CheckBox
              label={t("sku.checkAll")}
              checked={isAll}
              half={here > 0 && !isAll}
              disabled={rows.length === 0}
              onChange={onToggleAll}
            />
          )}
        </div>
        <div role="columnheader">{t("sku.sku")}</div>
        <div role="columnheader">{t("sku.product")}</div>
        <div role="columnheader">{t("sku.weightSize")}</div>
        <div role="columnheader">{t("sku.flags")}</div>
        <div role="columnheader">{t("sku.customs")}</div>
        <div role="columnheader" className="r">
          {hasCosts ? t("sku.cost") : ""}
        </div>
        <div role="columnheader" className="sku-status">
          {t("sku.status")}
        </div>
      </div>
    </div>
  );
}

type LineProps = Pick<SkuGridProps, "hasCosts" | "mayChoose" | "onToggle" | "onOpen"> & {
  row: SkuRow;
  top: number;
  isChosen: boolean;
  isCurrent: boolean;
};

const SkuLine = memo(function SkuLine({ row, top, isChosen, isCurrent, hasCosts, mayChoose, onToggle, onOpen }: LineProps) {
  const t = useText();
  const flags = sayFlags(t, row);
  const size = saySize(t, row);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: J, K and Enter do the same for the keyboard
    <div
      role="row"
      tabIndex={-1}
      aria-selected={isChosen}
      className={`sku-row${isChosen ? " on" : ""}${isCurrent ? " cur" : ""}`}
      style={{ transform: `translateY(${top}px)` }}
      data-sku={row.code}
      onClick={() => onOpen(row.id)}
    >
      <div role="gridcell">
        {mayChoose && (
          <CheckBox label={t("sku.check", { code: row.code })} checked={isChosen} onChange={(checked) => onToggle(row.id, checked)} />
        )}
      </div>
      <div role="gridcell">
        <SkuMark sku={row} />
      </div>
      <TwoLines first={row.productCode} second={row.variant} />
      {row.kind === "bundle" ? (
        <TwoLines first={t("sku.pieces", { n: row.pieces })} second={t("sku.parts", { n: row.parts })} />
      ) : (
        <TwoLines first={sayWeight(t, row)} second={size ?? ""} isWarned={row.weightG === 0} />
      )}
      <div role="gridcell" className="fx4">
        {flags.map((flag) => (
          <Tag key={flag}>{flag}</Tag>
        ))}
      </div>
      <div role="gridcell" className={row.isDeclared ? "t3" : "amber"}>
        {row.isDeclared ? t("sku.isDeclared") : t("sku.undeclared")}
      </div>
      <div role="gridcell" className="r nw">
        {!hasCosts ? (
          ""
        ) : row.cost === null || row.cost === undefined ? (
          <span className="t3">{t("sku.unknown")}</span>
        ) : (
          formatMoney(row.cost)
        )}
      </div>
      <div role="gridcell" className="fx4 sku-status">
        {row.status !== "active" && <Dot tone={statusTones[row.status]} />}
        <span className={row.status === "active" ? "t2 nw" : "nw"}>{t(`skuStatus.${row.status}`)}</span>
      </div>
    </div>
  );
});

function TwoLines({ first, second, isWarned = false }: { first: string; second: string; isWarned?: boolean }) {
  return (
    <div role="gridcell">
      <div className={isWarned ? "el amber" : "el"} title={first}>
        {first}
      </div>
      <div className="sku-name el" title={second}>
        {second}
      </div>
    </div>
  );
}
