import type { StockRuleKind } from "../../kernel/vocabulary/stock.ts";

/** One kind of goods on one warehouse's shelf, in units; `perUnit`: how many of them one unit of the paired SKU takes (1, or a bundle's). */
export type ShelfPart = { onHand: number; reserved: number; blocked: number; safety: number; perUnit: number };

/** What stands behind a listing. A shelf is a warehouse: a bundle leaves from one, so its components are counted together there. */
export type Backing = {
  shelves: readonly (readonly ShelfPart[])[];
  /** Units of the paired SKU in one piece of the listing. */
  pairingQuantity: number;
  rule: { kind: StockRuleKind; value: number | null };
  /** 即将售罄: with fewer units than `below` in the pool only the chosen shop goes on selling. */
  scarce: { below: number; isChosen: boolean } | null;
};

/** How a listing's figure came about. `figure` null: nothing is pushed. */
export type Allotment = {
  /** Units of the paired SKU that may be sold. */
  pool: number;
  /** Whole pieces of the listing in the pool. */
  pieces: number;
  isWithheld: boolean;
  figure: number | null;
};

/**
 * What a shop may offer of a listing, in the platform's pieces. Never more than the pool, save for `fixed`, by which a seller offers what
 * can be had again within the day; never negative.
 */
export function allot({ shelves, pairingQuantity, rule, scarce }: Backing): Allotment {
  const pool = shelves.reduce((sum, parts) => sum + sellable(parts), 0);
  const pieces = Math.floor(pool / pairingQuantity);
  const isWithheld = scarce !== null && !scarce.isChosen && pool < scarce.below;
  return { pool, pieces, isWithheld, figure: figureOf(rule, isWithheld ? 0 : pieces) };
}

/** Complete units that the goods of one warehouse make. */
function sellable(parts: readonly ShelfPart[]): number {
  if (parts.length === 0) return 0;
  return Math.min(
    ...parts.map((part) => Math.max(0, Math.floor((part.onHand - part.reserved - part.blocked - part.safety) / part.perUnit))),
  );
}

function figureOf(rule: Backing["rule"], pieces: number): number | null {
  const value = rule.value ?? 0;
  switch (rule.kind) {
    case "real":
      return pieces;
    case "percent":
      return Math.floor((pieces * value) / 100);
    case "capped":
      return Math.min(pieces, value);
    case "fixed":
      return value;
    case "off":
      return null;
    default:
      return rule.kind satisfies never;
  }
}
