import {
  approvePackagesRoute,
  countPackagesRoute,
  getPackageRoute,
  listPackageIdsRoute,
  listPackagesRoute,
  markShippedRoute,
  printLabelsRoute,
  requestWaybillsRoute,
  retryBackfillRoute,
  revealRecipientRoute,
  unapprovePackagesRoute,
  withdrawWaybillsRoute,
} from "./packages.ts";
import type { AnyRoute } from "./route.ts";
import { getSessionRoute } from "./session.ts";
import { listShopsRoute } from "./shops.ts";

/** Every JSON route of `/api/v1`. The server binds each one or does not start. */
export const allRoutes: readonly AnyRoute[] = [
  getSessionRoute,
  listShopsRoute,
  listPackagesRoute,
  countPackagesRoute,
  listPackageIdsRoute,
  getPackageRoute,
  revealRecipientRoute,
  approvePackagesRoute,
  unapprovePackagesRoute,
  requestWaybillsRoute,
  withdrawWaybillsRoute,
  printLabelsRoute,
  markShippedRoute,
  retryBackfillRoute,
];
