import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { useRef, useState } from "react";
import type { StockFilter } from "../../../contract/stock.ts";
import { shopsQuery } from "../../api/queries.ts";
import { useMay } from "../../api/session.tsx";
import { stockListQuery, stockTotalsQuery } from "../../api/stock-queries.ts";
import { useText } from "../../text/use-text.tsx";
import { formatCount } from "../../ui/count.tsx";
import { FilterSelect } from "../../ui/filter-select.tsx";
import { ImportButton } from "../../ui/imports/import-button.tsx";
import { BrokenNote, EmptyNote } from "../../ui/page-parts.tsx";
import { useKeys } from "../../ui/use-keys.ts";
import { SkuDrawer } from "./sku-drawer.tsx";
import { StockTable } from "./stock-table.tsx";
import type { StockView } from "./stock-view.ts";
import "./stock.css";

type ShowView = (view: StockView, options?: { replace?: boolean }) => void;

/** 库存: every SKU by warehouse, what is there, what is held, what is low. */
export function StockPage({ view, onView }: { view: StockView; onView: ShowView }) {
  const t = useText();
  const may = useMay();
  const filter: StockFilter = { warehouse: view.warehouse, search: view.search, level: view.level, stocked: view.stocked };
  const list = useInfiniteQuery(stockListQuery(filter));
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? [];
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  const skus = [...new Set(rows.map((row) => row.sku.id))];
  const at = view.sku === undefined ? -1 : skus.indexOf(view.sku);
  const show = (skuId: string | undefined, replace = false) =>
    onView({ ...view, sku: skuId, tab: skuId === undefined ? undefined : view.tab }, { replace });
  const step = (by: 1 | -1) => {
    const next = skus[at === -1 ? 0 : at + by];
    if (next !== undefined) show(next, view.sku !== undefined);
  };
  useKeys({ j: () => step(1), k: () => step(-1), Escape: view.sku === undefined ? undefined : () => show(undefined) });
  return (
    <main className="stock-page">
      <header className="page-head">
        <h1>{t("menu.stock")}</h1>
        <Totals filter={filter} />
        <span className="grow" />
        {may("stock:write") && <ImportButton kinds={["opening-stock"]} />}
      </header>
      <Filters view={view} onView={onView} isFiltered={isFiltered} />
      <div className={list.isPlaceholderData ? "stock-scroller dim" : "stock-scroller"} aria-busy={list.isFetching}>
        <BrokenNote reading={list} />
        {list.data !== undefined && rows.length === 0 && (
          <EmptyNote
            title={isFiltered ? t("stock.nothing") : t("stock.empty")}
            hint={isFiltered ? t("stock.nothingHint") : t("stock.emptyHint")}
          />
        )}
        {rows.length > 0 && <StockTable rows={rows} open={view.sku} onOpen={show} />}
        {list.hasNextPage && (
          <p className="table-foot">
            <Button size="small" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              {t("stock.more")}
            </Button>
          </p>
        )}
      </div>
      {view.sku !== undefined && (
        <SkuDrawer
          key={view.sku}
          skuId={view.sku}
          tab={view.tab ?? "ledger"}
          onTab={(tab) => onView({ ...view, tab }, { replace: true })}
          onClose={() => show(undefined)}
        />
      )}
    </main>
  );
}

/** What all rows that the filters meet come to, not only those on the page. */
function Totals({ filter }: { filter: StockFilter }) {
  const t = useText();
  const { data } = useQuery(stockTotalsQuery(filter));
  if (data === undefined) return null;
  return (
    <span className="page-about" data-rows={data.rows}>
      {t("stock.sum", {
        rows: formatCount(data.rows),
        onHand: formatCount(data.onHand),
        available: formatCount(data.available),
        reserved: formatCount(data.reserved),
        blocked: formatCount(data.blocked),
        incoming: formatCount(data.incoming),
      })}
    </span>
  );
}

function Filters({ view, onView, isFiltered }: { view: StockView; onView: ShowView; isFiltered: boolean }) {
  const t = useText();
  const { data } = useQuery(shopsQuery);
  const lows = useQuery(stockTotalsQuery({ warehouse: view.warehouse, search: view.search, stocked: view.stocked }));
  const box = useRef<HTMLDivElement>(null);
  const [typed, setTyped] = useState(view.search ?? "");
  const search = (text: string) => onView({ ...view, search: text.trim() === "" ? undefined : text.trim() });
  useKeys({ "/": () => box.current?.querySelector("input")?.focus() });
  const low = lows.data?.low ?? 0;
  return (
    <div className="stock-filters" ref={box}>
      <Input.Search
        className="sku-input"
        allowClear
        aria-label={t("sku.search")}
        placeholder={t("sku.search")}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onSearch={search}
      />
      <FilterSelect
        label={t("stock.warehouse")}
        choices={(data?.warehouses ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        chosen={view.warehouse ?? []}
        onChange={(warehouse) => onView({ ...view, warehouse: warehouse.length === 0 ? undefined : warehouse })}
      />
      <button
        type="button"
        className={view.level === "low" ? "quick on" : "quick"}
        aria-pressed={view.level === "low"}
        onClick={() => onView({ ...view, level: view.level === "low" ? undefined : "low" })}
      >
        {t("stock.lowOnly", { n: formatCount(low) })}
      </button>
      <button
        type="button"
        className={view.stocked === "only" ? "quick on" : "quick"}
        aria-pressed={view.stocked === "only"}
        onClick={() => onView({ ...view, stocked: view.stocked === "only" ? undefined : "only" })}
      >
        {t("stock.stockedOnly")}
      </button>
      {isFiltered && (
        <button
          type="button"
          className="link"
          onClick={() => {
            setTyped("");
            onView({ sku: view.sku, tab: view.tab });
          }}
        >
          {t("stock.clear")}
        </button>
      )}
    </div>
  );
}
