import { useId, useState } from "react";
import { type ListingRow, type ListingTab, listingTabs } from "../../../contract/listings.ts";
import { useMay } from "../../api/session.tsx";
import { useText } from "../../text/use-text.tsx";
import { Count, formatCount } from "../../ui/count.tsx";
import { useDelayed } from "../../ui/delayed.ts";
import { BrokenNote, EmptyNote } from "../../ui/page-parts.tsx";
import { useKeys } from "../../ui/use-keys.ts";
import { BatchBar } from "./batch-bar.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { ListingGrid } from "./listing-grid.tsx";
import { isFiltered, type ListingsView, tabOf } from "./listings-view.ts";
import { PairDialog } from "./pair-dialog.tsx";
import { ResultStrip } from "./result-strip.tsx";
import { RulesDrawer } from "./rules-drawer.tsx";
import { type Listings, useListings } from "./use-listings.ts";
import "./listings.css";

type ShowView = (view: ListingsView) => void;

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
  const { list, rows, run } = listings;
  const isLoading = useDelayed(list.isFetching && (list.isPlaceholderData || list.isPending), patienceMs);
  useListingKeys(listings, mayPair, searchInputId, setChoosing);
  const instead =
    rows.length > 0 ? null : (
      <div className="listing-none">
        <BrokenNote reading={list} />
        {list.isSuccess && !list.isPlaceholderData && <Nothing view={view} onView={onView} />}
      </div>
    );
  return (
    <main className="listings">
      <FilterBar view={view} searchInputId={searchInputId} onView={onView} />
      <Tabs tab={listings.tab} counts={listings.counts} onTab={(tab) => onView({ ...view, tab: tab === "unpaired" ? undefined : tab })} />
      <div className="listing-loading" role="progressbar" hidden={!isLoading} />
      <BatchBar listings={listings} mayPair={mayPair} onRules={() => setRules(true)} onAuto={() => listings.autoPair(view.shop)} />
      <ListingGrid listings={listings} mayPair={mayPair} instead={instead} isDimmed={isLoading} onChoose={setChoosing} />
      {run !== undefined && (
        <ResultStrip
          run={run}
          onUndo={() => listings.start("undo", run.outcome?.undo ?? [])}
          onOnlyFailed={listings.choose}
          onClose={listings.closeRun}
        />
      )}
      <Foot listings={listings} />
      {choosing !== undefined && (
        <PairDialog
          row={choosing}
          paired={listings.pairedOf(choosing)}
          suggestions={listings.suggestions.of.get(choosing.id) ?? []}
          quantity={listings.quantityOf(choosing.id)}
          onPair={(sku, quantity) => {
            listings.pair(choosing, sku, quantity, "hand");
            setChoosing(undefined);
          }}
          onClose={() => setChoosing(undefined)}
        />
      )}
      {isRules && <RulesDrawer mayPair={mayPair} onAuto={() => listings.autoPair(undefined)} onClose={() => setRules(false)} />}
    </main>
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

/** J and K move, Enter pairs the best suggestion and goes on to the next row. */
function useListingKeys(listings: Listings, mayPair: boolean, searchInputId: string, choose: (row: ListingRow) => void): void {
  const { rows, current, suggestions, chosen } = listings;
  const at = rows.findIndex((row) => row.id === current);
  const move = (step: 1 | -1) => {
    const next = rows[at < 0 ? 0 : at + step];
    if (next !== undefined) listings.setCurrent(next.id);
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
    x: () => current !== undefined && listings.toggle(current, !chosen.has(current)),
    Escape: chosen.size > 0 ? () => listings.choose([]) : listings.closeRun,
    "/": () => document.getElementById(searchInputId)?.focus(),
  });
}
