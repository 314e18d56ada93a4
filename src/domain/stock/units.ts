/** Units to pick for an order line: what is still wanted × the platform's pieces per sold unit × units of the SKU per piece. Never negative. */
export function unitsToPick(
  line: { orderedQuantity: number; cancelledQuantity: number; unitsPerPiece: number },
  unitsPerSold: number,
): number {
  return Math.max(0, line.orderedQuantity - line.cancelledQuantity) * line.unitsPerPiece * unitsPerSold;
}

/** Pieces that an order line takes from the platform's own figure: none once it is cancelled. */
export function piecesSold(
  line: { orderedQuantity: number; cancelledQuantity: number; unitsPerPiece: number },
  isCancelled: boolean,
): number {
  return isCancelled ? 0 : unitsToPick(line, 1);
}

/**
 * Pieces by which a new order's line has moved the platform's figure since somebody last looked; below nought: given back. An order that was
 * cancelled before we saw it has taken pieces and given them back: whoever looked in between sees only the giving.
 */
export function piecesMoved(
  line: { orderedQuantity: number; cancelledQuantity: number; unitsPerPiece: number },
  isCancelled: boolean,
): number {
  return isCancelled ? -unitsToPick({ ...line, cancelledQuantity: 0 }, 1) : piecesSold(line, false);
}

/** How a package's goods are made up, for the list's filter. */
export function compositionOf(lines: readonly { goods: string; units: number }[]): "one_piece" | "one_sku" | "mixed" {
  const kinds = new Set(lines.map((line) => line.goods));
  if (kinds.size > 1) return "mixed";
  const pieces = lines.reduce((sum, line) => sum + line.units, 0);
  return pieces <= 1 ? "one_piece" : "one_sku";
}
