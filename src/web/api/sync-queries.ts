import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import { getReconciliationRoute, listReconciliationsRoute } from "../../contract/reconciliations.ts";
import { type CallListQuery, getSyncRoute, listCallMinutesRoute, listCallsRoute } from "../../contract/sync.ts";
import { getSyncRequestRoute, listSyncRequestsRoute, requestSyncRoute, type SyncWish } from "../../contract/sync-requests.ts";
import { listQuarantineRoute, listRefusedWritesRoute } from "../../contract/sync-trouble.ts";
import { callRoute } from "./call-route.ts";
import { syncKey } from "./queries.ts";

// a live meter: the event stream tells of changes, the budget moves without them
const liveEveryMs = 2_000;
const listsEveryMs = 10_000;
const progressEveryMs = 1_000;

// these count over many rows: at their own pace, not at each change of a shop
export const refusedWritesKey = ["refused-writes"] as const;

export const syncQuery = queryOptions({
  queryKey: [...syncKey, "shops"],
  queryFn: ({ signal }) => callRoute(getSyncRoute, {}, signal),
  refetchInterval: liveEveryMs,
});

export function callMinutesQuery(shop: string) {
  return queryOptions({
    queryKey: ["call-minutes", shop],
    queryFn: ({ signal }) => callRoute(listCallMinutesRoute, { query: { shop } }, signal),
    refetchInterval: listsEveryMs,
  });
}

export function syncRequestsQuery(shop: string[] | undefined) {
  return queryOptions({
    queryKey: [...syncKey, "requests", shop],
    queryFn: ({ signal }) => callRoute(listSyncRequestsRoute, { query: { shop } }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: liveEveryMs,
  });
}

export function syncRequestQuery(requestId: string) {
  return queryOptions({
    queryKey: [...syncKey, "request", requestId],
    queryFn: ({ signal }) => callRoute(getSyncRequestRoute, { params: { requestId } }, signal),
    refetchInterval: ({ state }) => (state.data === undefined || state.data.state === "waiting" ? progressEveryMs : false),
  });
}

export function quarantineQuery(shop: string[] | undefined) {
  return queryOptions({
    queryKey: [...syncKey, "quarantine", shop],
    queryFn: ({ signal }) => callRoute(listQuarantineRoute, { query: { shop } }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: listsEveryMs,
  });
}

export function refusedWritesQuery(shop: string[] | undefined) {
  return queryOptions({
    queryKey: [...refusedWritesKey, shop],
    queryFn: ({ signal }) => callRoute(listRefusedWritesRoute, { query: { shop } }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: listsEveryMs,
  });
}

/** Read when asked, not by itself: rows that one reads must not move. `turn` rises when somebody asks. */
export function callsQuery(query: CallListQuery, turn: number) {
  return infiniteQueryOptions({
    queryKey: ["calls", query, turn],
    queryFn: ({ signal, pageParam }) => callRoute(listCallsRoute, { query: { ...query, before: pageParam } }, signal),
    initialPageParam: firstPage(),
    getNextPageParam: (last: z.output<typeof listCallsRoute.reply>) => last.next ?? undefined,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export type SweepFilter = {
  shop?: string[] | undefined;
  kind?: ("recent" | "nightly" | "weekly")[] | undefined;
  differences?: "only" | undefined;
};

export function sweepsQuery(query: SweepFilter) {
  return infiniteQueryOptions({
    queryKey: [...syncKey, "sweeps", query],
    queryFn: ({ signal, pageParam }) => callRoute(listReconciliationsRoute, { query: { ...query, before: pageParam } }, signal),
    initialPageParam: firstPage(),
    getNextPageParam: (last: z.output<typeof listReconciliationsRoute.reply>) => last.next ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: listsEveryMs,
  });
}

function firstPage(): string | undefined {
  return undefined;
}

export function sweepQuery(reconciliationId: string) {
  return queryOptions({
    queryKey: [...syncKey, "sweep", reconciliationId],
    queryFn: ({ signal }) => callRoute(getReconciliationRoute, { params: { reconciliationId } }, signal),
  });
}

/** Hands a wish to a shop's runner. */
export function useRequestSync() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wish: SyncWish) => callRoute(requestSyncRoute, { body: wish }),
    onSuccess: () => client.invalidateQueries({ queryKey: syncKey }),
  });
}
