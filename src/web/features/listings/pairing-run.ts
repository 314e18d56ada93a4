import type { z } from "zod";
import type { SkuLabel } from "../../../contract/catalog.ts";
import { type ListingRow, type PairReply, pairListingsRoute, type Suggestion, unpairListingsRoute } from "../../../contract/listings.ts";
import type { RefusalCode } from "../../../kernel/vocabulary/refusal.ts";
import { callRoute } from "../../api/call-route.ts";

/** What a listing is to be, or that it is to be parted (`sku` null). */
export type Wish = { listingId: string; sku: SkuLabel | null; quantity: number; how: "hand" | "suggestion" };

export type Paired = { sku: SkuLabel; quantity: number } | null;

/** How an act went: what each listing is now, what takes it back, and what was refused. */
export type Outcome = {
  done: Map<string, Paired>;
  undo: Wish[];
  failed: { listingId: string; code: RefusalCode }[];
};

// the server takes no more at once
const atOnce = 500;
// a bulk act leaves guesses to be looked at one by one
export const leastSure = 45;

/** Pairs and parts as wished, in the order given. */
export async function runWishes(wishes: readonly Wish[], rows: ReadonlyMap<string, ListingRow>): Promise<Outcome> {
  const outcome: Outcome = { done: new Map(), undo: [], failed: [] };
  const byId = new Map(wishes.map((wish) => [wish.listingId, wish]));
  const pairings = wishes.flatMap(({ listingId, sku, quantity, how }) =>
    sku === null ? [] : [{ listingId, skuId: sku.id, quantity, how }],
  );
  for (let start = 0; start < pairings.length; start += atOnce) {
    take(await callRoute(pairListingsRoute, { body: { pairings: pairings.slice(start, start + atOnce) } }));
  }
  const parted = wishes.flatMap((wish) => (wish.sku === null ? [wish.listingId] : []));
  for (let start = 0; start < parted.length; start += atOnce) {
    take(await callRoute(unpairListingsRoute, { body: { listingIds: parted.slice(start, start + atOnce) } }));
  }
  return outcome;

  function take({ results }: z.output<typeof PairReply>): void {
    for (const result of results) {
      const wish = byId.get(result.listingId);
      if (!result.ok) outcome.failed.push({ listingId: result.listingId, code: result.code });
      else {
        const sku = wish?.sku ?? null;
        outcome.done.set(result.listingId, sku === null ? null : { sku, quantity: wish?.quantity ?? 1 });
        outcome.undo.push(toUndo(result.listingId, result.before, rows.get(result.listingId)));
      }
    }
  }
}

function toUndo(listingId: string, before: { skuId: string; quantity: number } | null, row: ListingRow | undefined): Wish {
  if (before === null) return { listingId, sku: null, quantity: 1, how: "hand" };
  const known = row?.pairing?.sku;
  const bare = { id: before.skuId, code: "", nameZh: "", nameEn: "", pictureUrl: null, kind: "single" } as const;
  return { listingId, sku: known?.id === before.skuId ? known : bare, quantity: before.quantity, how: "hand" };
}

/** The wishes that a bulk act makes of the chosen listings' best suggestions, and how many it leaves because they are guesses. */
export function planSuggested(
  chosen: readonly ListingRow[],
  pairedOf: (row: ListingRow) => Paired,
  suggestions: ReadonlyMap<string, readonly Suggestion[]>,
  quantityOf: (id: string) => number,
): { wishes: Wish[]; guesses: number } {
  const open = chosen.filter((row) => pairedOf(row) === null).map((row) => ({ row, best: suggestions.get(row.id)?.[0] }));
  const wishes = open.flatMap(({ row, best }): Wish[] =>
    best === undefined || best.score < leastSure
      ? []
      : [{ listingId: row.id, sku: best.sku, quantity: quantityOf(row.id), how: "suggestion" }],
  );
  return { wishes, guesses: open.filter(({ best }) => best !== undefined && best.score < leastSure).length };
}
