import { expect, test } from "vitest";
import { piecesMoved, piecesSold } from "./units.ts";

const line = { orderedQuantity: 3, cancelledQuantity: 1, unitsPerPiece: 2 };

test.each([
  ["what is still wanted is taken", line, false, 4, 4],
  ["a cancelled order takes nothing, and gives back all that it took", line, true, 0, -6],
  ["so it does when its pieces are cancelled one by one", { ...line, cancelledQuantity: 3 }, true, 0, -6],
  ["more cancelled than ordered takes nothing", { ...line, cancelledQuantity: 5 }, false, 0, 0],
] as const)("%s", (_, of, isCancelled, sold, moved) => {
  expect([piecesSold(of, isCancelled), piecesMoved(of, isCancelled)]).toEqual([sold, moved]);
});
