import { useId, useState } from "react";
import { type ListingRow, type ListingTab, listingTabs } from "../../../contract/listings.ts";
import { useMay } from "../../api/session.tsx";
import { useText } from "../../text/use-text.tsx";
import { Count, formatCount } from "../../ui/count.tsx";
import { useDelayed } from "../../ui/delayed.ts";
import { BrokenNote, EmptyNote } from "../../ui/page-parts.tsx";
import { useKeys } from "../../ui/use-keys.ts";
import { BatchBar } from "./batch-bar.tsx";
import { FigureDrawer } from "./figure-drawer.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { ListingGrid } from "./listing-grid.tsx";
import { isFiltered, type ListingsView, tabOf } from "./listings-view.ts";
import { PairDialog } from "./pair-dialog.tsx";
import { ResultStrip } from "./result-strip.tsx";
import { RulesDrawer } from "./rules-drawer.tsx";
import { StockRuleDialog } from "./stock-rule-dialog.tsx";
import { type Listings, useListings } from "./use-listings.ts";
import "./listings.css";
import "./figure.css";

type ShowView = (view: ListingsView, options?: { replace?: boolean }) => void;

// what is quicker shows nothing
const patienceMs = 300;

/** 在线产品: what the shops sell, the SKU behind each, and how to pair what has none. */
export function ListingsPage({ view, onView }: { view: ListingsView; onView: ShowView }) {
  const may = useMay();
  const mayPair = may("listings:pair");
  const listings = useListings(view);
  const searchInputId = useId();
  const [choosing, setChoosing] = useState<ListingRow>();
  const [isRules, setRules] = useState(false);
  const [ruled, setRuled] = useState<readonly ListingRow[]>([]);
  const explain = (listing: string | undefined) => onView({ ...view, listing }, { replace: view.listing !== undefined });
  const { list, rows, run } = listings;
  const isLoading = useDelayed(list.isFetching && (list.isPlaceholderData || list.isPending), patienceMs);
  useListingKeys(listings, { mayPair, searchInputId, choose: setChoosing, explained: view.listing, explain });
  const instead =
    rows.length > 0 ? null : (
      <div className="listing-none">
        <BrokenNote reading={list} />
        {list.isSuccess && !list.isPlaceholderData && <Nothing view={view} onView={onView} />}
      </div>
    );
  return (
    <main className="listings">
      <FilterBar view={view} foreign={listings.counts?.foreign.count} searchInputId={searchInputId} onView={onView} />
      <Tabs tab={listings.tab} counts={listings.counts} onTab={(tab) => onView({ ...view, tab: tab === "unpaired" ? undefined : tab })} />
      <div className="listing-loading" role="progressbar" hidden={!isLoading} />
      <BatchBar
        listings={listings}
        mayPair={mayPair}
        mayStock={may("stock:write")}
        onRules={() => setRules(true)}
        onStockRule={setRuled}
        onAuto={() => listings.autoPair(view.shop)}
      />
      <ListingGrid
        listings={listings}
        mayPair={mayPair}
        instead={instead}
        isDimmed={isLoading}
        onChoose={setChoosing}
        onExplain={explain}
      />
      {run !== undefined && (
        <ResultStrip
          run={run}
          onUndo={() => listings.start("undo", run.outcome?.undo ?? [])}
          onOnlyFailed={listings.choose}
          onClose={listings.closeRun}
        />
      )}
      <Foot listings={listings} />
      {choosing !== undefined && <Choosing listings={listings} row={choosing} onClose={() => setChoosing(undefined)} />}
      <Figure
        listings={listings}
        listingId={view.listing}
        mayStock={may("stock:write")}
        onRule={setRuled}
        onClose={() => explain(undefined)}
      />
      {ruled.length > 0 && <Ruling listings={listings} rows={ruled} onClose={() => setRuled([])} />}
      {isRules && <RulesDrawer mayPair={mayPair} onAuto={() => listings.autoPair(undefined)} onClose={() => setRules(false)} />}
    </main>
  );
}

function Choosing({ listings, row, onClose }: { listings: Listings; row: ListingRow; onClose(): void }) {
  return (
    <PairDialog
      row={row}
      paired={listings.pairedOf(row)}
      suggestions={listings.suggestions.of.get(row.id) ?? []}
      quantity={listings.quantityOf(row.id)}
      onPair={(sku, quantity) => {
        listings.pair(row, sku, quantity, "hand");
        onClose();
      }}
      onClose={onClose}
    />
  );
}

function Figure({
  listings,
  listingId,
  mayStock,
  onRule,
  onClose,
}: {
  listings: Listings;
  listingId: string | undefined;
  mayStock: boolean;
  onRule(rows: ListingRow[]): void;
  onClose(): void;
}) {
  if (listingId === undefined) return null;
  return (
    <FigureDrawer
      key={listingId}
      listingId={listingId}
      row={listings.byId.get(listingId)}
      mayStock={mayStock}
      isBusy={listings.isBusy}
      isAsked={listings.news.has(listingId)}
      onPush={() => listings.pushStock([listingId])}
      onRule={(row) => onRule([row])}
      onClose={onClose}
    />
  );
}

function Ruling({ listings, rows, onClose }: { listings: Listings; rows: readonly ListingRow[]; onClose(): void }) {
  const now = rows.map((row) => {
    const rule = listings.news.get(row.id)?.rule;
    return rule === undefined ? row : { ...row, rule };
  });
  return (
    <StockRuleDialog
      rows={now}
      onRule={(rule) => {
        listings.setRule(now, rule);
        onClose();
      }}
      onClose={onClose}
    />
  );
}

function Tabs({ tab, counts, onTab }: { tab: ListingTab; counts: Listings["counts"]; onTab(tab: ListingTab): void }) {
  const t = useText();
  return (
    <div className="listing-tabs" role="tablist" aria-label={t("menu.listings")}>
      {listingTabs.map((one) => (
        <button key={one} type="button" role="tab" aria-selected={one === tab} data-tab={one} onClick={() => onTab(one)}>
          {t(`listings.tab.${one}`)}
          <Count n={counts?.[one].count} capped={counts?.[one].capped} tone={one === "unpaired" && counts?.unpaired.count ? "amber" : ""} />
        </button>
      ))}
    </div>
  );
}

/** How much of the list is here, whether it is still true, and the keys. */
function Foot({ listings }: { listings: Listings }) {
  const t = useText();
  const { rows, tab, counts, pairings, pairedOf, list } = listings;
  const count = counts?.[tab];
  const left = rows.filter((row) => tab !== "all" && pairings.has(row.id) && (pairedOf(row) === null) !== (row.pairing === null)).length;
  const isStale = count !== undefined && !count.capped && !list.hasNextPage && !list.isFetching && count.count !== rows.length - left;
  const total = count === undefined ? "" : `${formatCount(count.count)}${count.capped ? "+" : ""}`;
  return (
    <footer className="listing-foot">
      <span>{t("listings.loaded", { n: formatCount(rows.length - left), total })}</span>
      <button type="button" className="link sm" onClick={listings.refresh}>
        {isStale || left > 0 ? t("listings.stale") : t("listings.refresh")}
      </button>
      <span className="grow" />
      <span className="t3">{t("listings.readEvery")}</span>
      <span className="t3">{t("listings.keys")}</span>
    </footer>
  );
}

function Nothing({ view, onView }: { view: ListingsView; onView: ShowView }) {
  const t = useText();
  if (view.package !== undefined) return <EmptyNote title={t("listings.empty.package")} hint={t("listings.empty.packageHint")} />;
  if (isFiltered(view)) {
    return (
      <>
        <EmptyNote title={t("listings.empty.filtered")} hint={t("listings.empty.filteredHint")} />
        <button type="button" className="link" onClick={() => onView({ tab: view.tab })}>
          {t("listings.empty.reset")}
        </button>
      </>
    );
  }
  const tab = tabOf(view);
  return <EmptyNote title={t(`listings.empty.${tab}`)} hint={t(`listings.empty.${tab}Hint`)} />;
}

type KeyWork = {
  mayPair: boolean;
  searchInputId: string;
  choose(row: ListingRow): void;
  /** The listing whose figure is explained. */
  explained: string | undefined;
  explain(listing: string | undefined): void;
};

/** J and K move, Enter pairs the best suggestion and goes on to the next row, S explains the figure; an open explanation goes along. */
function useListingKeys(listings: Listings, { mayPair, searchInputId, choose, explained, explain }: KeyWork): void {
  const { rows, current, suggestions, chosen } = listings;
  const at = rows.findIndex((row) => row.id === current);
  const move = (step: 1 | -1) => {
    const next = rows[at < 0 ? 0 : at + step];
    if (next === undefined) return;
    listings.setCurrent(next.id);
    if (explained !== undefined) explain(next.id);
  };
  const pairBest = () => {
    const row = rows[at];
    if (row === undefined || !mayPair || listings.pairedOf(row) !== null) return;
    const best = suggestions.of.get(row.id)?.[0];
    if (best === undefined) choose(row);
    else {
      listings.pair(row, best.sku, listings.quantityOf(row.id), "suggestion");
      move(1);
    }
  };
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    Enter: pairBest,
    s: () => current !== undefined && explain(explained === current ? undefined : current),
    x: () => current !== undefined && listings.toggle(current, !chosen.has(current)),
    Escape: explained !== undefined ? () => explain(undefined) : chosen.size > 0 ? () => listings.choose([]) : listings.closeRun,
    "/": () => document.getElementById(searchInputId)?.focus(),
  });
}
