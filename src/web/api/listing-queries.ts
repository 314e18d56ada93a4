import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import {
  countListingsRoute,
  type ListingFilter,
  type ListingListQuery,
  listListingsRoute,
  listPairingRulesRoute,
  previewPairingRuleRoute,
  type RuleWish,
  suggestSkusRoute,
} from "../../contract/listings.ts";
import { callRoute } from "./call-route.ts";

const countsEveryMs = 30_000;

export const listingsKey = ["listings"] as const;

/** Read when asked, not by itself: rows that one works on must not move. `turn` rises when somebody asks. */
export function listingsQuery(query: Omit<ListingListQuery, "after">, turn: number) {
  return infiniteQueryOptions({
    queryKey: [...listingsKey, "list", query, turn],
    queryFn: ({ signal, pageParam }) => callRoute(listListingsRoute, { query: { ...query, after: pageParam } }, signal),
    initialPageParam: firstPage(),
    getNextPageParam: (last: z.output<typeof listListingsRoute.reply>) => last.next ?? undefined,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

function firstPage(): string | undefined {
  return undefined;
}

export function listingCountsQuery(filter: ListingFilter) {
  return queryOptions({
    queryKey: [...listingsKey, "counts", filter],
    queryFn: ({ signal }) => callRoute(countListingsRoute, { query: filter }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: countsEveryMs,
  });
}

/** Likely SKUs for the unpaired listings of one page. */
export function suggestionsQuery(listing: string[]) {
  return queryOptions({
    queryKey: [...listingsKey, "suggestions", listing],
    queryFn: ({ signal }) => callRoute(suggestSkusRoute, { query: { listing } }, signal),
    enabled: listing.length > 0,
    staleTime: 60_000,
  });
}

export const pairingRulesKey = ["pairing-rules"] as const;

export const pairingRulesQuery = queryOptions({
  queryKey: pairingRulesKey,
  queryFn: ({ signal }) => callRoute(listPairingRulesRoute, {}, signal),
});

/** What a rule would pair; asks only for a rule that says something. */
export function rulePreviewQuery(rule: RuleWish) {
  return queryOptions({
    queryKey: [...pairingRulesKey, "preview", rule],
    queryFn: ({ signal }) => callRoute(previewPairingRuleRoute, { body: rule }, signal),
    enabled: rule.prefix !== "" || rule.suffix !== "",
    placeholderData: keepPreviousData,
  });
}
