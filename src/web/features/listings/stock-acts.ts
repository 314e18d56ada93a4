import type { ListingRow } from "../../../contract/listings.ts";
import type { StockRuleView } from "../../../contract/stock-rules.ts";
import { pushListingStock, setListingRules } from "../../api/allocation-queries.ts";
import { failureOf } from "../../api/call-failure.ts";
import type { Run } from "./run.ts";

/** What has been done to a row's stock since the list was read. `rule` null: it follows its shop; absent: as it was. */
export type StockNews = { rule?: StockRuleView | null; isOurs?: true };

export const noNews: ReadonlyMap<string, StockNews> = new Map();

/** The rules to give back, each with the listings that had it. */
export function rulesBefore(rows: readonly ListingRow[]): { rule: StockRuleView | null; ids: string[] }[] {
  const groups = Map.groupBy(rows, ({ rule }) => (rule === null ? "" : `${rule.kind} ${rule.value}`));
  return [...groups.values()].map((list) => ({ rule: list[0]?.rule ?? null, ids: list.map((row) => row.id) }));
}

/** Acts on the stock of listings. */
export function useStockActs({
  isBusy,
  setRun,
  addNews,
  tellOthers,
}: {
  isBusy: boolean;
  setRun(run: Run): void;
  addNews(ids: readonly string[], news: StockNews): void;
  tellOthers(): void;
}) {
  const start = (title: "rule" | "push" | "undo", total: number, work: () => Promise<number>, undo?: () => void) => {
    setRun({ title, total, isRunning: true });
    work().then(
      (pushed) => {
        setRun({ title, total, isRunning: false, pushed, ...(undo !== undefined && { undo }) });
        tellOthers();
      },
      (error: unknown) => {
        setRun({ title, total, isRunning: false, failure: failureOf(error) });
        // some of it may have happened
        tellOthers();
      },
    );
  };
  const give = async (parts: readonly { rule: StockRuleView | null; ids: readonly string[] }[]) => {
    let sum = 0;
    for (const { rule, ids } of parts) {
      sum += await setListingRules(ids, rule);
      addNews(ids, { rule });
    }
    return sum;
  };
  return {
    pushStock: (ids: readonly string[]) => {
      if (isBusy || ids.length === 0) return;
      start("push", ids.length, async () => {
        const pushed = await pushListingStock(ids);
        // what somebody else had set there is no longer told
        addNews(ids, { isOurs: true });
        return pushed;
      });
    },
    /** `rows` as they are now: undoing gives them these rules back. */
    setRule: (rows: readonly ListingRow[], rule: StockRuleView | null) => {
      if (isBusy || rows.length === 0) return;
      const before = rulesBefore(rows);
      const takeBack = () => start("undo", rows.length, () => give(before));
      start("rule", rows.length, () => give([{ rule, ids: rows.map((row) => row.id) }]), takeBack);
    },
  };
}
