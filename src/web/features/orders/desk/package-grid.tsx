import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useCallback, useEffect, useRef } from "react";
import type { PackageRow } from "../../../../contract/packages.ts";
import { useText } from "../../../text/use-text.tsx";
import { useNow } from "../../../ui/clock.tsx";
import { Icon } from "../../../ui/icon.tsx";
import { CheckBox } from "../../../ui/small-parts.tsx";
import type { PackageAct } from "../acts.ts";
import type { DeskView } from "../view.ts";
import type { ShownRow } from "./held-rows.ts";
import { PackageRowLine } from "./package-row.tsx";
import { RowMenu, useRowMenu } from "./row-menu.tsx";
import type { Selection } from "./use-selection.ts";
import "./grid.css";

const rowHeight = 44;
const headHeight = 32;
const minuteMs = 60_000;

type Sort = { sort: NonNullable<DeskView["sort"]>; direction: NonNullable<DeskView["direction"]> };

export type PackageGridProps = {
  shown: readonly ShownRow[];
  total: number;
  isDimmed: boolean;
  selection: Selection;
  currentId: string | undefined;
  sort: Sort;
  /** Shown in place of rows. */
  instead: ReactNode;
  may(act: PackageAct): boolean;
  onCurrent(id: string): void;
  onOpen(id: string): void;
  onSort(sort: Sort): void;
  onAct(act: PackageAct, row: PackageRow): void;
};

/** Rows of one page, only those in sight in the document. Fixed height: scrolling never measures. */
export function PackageGrid(props: PackageGridProps) {
  const t = useText();
  const { shown, total, selection, currentId, instead } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const now = useNow(minuteMs);
  const menu = useRowMenu();
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => shown[index]?.row.id ?? index,
    overscan: 8,
    scrollPaddingStart: headHeight,
    paddingStart: headHeight,
  });
  const current = shown.findIndex(({ row }) => row.id === currentId);
  useEffect(() => {
    if (current >= 0) virtual.scrollToIndex(current, { align: "auto" });
  }, [current, virtual]);
  const { may, onAct } = props;
  const act = useCallback((one: PackageAct, row: PackageRow) => onAct(one, row), [onAct]);
  return (
    <div className="grid-scroller" ref={scroller}>
      <div
        className="grid-table"
        role="grid"
        aria-multiselectable="true"
        aria-label={t("grid.label")}
        aria-rowcount={total + 1}
        style={{ height: virtual.getTotalSize() }}
      >
        <GridHead {...props} />
        <div role="rowgroup" className={props.isDimmed ? "rows dim" : "rows"}>
          {virtual.getVirtualItems().map((item) => {
            const one = shown[item.index];
            if (one === undefined) return null;
            return (
              <PackageRowLine
                key={item.key}
                row={one.row}
                isGone={one.isGone}
                top={item.start}
                index={item.index}
                now={now}
                isChosen={selection.has(one.row.id)}
                isCurrent={one.row.id === currentId}
                may={may}
                onToggle={selection.toggle}
                onCurrent={props.onCurrent}
                onOpen={props.onOpen}
                onAct={act}
                onMenu={menu.open}
              />
            );
          })}
        </div>
      </div>
      {instead}
      <RowMenu menu={menu} may={may} onOpen={props.onOpen} onAct={onAct} />
    </div>
  );
}

function GridHead({ shown, selection, sort, onSort }: PackageGridProps) {
  const t = useText();
  const isAll = shown.length > 0 && selection.here === shown.length;
  return (
    <div role="rowgroup" className="grid-head-group">
      <div role="row" className="grid-row grid-head">
        <div role="columnheader" className="ck">
          <CheckBox
            label={t("batch.checkPage")}
            checked={isAll}
            half={selection.here > 0 && !isAll}
            disabled={shown.length === 0}
            onChange={selection.togglePage}
          />
        </div>
        <div role="columnheader">{t("grid.number")}</div>
        <SortHead label={t("grid.shop")} field="paid_at" sort={sort} onSort={onSort} />
        <div role="columnheader">{t("grid.goods")}</div>
        <div role="columnheader" className="r">
          {t("grid.amount")}
        </div>
        <div role="columnheader" className="pl">
          {t("grid.country")}
        </div>
        <div role="columnheader">{t("grid.logistics")}</div>
        <SortHead label={t("grid.deadline")} field="ship_by" sort={sort} onSort={onSort} isRight />
        <div role="columnheader" className="pl">
          {t("grid.state")}
        </div>
        <div role="columnheader">{t("grid.acts")}</div>
      </div>
    </div>
  );
}

function SortHead({
  label,
  field,
  sort,
  onSort,
  isRight = false,
}: {
  label: string;
  field: Sort["sort"];
  sort: Sort;
  onSort(sort: Sort): void;
  isRight?: boolean;
}) {
  const isOn = sort.sort === field;
  const said = isOn ? (sort.direction === "asc" ? "ascending" : "descending") : "none";
  return (
    <div role="columnheader" aria-sort={said} className={isRight ? "r" : ""}>
      <button
        type="button"
        className={isOn ? "sort on" : "sort"}
        onClick={() => onSort({ sort: field, direction: isOn && sort.direction === "asc" ? "desc" : "asc" })}
      >
        {label}
        {isOn && <Icon name={sort.direction === "asc" ? "up" : "down"} size={12} />}
      </button>
    </div>
  );
}
