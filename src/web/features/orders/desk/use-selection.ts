import { useCallback, useMemo, useState } from "react";
import type { PackageRow } from "../../../../contract/packages.ts";
import type { Chosen } from "../acts.ts";
import type { ShownRow } from "./held-rows.ts";

type Rows = ReadonlyMap<string, PackageRow | undefined>;

const none: Rows = new Map();

export type Selection = {
  /** In the order of choosing; rows of this page are as fresh as the page. */
  chosen: readonly Chosen[];
  here: number;
  has(id: string): boolean;
  toggle(id: string, checked: boolean, withShift: boolean): void;
  togglePage(checked: boolean): void;
  choose(ids: readonly string[]): void;
  drop(ids: readonly string[]): void;
  clear(): void;
};

/** Which packages are chosen, across pages. Another list (`listKey`) begins with none. */
export function useSelection(listKey: string, shown: readonly ShownRow[]): Selection {
  const [state, setState] = useState<{ listKey: string; rows: Rows; last: string | undefined }>({ listKey, rows: none, last: undefined });
  if (state.listKey !== listKey) setState({ listKey, rows: none, last: undefined });
  const rows = state.listKey === listKey ? state.rows : none;
  const change = useCallback((make: (before: Rows) => Rows, last?: string) => {
    setState((before) => ({ listKey: before.listKey, rows: make(before.rows), last: last ?? before.last }));
  }, []);
  const byId = useMemo(() => new Map(shown.map(({ row }) => [row.id, row])), [shown]);
  const { last } = state;
  const toggle = useCallback(
    (id: string, checked: boolean, withShift: boolean) => {
      const ids = withShift && last !== undefined ? idsBetween(shown, last, id) : [id];
      change((before) => {
        const after = new Map(before);
        for (const one of ids) {
          if (checked) after.set(one, byId.get(one));
          else after.delete(one);
        }
        return after;
      }, id);
    },
    [shown, byId, last, change],
  );
  const chosen = useMemo(() => [...rows].map(([id, row]) => ({ id, row: byId.get(id) ?? row })), [rows, byId]);
  return {
    chosen,
    here: chosen.filter(({ id }) => byId.has(id)).length,
    has: (id) => rows.has(id),
    toggle,
    togglePage: (checked) =>
      change((before) => {
        const after = new Map(before);
        for (const [id, row] of byId) {
          if (checked) after.set(id, row);
          else after.delete(id);
        }
        return after;
      }),
    choose: (ids) => change((before) => new Map(ids.map((id) => [id, byId.get(id) ?? before.get(id)]))),
    drop: (ids) =>
      change((before) => {
        const after = new Map(before);
        for (const id of ids) after.delete(id);
        return after;
      }),
    clear: () => change(() => none),
  };
}

function idsBetween(shown: readonly ShownRow[], from: string, to: string): string[] {
  const first = shown.findIndex(({ row }) => row.id === from);
  const second = shown.findIndex(({ row }) => row.id === to);
  if (first < 0 || second < 0) return [to];
  return shown.slice(Math.min(first, second), Math.max(first, second) + 1).map(({ row }) => row.id);
}
