/** One warehouse × SKU: the counters, the sums of the ledger, and what packages hold. */
export type StockRow = {
  warehouseId: string;
  skuId: string;
  onHand: number;
  reserved: number;
  blocked: number;
  ledgerOnHand: number;
  ledgerReserved: number;
  opened: number;
  shipped: number;
  /** Units that came in, or free, after the opening. */
  brought: number;
  held: number;
};

export type MovementRow = {
  id: string;
  warehouseId: string;
  skuId: string;
  kind: string;
  onHandDelta: number;
  reservedDelta: number;
  blockedDelta: number;
};
export type LineRow = { id: string; packageId: string; skuId: string | null; reservedUnits: number };
export type BalanceRow = { warehouseId: string; skuId: string; onHand: number; reserved: number; blocked: number };
type Place = { id: string; warehouseId: string; state: string };
type Sums = Omit<StockRow, "warehouseId" | "skuId" | "onHand" | "reserved" | "blocked">;
type Share = { key: string; sums: Partial<Sums> };

/** Sums over the ledger and over what packages hold, brought up to date by the rows that changed. */
export type StockSums = {
  move(rows: readonly MovementRow[]): void;
  hold(lines: readonly LineRow[], packages: readonly Place[]): void;
  /** Every warehouse × SKU that has a balance, a movement or a package that holds of it. */
  rows(balances: readonly BalanceRow[]): StockRow[];
};

const closed = new Set(["shipped", "delivered", "cancelled", "ignored"]);
const keyOf = (warehouseId: string, skuId: string): string => `${warehouseId} ${skuId}`;
const nothing: Sums = { ledgerOnHand: 0, ledgerReserved: 0, opened: 0, shipped: 0, brought: 0, held: 0 };

export function openStockSums(): StockSums {
  const totals = new Map<string, Sums>();
  const shares = new Map<string, Share>();
  const lines = new Map<string, LineRow>();
  const linesOf = new Map<string, Set<string>>();
  const places = new Map<string, Place>();

  const add = ({ key, sums }: Share, sign: 1 | -1): void => {
    const total = { ...(totals.get(key) ?? nothing) };
    total.ledgerOnHand += sign * (sums.ledgerOnHand ?? 0);
    total.ledgerReserved += sign * (sums.ledgerReserved ?? 0);
    total.opened += sign * (sums.opened ?? 0);
    total.shipped += sign * (sums.shipped ?? 0);
    total.brought += sign * (sums.brought ?? 0);
    total.held += sign * (sums.held ?? 0);
    totals.set(key, total);
  };
  /** What one row adds to the sums, in place of what it added before. */
  const put = (id: string, share: Share | undefined): void => {
    const before = shares.get(id);
    if (before !== undefined) add(before, -1);
    if (share === undefined) return void shares.delete(id);
    shares.set(id, share);
    add(share, 1);
  };
  const holdLine = (line: LineRow): void => {
    const place = places.get(line.packageId);
    const isHeld = place !== undefined && !closed.has(place.state);
    if (isHeld && line.skuId !== null) put(line.id, { key: keyOf(place.warehouseId, line.skuId), sums: { held: line.reservedUnits } });
    else put(line.id, undefined);
  };
  return {
    move: (rows) => {
      for (const row of rows) put(row.id, { key: keyOf(row.warehouseId, row.skuId), sums: sumsOf(row) });
    },
    hold: (changedLines, changedPlaces) => {
      for (const place of changedPlaces) places.set(place.id, place);
      for (const line of changedLines) {
        lines.set(line.id, line);
        linesOf.set(line.packageId, (linesOf.get(line.packageId) ?? new Set()).add(line.id));
        holdLine(line);
      }
      for (const place of changedPlaces) {
        for (const id of linesOf.get(place.id) ?? []) {
          const line = lines.get(id);
          if (line !== undefined) holdLine(line);
        }
      }
    },
    rows: (balances) => {
      const known = new Map(balances.map((one) => [keyOf(one.warehouseId, one.skuId), one]));
      return [...new Set([...known.keys(), ...totals.keys()])].sort().map((key): StockRow => {
        const [warehouseId = "", skuId = ""] = key.split(" ");
        return { warehouseId, skuId, onHand: 0, reserved: 0, blocked: 0, ...known.get(key), ...(totals.get(key) ?? nothing) };
      });
    },
  };
}

function sumsOf({ kind, onHandDelta, reservedDelta, blockedDelta }: MovementRow): Partial<Sums> {
  const came = kind === "opening" || kind === "ship" ? 0 : Math.max(0, onHandDelta);
  return {
    brought: came + (kind === "unblock" ? -blockedDelta : 0),
    ledgerOnHand: onHandDelta,
    ledgerReserved: reservedDelta,
    opened: kind === "ship" ? 0 : onHandDelta,
    shipped: kind === "ship" ? -onHandDelta : 0,
  };
}
