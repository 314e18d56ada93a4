import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import {
  createSkuRoute,
  editSkusRoute,
  findSkusRoute,
  getSkuRoute,
  listSkusRoute,
  type SkuChange,
  type SkuInput,
  type SkuListQuery,
  saveSkuRoute,
} from "../../contract/catalog.ts";
import type { SkuKind } from "../../kernel/vocabulary/stock.ts";
import { callRoute } from "./call-route.ts";

const listEveryMs = 60_000;

/** Everything read of the catalogue. */
export const catalogKey = ["catalog"] as const;

export type SkuFilter = Omit<z.output<typeof SkuListQuery>, "after" | "page_size">;

export function skusQuery(query: Partial<SkuFilter>) {
  return infiniteQueryOptions({
    queryKey: [...catalogKey, "list", query],
    queryFn: ({ signal, pageParam }) => callRoute(listSkusRoute, { query: { ...query, after: pageParam } }, signal),
    initialPageParam: firstPage(),
    getNextPageParam: (last: z.output<typeof listSkusRoute.reply>) => last.next ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: listEveryMs,
  });
}

function firstPage(): string | undefined {
  return undefined;
}

export function skuQuery(skuId: string) {
  return queryOptions({
    queryKey: [...catalogKey, "one", skuId],
    queryFn: ({ signal }) => callRoute(getSkuRoute, { params: { skuId } }, signal),
  });
}

/** SKUs for a text that somebody types. */
export function findSkusQuery(text: string, kind: SkuKind | undefined) {
  return queryOptions({
    queryKey: [...catalogKey, "find", text, kind],
    queryFn: ({ signal }) => callRoute(findSkusRoute, { query: { text, kind } }, signal),
    placeholderData: keepPreviousData,
  });
}

/** What the drawer saves: a new SKU, or one that was read at `updatedAt`. */
export type SkuWish = { sku: SkuInput; known: { id: string; updatedAt: string | null } | undefined };

export function useSaveSku() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ sku, known }: SkuWish) =>
      known === undefined
        ? callRoute(createSkuRoute, { body: sku })
        : callRoute(saveSkuRoute, { params: { skuId: known.id }, body: { updatedAt: known.updatedAt, sku } }),
    // waits for the new facts, so that the drawer does not show the old ones for a moment
    onSuccess: () => client.invalidateQueries({ queryKey: catalogKey }),
  });
}

export function useEditSkus() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wish: { skuIds: string[]; change: SkuChange }) => callRoute(editSkusRoute, { body: wish }),
    onSuccess: () => client.invalidateQueries({ queryKey: catalogKey }),
  });
}
