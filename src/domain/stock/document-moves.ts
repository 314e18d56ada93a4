import { assertNever } from "../../kernel/assert-never.ts";
import type { SkuId, WarehouseId } from "../../kernel/id.ts";
import type { DocumentReason, HandMadeKind, MovementKind } from "../../kernel/vocabulary/stock.ts";

/** By how much a document changes one balance. */
export type ShelfMove = {
  warehouseId: WarehouseId;
  skuId: SkuId;
  kind: MovementKind;
  onHand: number;
  blocked: number;
  incoming: number;
};

/** Kinds that move goods the moment they are made. */
export type InstantKind = Exclude<HandMadeKind, "transfer" | "count">;

type Line = { skuId: SkuId; units: number };

/** What a document that is done at once moves. `units` are positive, but of an adjustment and of kitting they carry their sign. */
export function movesAtOnce(
  document: { kind: InstantKind; reason: DocumentReason; warehouseId: WarehouseId },
  lines: readonly Line[],
): ShelfMove[] {
  return lines.map(({ skuId, units }) => ({ warehouseId: document.warehouseId, skuId, ...moveAtOnce(document, units) }));
}

function moveAtOnce(
  { kind, reason }: { kind: InstantKind; reason: DocumentReason },
  units: number,
): Omit<ShelfMove, "warehouseId" | "skuId"> {
  switch (kind) {
    case "stock_in":
      return moveIn(reason, units);
    case "stock_out":
      return { kind: reason === "damaged" ? "scrap" : "other_out", onHand: -units, blocked: 0, incoming: 0 };
    case "adjustment":
      return { kind: "adjustment", onHand: units, blocked: 0, incoming: 0 };
    case "block":
      return { kind: "block", onHand: 0, blocked: units, incoming: 0 };
    case "unblock":
      return { kind: "unblock", onHand: 0, blocked: -units, incoming: 0 };
    case "kit":
      return { kind: units > 0 ? "kit_in" : "kit_out", onHand: units, blocked: 0, incoming: 0 };
    default:
      return assertNever(kind);
  }
}

function moveIn(reason: DocumentReason, units: number): Omit<ShelfMove, "warehouseId" | "skuId"> {
  if (reason === "purchase") return { kind: "purchase_in", onHand: units, blocked: 0, incoming: 0 };
  if (reason === "return_good") return { kind: "return_good", onHand: units, blocked: 0, incoming: 0 };
  // a broken return stands on the shelf, but nobody may sell it
  if (reason === "return_bad") return { kind: "return_bad", onHand: units, blocked: units, incoming: 0 };
  return { kind: "other_in", onHand: units, blocked: 0, incoming: 0 };
}

/** 发出: the goods leave one warehouse and are under way to the other. */
export function movesOnDispatch(transfer: { warehouseId: WarehouseId; toWarehouseId: WarehouseId }, lines: readonly Line[]): ShelfMove[] {
  return lines.flatMap(({ skuId, units }): ShelfMove[] => [
    { warehouseId: transfer.warehouseId, skuId, kind: "transfer_out", onHand: -units, blocked: 0, incoming: 0 },
    { warehouseId: transfer.toWarehouseId, skuId, kind: "transfer_out", onHand: 0, blocked: 0, incoming: units },
  ]);
}

/** 收货: what was counted is on the shelf; what is missing is under way no more. */
export function movesOnReceipt(transfer: { toWarehouseId: WarehouseId }, lines: readonly (Line & { counted: number })[]): ShelfMove[] {
  return lines.flatMap(({ skuId, units, counted }): ShelfMove[] => {
    const at = { warehouseId: transfer.toWarehouseId, skuId, blocked: 0 };
    return [
      { ...at, kind: "transfer_in" as const, onHand: counted, incoming: -counted },
      { ...at, kind: "transfer_lost" as const, onHand: 0, incoming: counted - units },
    ].filter((move) => move.incoming !== 0);
  });
}

/** An approved count: the difference that was found, whatever has moved since. Lines that nobody counted stay as they are. */
export function movesOnCount(
  count: { warehouseId: WarehouseId },
  lines: readonly { skuId: SkuId; expected: number | null; counted: number | null }[],
): ShelfMove[] {
  return lines.flatMap(({ skuId, expected, counted }): ShelfMove[] => {
    const onHand = counted === null || expected === null ? 0 : counted - expected;
    return onHand === 0 ? [] : [{ warehouseId: count.warehouseId, skuId, kind: "count", onHand, blocked: 0, incoming: 0 }];
  });
}

/** 待归位: goods that nobody holds any more, but that may lie anywhere; and 归位: what is blocked of them may be sold again. */
export function movesOnPutBack(warehouseId: WarehouseId, lines: readonly Line[], act: "block" | "unblock"): ShelfMove[] {
  const sign = act === "block" ? 1 : -1;
  return lines.map(({ skuId, units }) => ({ warehouseId, skuId, kind: act, onHand: 0, blocked: sign * units, incoming: 0 }));
}

export type Shelf = { warehouseId: WarehouseId; skuId: SkuId };

/** What a balance holds. A balance that does not exist holds nothing. */
export type Figures = { onHand: number; reserved: number; blocked: number; incoming: number };

export type ShortShelf = Shelf & { reason: "short" | "not-blocked"; available: number; reserved: number; blocked: number };

/** The balances that cannot carry all of their moves together. */
export function findShortShelves(moves: readonly ShelfMove[], figuresOf: (shelf: Shelf) => Figures): ShortShelf[] {
  return [...Map.groupBy(moves, (move) => `${move.warehouseId}|${move.skuId}`).values()].flatMap((list): ShortShelf[] => {
    const [first] = list;
    if (first === undefined) return [];
    const { warehouseId, skuId } = first;
    const figures = figuresOf(first);
    const blocked = figures.blocked + list.reduce((sum, move) => sum + move.blocked, 0);
    const onHand = figures.onHand + list.reduce((sum, move) => sum + move.onHand, 0);
    const available = figures.onHand - figures.reserved - figures.blocked;
    const short = { warehouseId, skuId, available, reserved: figures.reserved, blocked: figures.blocked };
    if (blocked < 0) return [{ ...short, reason: "not-blocked" }];
    return figures.reserved + blocked > onHand ? [{ ...short, reason: "short" }] : [];
  });
}
