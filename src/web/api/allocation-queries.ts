import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import {
  allocateListingsRoute,
  allocateShopRoute,
  explainListingRoute,
  listAllocationsRoute,
  listSkuListingsRoute,
  preferShopRoute,
  pushListingsRoute,
  type StockRuleView,
} from "../../contract/stock-rules.ts";
import { callRoute } from "./call-route.ts";
import { stockKey } from "./stock-queries.ts";

// what others change at the platform comes with no event
const everyMs = 30_000;
// a push that somebody has just asked for is done within seconds
const watchedMs = 5_000;
// the server takes no more at once
const atOnce = 500;

export const allocationsQuery = queryOptions({
  queryKey: [...stockKey, "allocations"],
  queryFn: ({ signal }) => callRoute(listAllocationsRoute, {}, signal),
  refetchInterval: everyMs,
});

/** Where a listing's figure comes from. */
export function listingStockQuery(listingId: string) {
  return queryOptions({
    queryKey: [...stockKey, "listing", listingId],
    queryFn: ({ signal }) => callRoute(explainListingRoute, { params: { listingId } }, signal),
    refetchInterval: watchedMs,
  });
}

/** The listings that sell a SKU. */
export function skuListingsQuery(skuId: string) {
  return queryOptions({
    queryKey: [...stockKey, "sellers", skuId],
    queryFn: ({ signal }) => callRoute(listSkuListingsRoute, { params: { skuId } }, signal),
    refetchInterval: everyMs,
  });
}

export type AllocationWish = { shopId: string; sources: string[]; rule: StockRuleView };

export function useAllocateShop() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ shopId, sources, rule }: AllocationWish) =>
      callRoute(allocateShopRoute, { params: { shopId }, body: { sources, rule } }),
    onSettled: () => client.invalidateQueries({ queryKey: stockKey }),
  });
}

export type Scarcity = z.input<typeof preferShopRoute.body>["scarce"];

export function usePreferShop(skuId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (scarce: Scarcity) => callRoute(preferShopRoute, { body: { skuIds: [skuId], scarce } }),
    onSettled: () => client.invalidateQueries({ queryKey: stockKey }),
  });
}

/** Gives listings a rule of their own, or takes it away (null); how many there were. */
export async function setListingRules(listingIds: readonly string[], rule: StockRuleView | null): Promise<number> {
  return await inParts(listingIds, (part) => callRoute(allocateListingsRoute, { body: { listingIds: part, rule } }));
}

/** Sets our figures at the platform; how many there were. */
export async function pushListingStock(listingIds: readonly string[]): Promise<number> {
  return await inParts(listingIds, (part) => callRoute(pushListingsRoute, { body: { listingIds: part } }));
}

async function inParts(ids: readonly string[], send: (part: string[]) => Promise<{ listings: number }>): Promise<number> {
  let sum = 0;
  for (let start = 0; start < ids.length; start += atOnce) sum += (await send(ids.slice(start, start + atOnce))).listings;
  return sum;
}
