import { useQuery } from "@tanstack/react-query";
import { Input, Select } from "antd";
import { type ReactNode, useEffect, useState } from "react";
import { listingSearchFields } from "../../../contract/listings.ts";
import { listingStates } from "../../../kernel/vocabulary/listing.ts";
import { shopsQuery } from "../../api/queries.ts";
import { useMay } from "../../api/session.tsx";
import { useText } from "../../text/use-text.tsx";
import { formatCount } from "../../ui/count.tsx";
import { FilterSelect } from "../../ui/filter-select.tsx";
import { Icon } from "../../ui/icon.tsx";
import { PlatformBadge } from "../../ui/small-parts.tsx";
import type { ListingsView } from "./listings-view.ts";

/** Shop, state and search; each acts at once. */
export function FilterBar({
  view,
  foreign,
  searchInputId,
  onView,
}: {
  view: ListingsView;
  /** How many somebody else has changed; undefined while it is not known. */
  foreign: number | undefined;
  searchInputId: string;
  onView(view: ListingsView): void;
}) {
  const t = useText();
  const may = useMay();
  const shops = useQuery({ ...shopsQuery, enabled: may("shops:read") });
  return (
    <section className="listing-filters" aria-label={t("menu.listings")}>
      <SearchBox view={view} inputId={searchInputId} onView={onView} />
      <FilterSelect
        label={t("listings.shop")}
        choices={(shops.data?.shops ?? []).map(({ id, name, platform }) => ({
          value: id,
          label: name,
          mark: <PlatformBadge platform={platform} />,
        }))}
        chosen={view.shop ?? []}
        onChange={(shop) => onView({ ...view, shop: shop.length === 0 ? undefined : shop })}
      />
      <FilterSelect
        label={t("listings.state")}
        choices={listingStates.map((value) => ({ value, label: t(`listingState.${value}`) }))}
        chosen={view.state ?? []}
        onChange={(chosen) => {
          const state = listingStates.filter((one) => chosen.includes(one));
          onView({ ...view, state: state.length === 0 ? undefined : state });
        }}
      />
      <StockQuick view={view} stock="foreign" onView={onView}>
        {t("foreign.only", { n: foreign === undefined ? "" : formatCount(foreign) })}
      </StockQuick>
      <StockQuick view={view} stock="own_rule" onView={onView}>
        {t("foreign.ownOnly")}
      </StockQuick>
      {view.package !== undefined && (
        <span className="package-chip">
          {t("listings.onlyPackage")}
          <button
            type="button"
            className="bare"
            aria-label={t("listings.allAgain")}
            title={t("listings.allAgain")}
            onClick={() => onView({ ...view, package: undefined })}
          >
            <Icon name="close" size={12} />
          </button>
        </span>
      )}
    </section>
  );
}

/** One press narrows the list by stock, the next undoes it. What it looks for is paired: the tab of the unpaired would be empty. */
function StockQuick({
  view,
  stock,
  onView,
  children,
}: {
  view: ListingsView;
  stock: ListingsView["stock"];
  onView(view: ListingsView): void;
  children: ReactNode;
}) {
  const isOn = view.stock === stock;
  const tab = view.tab === undefined ? "all" : view.tab;
  return (
    <button
      type="button"
      className={isOn ? "quick on" : "quick"}
      aria-pressed={isOn}
      onClick={() => onView(isOn ? { ...view, stock: undefined } : { ...view, stock, tab })}
    >
      {children}
    </button>
  );
}

function SearchBox({ view, inputId, onView }: { view: ListingsView; inputId: string; onView(view: ListingsView): void }) {
  const t = useText();
  const field = view.search_field ?? "seller_code";
  const applied = view.search ?? "";
  const [text, setText] = useState(applied);
  // another address, or a reset: the box follows
  useEffect(() => setText(applied), [applied]);
  const search = (wanted: string) => {
    const trimmed = wanted.trim().slice(0, 100);
    onView({ ...view, search: trimmed === "" ? undefined : trimmed });
  };
  return (
    <span className="listing-search">
      <Select<typeof field>
        value={field}
        popupMatchSelectWidth={false}
        aria-label={t("filter.searchField")}
        options={listingSearchFields.map((value) => ({ value, label: t(`listings.search.${value}`) }))}
        onChange={(next) => onView({ ...view, search_field: next })}
      />
      <Input
        id={inputId}
        value={text}
        allowClear
        aria-label={t(`listings.search.${field}`)}
        placeholder={t(`listings.searchHint.${field}`)}
        onChange={(event) => setText(event.target.value)}
        onPressEnter={() => search(text)}
        onClear={() => search("")}
      />
    </span>
  );
}
