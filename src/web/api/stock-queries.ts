import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import {
  getSkuStockRoute,
  getStockHistoryRoute,
  listLedgerRoute,
  listStockRoute,
  type StockFilter,
  setStockLimitsRoute,
  sumStockRoute,
} from "../../contract/stock.ts";
import {
  approveCountRoute,
  cancelDocumentRoute,
  createDocumentRoute,
  type DocumentFilter,
  dispatchTransferRoute,
  enterCountsRoute,
  getDocumentRoute,
  listDocumentLinesRoute,
  listDocumentsRoute,
  type NewDocument,
  putBackRoute,
  receiveTransferRoute,
  rejectCountRoute,
  submitCountRoute,
} from "../../contract/stock-documents.ts";
import type { MovementKind } from "../../kernel/vocabulary/stock.ts";
import { callRoute } from "./call-route.ts";

// changes come by the event stream; this only catches what a broken line swallowed
const everyMs = 30_000;

/** Everything that a movement of goods may change: figures and documents. */
export const stockKey = ["stock"] as const;

function firstPage(): string | undefined {
  return undefined;
}

export function stockListQuery(query: StockFilter) {
  return infiniteQueryOptions({
    queryKey: [...stockKey, "list", query],
    queryFn: ({ signal, pageParam }) => callRoute(listStockRoute, { query: { ...query, after: pageParam } }, signal),
    initialPageParam: firstPage(),
    getNextPageParam: (last: z.output<typeof listStockRoute.reply>) => last.next ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: everyMs,
  });
}

export function stockTotalsQuery(query: StockFilter) {
  return queryOptions({
    queryKey: [...stockKey, "totals", query],
    queryFn: ({ signal }) => callRoute(sumStockRoute, { query }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: everyMs,
  });
}

export function skuStockQuery(skuId: string) {
  return queryOptions({
    queryKey: [...stockKey, "sku", skuId],
    queryFn: ({ signal }) => callRoute(getSkuStockRoute, { params: { skuId } }, signal),
  });
}

export function stockHistoryQuery(skuId: string, days: "30" | "90") {
  return queryOptions({
    queryKey: [...stockKey, "history", skuId, days],
    queryFn: ({ signal }) => callRoute(getStockHistoryRoute, { params: { skuId }, query: { days } }, signal),
    placeholderData: keepPreviousData,
  });
}

export type LedgerFilter = { warehouse?: string[] | undefined; kind?: MovementKind[] | undefined; from?: string | undefined };

export function ledgerQuery(skuId: string, query: LedgerFilter) {
  return infiniteQueryOptions({
    queryKey: [...stockKey, "ledger", skuId, query],
    queryFn: ({ signal, pageParam }) => callRoute(listLedgerRoute, { params: { skuId }, query: { ...query, before: pageParam } }, signal),
    initialPageParam: firstPage(),
    getNextPageParam: (last: z.output<typeof listLedgerRoute.reply>) => last.next ?? undefined,
    placeholderData: keepPreviousData,
  });
}

export function documentsQuery(query: DocumentFilter) {
  return infiniteQueryOptions({
    queryKey: [...stockKey, "documents", query],
    queryFn: ({ signal, pageParam }) => callRoute(listDocumentsRoute, { query: { ...query, before: pageParam } }, signal),
    initialPageParam: firstPage(),
    getNextPageParam: (last: z.output<typeof listDocumentsRoute.reply>) => last.next ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: everyMs,
  });
}

/** What waits for somebody: the menu's figure. */
export const openDocumentsQuery = queryOptions({
  queryKey: [...stockKey, "open-documents"],
  queryFn: ({ signal }) => callRoute(listDocumentsRoute, { query: { state: ["submitted", "in_transit", "to_put_back"] } }, signal),
  refetchInterval: everyMs,
});

export function documentQuery(documentId: string) {
  return queryOptions({
    queryKey: [...stockKey, "document", documentId],
    queryFn: ({ signal }) => callRoute(getDocumentRoute, { params: { documentId } }, signal),
    refetchInterval: everyMs,
  });
}

export type LineView = { filter?: "uncounted" | "different" | undefined; search?: string | undefined };

export function documentLinesQuery(documentId: string, query: LineView) {
  return infiniteQueryOptions({
    queryKey: [...stockKey, "lines", documentId, query],
    queryFn: ({ signal, pageParam }) =>
      callRoute(
        listDocumentLinesRoute,
        { params: { documentId }, query: { ...query, after: pageParam === undefined ? undefined : Number(pageParam) } },
        signal,
      ),
    initialPageParam: firstPage(),
    getNextPageParam: (last: z.output<typeof listDocumentLinesRoute.reply>) => (last.next === null ? undefined : String(last.next)),
    placeholderData: keepPreviousData,
  });
}

export function useCreateDocument() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewDocument) => callRoute(createDocumentRoute, { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: stockKey }),
  });
}

export type LimitChange = z.input<typeof setStockLimitsRoute.body>["changes"][number];

export function useSetLimits() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (changes: LimitChange[]) => callRoute(setStockLimitsRoute, { body: { changes } }),
    onSuccess: () => client.invalidateQueries({ queryKey: stockKey }),
  });
}

/** A step of a document; `receive` and `enter` carry the figures that a person has typed. */
export type DocumentAct =
  | { act: "dispatch" | "submit" | "approve" | "reject" | "put_back" | "cancel" }
  | { act: "receive"; counted: { code: string; counted: number }[] }
  | { act: "enter"; lines: { code: string; counted: number | null }[] };

const plainActs = {
  dispatch: dispatchTransferRoute,
  submit: submitCountRoute,
  approve: approveCountRoute,
  reject: rejectCountRoute,
  put_back: putBackRoute,
  cancel: cancelDocumentRoute,
} as const;

export function useDocumentAct(documentId: string) {
  const client = useQueryClient();
  const params = { documentId };
  return useMutation({
    mutationFn: (step: DocumentAct) => {
      if (step.act === "receive") return callRoute(receiveTransferRoute, { params, body: { counted: step.counted } });
      if (step.act === "enter") return callRoute(enterCountsRoute, { params, body: { lines: step.lines } });
      return callRoute(plainActs[step.act], { params });
    },
    // also when it was refused: somebody else may have taken the step
    onSettled: () => client.invalidateQueries({ queryKey: stockKey }),
  });
}
