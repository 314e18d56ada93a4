import { listAlertsRoute, seeAlertsRoute } from "./alerts.ts";
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
  findSkuChoicesRoute,
  getSkuStockRoute,
  getStockHistoryRoute,
  listLedgerRoute,
  listStockRoute,
  setStockLimitsRoute,
  sumStockRoute,
} from "./stock.ts";
import {
  approveCountRoute,
  cancelDocumentRoute,
  createDocumentRoute,
  dispatchTransferRoute,
  enterCountsRoute,
  getDocumentRoute,
  listDocumentLinesRoute,
  listDocumentsRoute,
  receiveTransferRoute,
  rejectCountRoute,
  submitCountRoute,
} from "./stock-documents.ts";
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
  listStockRoute,
  sumStockRoute,
  findSkuChoicesRoute,
  getSkuStockRoute,
  getStockHistoryRoute,
  listLedgerRoute,
  setStockLimitsRoute,
  listDocumentsRoute,
  getDocumentRoute,
  listDocumentLinesRoute,
  createDocumentRoute,
  dispatchTransferRoute,
  receiveTransferRoute,
  enterCountsRoute,
  submitCountRoute,
  approveCountRoute,
  rejectCountRoute,
  cancelDocumentRoute,
];
