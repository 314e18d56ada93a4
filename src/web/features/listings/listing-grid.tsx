import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useRef } from "react";
import type { SkuLabel } from "../../../contract/catalog.ts";
import type { ListingRow } from "../../../contract/listings.ts";
import { useText } from "../../text/use-text.tsx";
import { useNow } from "../../ui/clock.tsx";
import { CheckBox } from "../../ui/small-parts.tsx";
import { useStable } from "../../ui/use-stable.ts";
import { ListingRowLine } from "./listing-row.tsx";
import type { Listings } from "./use-listings.ts";

const rowHeight = 44;
const headHeight = 32;
const nearEnd = 15;

/** The rows; what lies further down is read when one comes near. */
export function ListingGrid({
  listings,
  mayPair,
  instead,
  isDimmed,
  onChoose,
  onExplain,
}: {
  listings: Listings;
  mayPair: boolean;
  instead: ReactNode;
  isDimmed: boolean;
  onChoose(row: ListingRow): void;
  onExplain(id: string): void;
}) {
  const t = useText();
  const now = useNow(60_000);
  const scroller = useRef<HTMLDivElement>(null);
  const { rows, list, suggestions, current } = listings;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 10,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
  });
  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage, isFetchNextPageError } = list;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError && lastShown >= rows.length - nearEnd) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, lastShown, rows.length, fetchNextPage]);
  const place = current === undefined ? -1 : rows.findIndex((row) => row.id === current);
  useEffect(() => {
    if (place >= 0) virtual.scrollToIndex(place, { align: "auto" });
  }, [place, virtual]);
  const pair = useStable((row: ListingRow, sku: SkuLabel, how: "suggestion") => listings.pair(row, sku, listings.quantityOf(row.id), how));
  const unpair = useStable((row: ListingRow) => listings.unpair([row.id]));
  const choose = useStable(onChoose);
  const explain = useStable(onExplain);
  return (
    <div className="listing-scroller" ref={scroller}>
      <div
        className="listing-grid"
        role="grid"
        aria-multiselectable="true"
        aria-label={t("listings.label")}
        aria-rowcount={rows.length + 1}
        style={{ height: virtual.getTotalSize() + headHeight }}
      >
        <GridHead listings={listings} />
        <div role="rowgroup" className={isDimmed ? "listing-rows dim" : "listing-rows"}>
          {items.map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            const found = suggestions.of.get(row.id);
            return (
              <ListingRowLine
                key={item.key}
                row={row}
                index={item.index}
                top={item.start - headHeight}
                now={now}
                paired={listings.pairedOf(row)}
                isNews={listings.pairings.has(row.id)}
                news={listings.news.get(row.id)}
                suggestions={found ?? (suggestions.isLooking ? undefined : [])}
                quantity={listings.quantityOf(row.id)}
                isChosen={listings.chosen.has(row.id)}
                isCurrent={row.id === current}
                mayPair={mayPair}
                isBusy={listings.isBusy}
                onToggle={listings.toggle}
                onCurrent={listings.setCurrent}
                onQuantity={listings.setQuantity}
                onPair={pair}
                onChoose={choose}
                onUnpair={unpair}
                onExplain={explain}
              />
            );
          })}
        </div>
      </div>
      {instead}
    </div>
  );
}

function GridHead({ listings }: { listings: Listings }) {
  const t = useText();
  const { rows, chosen } = listings;
  const isAll = rows.length > 0 && chosen.size === rows.length;
  return (
    <div role="rowgroup" className="listing-head-group">
      <div role="row" className="listing-line listing-head">
        <div role="columnheader" className="listing-check">
          <CheckBox
            label={t("listings.checkAll")}
            checked={isAll}
            half={chosen.size > 0 && !isAll}
            disabled={rows.length === 0}
            onChange={(isOn) => listings.choose(isOn ? rows.map((row) => row.id) : [])}
          />
        </div>
        <div role="columnheader">{t("listings.goods")}</div>
        <div role="columnheader">{t("listings.shop")}</div>
        <div role="columnheader">{t("listings.code")}</div>
        <div role="columnheader" className="r">
          {t("listings.stock")}
        </div>
        <div role="columnheader" className="listing-sku">
          {t("listings.sku")}
        </div>
        <div role="columnheader">{t("listings.quantity")}</div>
        <div role="columnheader">{t("listings.acts")}</div>
      </div>
    </div>
  );
}
