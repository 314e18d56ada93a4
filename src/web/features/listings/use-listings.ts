import { useInfiniteQuery, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { SkuLabel } from "../../../contract/catalog.ts";
import { autoPairRoute, type ListingRow, type Suggestion } from "../../../contract/listings.ts";
import { failureOf } from "../../api/call-failure.ts";
import { callRoute } from "../../api/call-route.ts";
import { listingCountsQuery, listingsKey, listingsQuery, suggestionsQuery } from "../../api/listing-queries.ts";
import { packagesKey } from "../../api/queries.ts";
import { stockKey } from "../../api/stock-queries.ts";
import { useStable } from "../../ui/use-stable.ts";
import { type ListingsView, tabOf, toFilter } from "./listings-view.ts";
import { type Paired, runWishes, type Wish } from "./pairing-run.ts";
import type { Run, RunTitle } from "./run.ts";
import { noNews, type StockNews, useStockActs } from "./stock-acts.ts";

export type Listings = ReturnType<typeof useListings>;

const noPairings: ReadonlyMap<string, Paired> = new Map();
const noIds: ReadonlySet<string> = new Set();

/** Rows with what has been done to them since they were read: a row that was paired stays where it is until the list is read anew. */
export function useListings(view: ListingsView) {
  const [turn, setTurn] = useState(0);
  const filter = toFilter(view);
  const tab = tabOf(view);
  const list = useInfiniteQuery(listingsQuery({ ...filter, tab }, turn));
  const counts = useQuery(listingCountsQuery(filter));
  const listKey = JSON.stringify([filter, tab, turn]);
  const work = useWork(listKey);
  const pages = list.data?.pages;
  const rows = useMemo(() => pages?.flatMap((page) => page.rows) ?? [], [pages]);
  const byId = useMemo(() => new Map(rows.map((row) => [row.id, row])), [rows]);
  const suggestions = useSuggestions(pages?.map((page) => page.rows) ?? []);
  const refresh = useStable(() => setTurn((before) => before + 1));
  const acting = useActing(byId, work, refresh);
  const pairedOf = (row: ListingRow): Paired => {
    const now = work.pairings.get(row.id);
    return now === undefined ? row.pairing : now;
  };
  return { tab, list, counts: counts.data, rows, byId, suggestions, refresh, pairedOf, ...work, ...acting };
}

/** Selection, quantities and new pairings of one list; another list begins with none. */
function useWork(listKey: string) {
  const fresh = { listKey, pairings: noPairings, news: noNews, chosen: noIds, quantities: new Map<string, number>(), current: undefined };
  const [state, setState] = useState<{
    listKey: string;
    pairings: ReadonlyMap<string, Paired>;
    news: ReadonlyMap<string, StockNews>;
    chosen: ReadonlySet<string>;
    quantities: ReadonlyMap<string, number>;
    current: string | undefined;
  }>(fresh);
  if (state.listKey !== listKey) setState(fresh);
  const shown = state.listKey === listKey ? state : fresh;
  return {
    pairings: shown.pairings,
    news: shown.news,
    chosen: shown.chosen,
    current: shown.current,
    quantityOf: (id: string) => shown.quantities.get(id) ?? 1,
    setCurrent: useStable((current: string) => setState((before) => ({ ...before, current }))),
    setQuantity: useStable((id: string, n: number) =>
      setState((before) => ({ ...before, quantities: new Map([...before.quantities, [id, n]]) })),
    ),
    setPairing: useStable((done: ReadonlyMap<string, Paired>) =>
      setState((before) => ({
        ...before,
        pairings: new Map([...before.pairings, ...done]),
        // what is done is no longer chosen: the bar counts what is left
        chosen: new Set([...before.chosen].filter((id) => !done.has(id))),
      })),
    ),
    addNews: useStable((ids: readonly string[], one: StockNews) =>
      setState((before) => ({
        ...before,
        news: new Map([...before.news, ...ids.map((id) => [id, { ...before.news.get(id), ...one }] as const)]),
      })),
    ),
    choose: useStable((ids: readonly string[]) => setState((before) => ({ ...before, chosen: new Set(ids) }))),
    toggle: useStable((id: string, isOn: boolean) =>
      setState((before) => {
        const chosen = new Set(before.chosen);
        if (isOn) chosen.add(id);
        else chosen.delete(id);
        return { ...before, chosen };
      }),
    ),
  };
}

function useSuggestions(pages: readonly (readonly ListingRow[])[]) {
  return useQueries({
    queries: pages.map((rows) => suggestionsQuery(rows.filter((row) => row.pairing === null).map((row) => row.id))),
    combine: (results) => ({
      isLooking: results.some((result) => result.isLoading),
      of: new Map<string, readonly Suggestion[]>(
        results.flatMap((result) => result.data?.rows.map((one) => [one.listingId, one.suggestions] as const) ?? []),
      ),
    }),
  });
}

/** Counts, packages and stock may have changed. */
function useTellOthers(): () => void {
  const client = useQueryClient();
  return () => {
    void client.invalidateQueries({ queryKey: [...listingsKey, "counts"] });
    // the list on show keeps its rows where they are; the other tabs are read anew when they are opened
    client.removeQueries({ queryKey: [...listingsKey, "list"], type: "inactive" });
    void client.invalidateQueries({ queryKey: packagesKey });
    void client.invalidateQueries({ queryKey: stockKey });
  };
}

/** One act at a time; its outcome stays until it is closed. */
function useActing(
  byId: ReadonlyMap<string, ListingRow>,
  work: { setPairing(done: ReadonlyMap<string, Paired>): void; addNews(ids: readonly string[], news: StockNews): void },
  refresh: () => void,
) {
  const [run, setRun] = useState<Run>();
  const isBusy = run?.isRunning === true;
  const tellOthers = useTellOthers();
  const stockActs = useStockActs({ isBusy, setRun, addNews: work.addNews, tellOthers });
  const start = (title: RunTitle, wishes: readonly Wish[]) => {
    if (isBusy || wishes.length === 0) return;
    const head = { title, total: wishes.length };
    setRun({ ...head, isRunning: true });
    runWishes(wishes, byId).then(
      (outcome) => {
        work.setPairing(outcome.done);
        setRun({ ...head, isRunning: false, outcome });
        tellOthers();
      },
      (error: unknown) => {
        setRun({ ...head, isRunning: false, failure: failureOf(error) });
        // some of it may have happened: only the server knows
        refresh();
        tellOthers();
      },
    );
  };
  const autoPair = (shopIds: string[] | undefined) => {
    if (isBusy) return;
    setRun({ title: "auto", total: 0, isRunning: true });
    callRoute(autoPairRoute, { body: { shopIds } }).then(
      (auto) => {
        setRun({ title: "auto", total: auto.paired, isRunning: false, auto });
        refresh();
        tellOthers();
      },
      (error: unknown) => setRun({ title: "auto", total: 0, isRunning: false, failure: failureOf(error) }),
    );
  };
  return {
    run,
    isBusy,
    ...stockActs,
    start,
    autoPair,
    pair: (row: ListingRow, sku: SkuLabel, quantity: number, how: "hand" | "suggestion") =>
      start("pair", [{ listingId: row.id, sku, quantity, how }]),
    unpair: (ids: readonly string[]) =>
      start(
        "unpair",
        ids.map((listingId) => ({ listingId, sku: null, quantity: 1, how: "hand" })),
      ),
    closeRun: () => {
      if (!isBusy) setRun(undefined);
    },
  };
}
