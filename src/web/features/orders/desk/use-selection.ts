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
  /** Fills in rows of chosen packages that stand on other pages. */
  learn(rows: readonly PackageRow[]): void;
  drop(ids: readonly string[]): void;
  clear(): void;
};

type Change = (make: (before: Rows) => Rows, last?: string) => void;
export type ChosenRows = { rows: Rows; last: string | undefined; change: Change };

/** Which packages are chosen, across pages. Another list (`listKey`) begins with none. */
export function useChosenRows(listKey: string): ChosenRows {
  const [state, setState] = useState<{ listKey: string; rows: Rows; last: string | undefined }>({ listKey, rows: none, last: undefined });
  if (state.listKey !== listKey) setState({ listKey, rows: none, last: undefined });
  // bound to its list: an answer that comes after the list has changed must not choose in another one
  const change = useCallback<Change>(
    (make, last) => {
      setState((before) => (before.listKey === listKey ? { listKey, rows: make(before.rows), last: last ?? before.last } : before));
    },
    [listKey],
  );
  return { rows: state.listKey === listKey ? state.rows : none, last: state.last, change };
}

/** The chosen packages with the freshest rows known, and how to change them. */
export function useSelection({ rows, last, change }: ChosenRows, shown: readonly ShownRow[]): Selection {
  const byId = useMemo(() => new Map(shown.map(({ row }) => [row.id, row])), [shown]);
  const toggle = useCallback(
    (id: string, checked: boolean, withShift: boolean) => {
      const ids = withShift && last !== undefined ? idsBetween(shown, last, id) : [id];
      change((before) => withToggled(before, ids, checked, byId), id);
    },
    [shown, byId, last, change],
  );
  const chosen = useMemo(() => [...rows].map(([id, row]) => ({ id, row: byId.get(id) ?? row })), [rows, byId]);
  return {
    chosen,
    here: chosen.filter(({ id }) => byId.has(id)).length,
    has: (id) => rows.has(id),
    toggle,
    togglePage: (checked) => change((before) => withToggled(before, [...byId.keys()], checked, byId)),
    choose: (ids) => change((before) => new Map(ids.map((id) => [id, byId.get(id) ?? before.get(id)]))),
    learn: (read) => change((before) => withLearnt(before, read)),
    drop: (ids) => change((before) => withToggled(before, ids, false, byId)),
    clear: () => change(() => none),
  };
}

function idsBetween(shown: readonly ShownRow[], from: string, to: string): string[] {
  const first = shown.findIndex(({ row }) => row.id === from);
  const second = shown.findIndex(({ row }) => row.id === to);
  if (first < 0 || second < 0) return [to];
  return shown.slice(Math.min(first, second), Math.max(first, second) + 1).map(({ row }) => row.id);
}

function withToggled(before: Rows, ids: readonly string[], checked: boolean, byId: Rows): Rows {
  const after = new Map(before);
  for (const id of ids) {
    if (checked) after.set(id, byId.get(id));
    else after.delete(id);
  }
  return after;
}

function withLearnt(before: Rows, read: readonly PackageRow[]): Rows {
  const after = new Map(before);
  for (const row of read) if (after.has(row.id)) after.set(row.id, row);
  return after;
}
