import { findSyncRequest, listSyncRequests as listRows, type SyncRequestRow } from "../db/sync-requests.ts";
import type { ShopId } from "../kernel/id.ts";
import { fail, ok, type Result } from "../kernel/result.ts";
import type { Refusal } from "../kernel/vocabulary/refusal.ts";
import type { App } from "./app.ts";
import { type Scope, within } from "./scope.ts";

export type { SyncRequestRow };

const limit = 50;

/** What people asked of the runners lately, newest first. */
export async function listSyncRequests(app: App, scope: Scope, shops: readonly ShopId[] | undefined): Promise<SyncRequestRow[]> {
  return await app.database.inTenant(scope.tenant, (tx) => listRows(tx, scope.tenant, within(scope.shops, shops), limit));
}

/** One of them, with what became of each order number. */
export async function getSyncRequest(app: App, scope: Scope, id: string): Promise<Result<SyncRequestRow, Refusal>> {
  const row = await app.database.inTenant(scope.tenant, (tx) => findSyncRequest(tx, scope.tenant, within(scope.shops), id));
  return row === undefined ? fail({ code: "item-not-found" }) : ok(row);
}
