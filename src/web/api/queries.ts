import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { listAlertsRoute } from "../../contract/alerts.ts";
import {
  countPackagesRoute,
  getPackageRoute,
  listPackagesRoute,
  type PackageFilter,
  type PackageListQuery,
} from "../../contract/packages.ts";
import { getSessionRoute } from "../../contract/session.ts";
import { listShopsRoute } from "../../contract/shops.ts";
import type { PackageState } from "../../kernel/vocabulary/package.ts";
import { callRoute } from "./call-route.ts";

// the call budgets of a shop move by the second
const shopsEveryMs = 5_000;
// changes come by the event stream; this only catches what a broken line swallowed
const packagesEveryMs = 30_000;
const alertsEveryMs = 30_000;

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: ({ signal }) => callRoute(getSessionRoute, {}, signal),
  staleTime: Number.POSITIVE_INFINITY,
});

export const shopsQuery = queryOptions({
  queryKey: ["shops"],
  queryFn: ({ signal }) => callRoute(listShopsRoute, {}, signal),
  refetchInterval: shopsEveryMs,
});

/** Everything that the runners tell; part of the shops, so that a change of a shop reads it anew. */
export const syncKey = ["shops", "sync"] as const;

export const alertsQuery = queryOptions({
  queryKey: ["alerts"],
  queryFn: ({ signal }) => callRoute(listAlertsRoute, {}, signal),
  refetchInterval: alertsEveryMs,
});

export const packagesKey = ["packages"] as const;

export function packageListQuery(query: Partial<PackageListQuery>) {
  return queryOptions({
    queryKey: [...packagesKey, "list", query],
    queryFn: ({ signal }) => callRoute(listPackagesRoute, { query }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: packagesEveryMs,
  });
}

export function packageCountsQuery(query: PackageFilter & { state?: PackageState | undefined }) {
  return queryOptions({
    queryKey: [...packagesKey, "counts", query],
    queryFn: ({ signal }) => callRoute(countPackagesRoute, { query }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: packagesEveryMs,
  });
}

export function packageQuery(packageId: string) {
  return queryOptions({
    queryKey: [...packagesKey, "one", packageId],
    queryFn: ({ signal }) => callRoute(getPackageRoute, { params: { packageId } }, signal),
  });
}
