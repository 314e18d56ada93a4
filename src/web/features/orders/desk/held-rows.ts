import type { PackageRow } from "../../../../contract/packages.ts";

/** A row on show. Gone: it has left this list while the list stood still. */
export type ShownRow = { row: PackageRow; isGone: boolean };

/** What is on show and what waits. Rows change in place; which rows stand there changes only when it may. */
export type Held = {
  /** The list (filter, tab, sort, page) that is on show. */
  key: string;
  source: readonly PackageRow[] | undefined;
  mode: HoldMode;
  shown: readonly ShownRow[];
  /** New packages of this list that wait behind the hint. */
  waiting: readonly string[];
  /** How many of them are new orders; the others moved in from another state or page. */
  waitingNew: number;
};

/** flow: what the server lists is on show. hold-new: new rows wait. still: new rows wait and gone ones stay, dimmed. */
export type HoldMode = "flow" | "hold-new" | "still";

export const nothingHeld: Held = { key: "", source: undefined, mode: "flow", shown: [], waiting: [], waitingNew: 0 };

/** What to show after the server's list or the mode has changed. `isNew` tells orders that arrived after the page was opened. */
export function holdRows(
  held: Held,
  key: string,
  source: readonly PackageRow[] | undefined,
  mode: HoldMode,
  isNew: (id: string) => boolean,
): Held {
  if (source === undefined) return { ...nothingHeld, key, mode };
  if (mode === "flow" || held.key !== key || held.source === undefined) return showAll(key, source, mode);
  const shown = mode === "still" ? keepPlaces(held.shown, source) : letFlow(held.shown, source, isNew);
  const known = new Set(shown.map(({ row }) => row.id));
  const waiting = source.filter((row) => !known.has(row.id)).map((row) => row.id);
  return { key, source, mode, shown, waiting, waitingNew: waiting.filter(isNew).length };
}

function keepPlaces(before: readonly ShownRow[], source: readonly PackageRow[]): ShownRow[] {
  const fresh = new Map(source.map((row) => [row.id, row]));
  return before.map((one) => {
    const row = fresh.get(one.row.id);
    return row === undefined ? { row: one.row, isGone: true } : { row, isGone: false };
  });
}

function letFlow(before: readonly ShownRow[], source: readonly PackageRow[], isNew: (id: string) => boolean): ShownRow[] {
  const onShow = new Set(before.map(({ row }) => row.id));
  return source.filter((row) => onShow.has(row.id) || !isNew(row.id)).map((row) => ({ row, isGone: false }));
}

function showAll(key: string, source: readonly PackageRow[], mode: HoldMode): Held {
  return { key, source, mode, shown: source.map((row) => ({ row, isGone: false })), waiting: [], waitingNew: 0 };
}

/** Takes what waits into the list. */
export function releaseRows(held: Held): Held {
  return held.source === undefined ? held : showAll(held.key, held.source, held.mode);
}
