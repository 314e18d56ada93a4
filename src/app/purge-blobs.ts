import { deleteBlobs, listDueBlobs } from "../db/upkeep.ts";
import type { TenantId } from "../kernel/id.ts";
import type { App } from "./app.ts";

const batch = 200;
const batchesMax = 1_000;

/** Removes what may be kept no longer: the file first, then its row, so that a stop in between leaves a row to try again. Returns how many. */
export async function purgeBlobs(app: App, tenant: TenantId): Promise<number> {
  let purged = 0;
  for (let turn = 0; turn < batchesMax; turn += 1) {
    const due = await app.database.inTenant(tenant, (tx) => listDueBlobs(tx, tenant, app.clock.now(), batch));
    for (const id of due) await app.blobs.remove(`${tenant}/${id}`);
    await app.database.inTenant(tenant, (tx) => deleteBlobs(tx, tenant, due));
    purged += due.length;
    if (due.length < batch) break;
  }
  return purged;
}
