import type { Item } from "./model.ts";
import type { State } from "./state.ts";

/** What can be said of a listing, by the platform's sub-status. Sold out (3003) is missing: it follows from the stock. */
export const listingStates = {
  "on-sale": 2001,
  rectification: 2002,
  "low-traffic": 2101,
  punished: 3001,
  "off-shelf": 3002,
  "high-price": 3004,
  "price-evaluation": 4001,
  auditing: 4002,
  "price-failed": 4003,
  "to-complete": 4004,
  draft: 5001,
  deleted: 6001,
} as const;
export const soldOut = 3003;

/** 2 on the shelf, 3 off it, 4 not published yet, 5 draft, 6 deleted: a sub-status' thousands. */
export const statusOf = (subStatus: number): number => Math.floor(subStatus / 1000);

/** Whether buyers find it, be there stock or not. */
export const isOnShelf = (item: Item): boolean => statusOf(item.subStatus) === 2;
export const isDeleted = (item: Item): boolean => statusOf(item.subStatus) === 6;

/** What a local shop is told of one SKU: on the shelf without stock it is sold out, and comes back with the stock. */
export const shownSubStatus = (item: Item): number => (isOnShelf(item) && item.stock <= 0 ? soldOut : item.subStatus);

/** Goods are as well off as the best of their SKUs. */
export const goodsSubStatus = (items: readonly Item[]): number => Math.min(...items.map(shownSubStatus));

/** Gives a listing another state, from this moment on. */
export function changeListingState(state: State, item: Item, subStatus: number, nowMs: number): void {
  if (item.subStatus !== subStatus) item.stateChangedAtMs = nowMs;
  item.subStatus = subStatus;
  state.saveItem(item);
}

/** The item that a SKU or a seller code names. Of several with one code it is the one that buyers find. */
export function findItem(items: readonly Item[], named: { extCode?: string | undefined; skuId?: string | undefined }): Item | undefined {
  const { extCode, skuId } = named;
  if (extCode === undefined && skuId === undefined) return undefined;
  const meant = items.filter(
    (item) => (skuId === undefined || item.skuId === skuId) && (extCode === undefined || item.extCode === extCode),
  );
  return meant.find(isOnShelf) ?? meant[0];
}
