import { listAlertsRoute, seeAlertsRoute } from "./alerts.ts";
import { createSkuRoute, editSkusRoute, findSkusRoute, getSkuRoute, listSkusRoute, saveSkuRoute } from "./catalog.ts";
import {
  addPairingRuleRoute,
  autoPairRoute,
  countListingsRoute,
  listListingsRoute,
  listPairingRulesRoute,
  listSkuChoicesRoute,
  pairListingsRoute,
  previewPairingRuleRoute,
  removePairingRuleRoute,
  suggestSkusRoute,
  unpairListingsRoute,
} from "./listings.ts";
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
import { getReconciliationRoute, listReconciliationsRoute } from "./reconciliations.ts";
import type { AnyRoute } from "./route.ts";
import { getSessionRoute } from "./session.ts";
import { listShopsRoute } from "./shops.ts";
import {
  allocateListingsRoute,
  allocateShopRoute,
  explainListingRoute,
  listAllocationsRoute,
  preferShopRoute,
  pushListingsRoute,
} from "./stock-rules.ts";
import { getSyncRoute, listCallMinutesRoute, listCallsRoute } from "./sync.ts";
import { getSyncRequestRoute, listSyncRequestsRoute, requestSyncRoute } from "./sync-requests.ts";
import { listQuarantineRoute, listRefusedWritesRoute } from "./sync-trouble.ts";

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
  getSyncRoute,
  listCallMinutesRoute,
  listCallsRoute,
  requestSyncRoute,
  listSyncRequestsRoute,
  getSyncRequestRoute,
  listQuarantineRoute,
  listRefusedWritesRoute,
  listReconciliationsRoute,
  getReconciliationRoute,
  listAlertsRoute,
  seeAlertsRoute,
  listAllocationsRoute,
  allocateShopRoute,
  allocateListingsRoute,
  pushListingsRoute,
  preferShopRoute,
  explainListingRoute,
  listListingsRoute,
  countListingsRoute,
  suggestSkusRoute,
  listSkuChoicesRoute,
  pairListingsRoute,
  unpairListingsRoute,
  autoPairRoute,
  listPairingRulesRoute,
  previewPairingRuleRoute,
  addPairingRuleRoute,
  removePairingRuleRoute,
  listSkusRoute,
  findSkusRoute,
  getSkuRoute,
  createSkuRoute,
  saveSkuRoute,
  editSkusRoute,
];
