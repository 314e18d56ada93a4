import { readChangeHead } from "../db/package-list.ts";
import { type ChangeRow, listChanges } from "../db/read-changes.ts";
import type { TenantId } from "../kernel/id.ts";
import { addMs, utcDay } from "../kernel/instant.ts";
import type { App } from "./app.ts";

export type { ChangeRow };

const dayMs = 24 * 3600 * 1000;

/** The head of the tenant's change feed and what follows `after`, oldest first. Reaches back to the day before today (UTC). */
export async function readChanges(
  app: App,
  tenant: TenantId,
  after: bigint,
  limit: number,
): Promise<{ head: bigint; changes: ChangeRow[] }> {
  return await app.database.inTenant(tenant, async (tx) => {
    const head = await readChangeHead(tx, tenant);
    const yesterday = utcDay(addMs(app.clock.now(), -dayMs));
    // the head row is one page of memory: most readings end here
    if (head <= after) return { head, changes: [] };
    const changes = await listChanges(tx, tenant, after, yesterday, limit);
    // a change may have been committed between the two readings
    const newest = changes.at(-1);
    return { head: newest !== undefined && newest.seq > head ? newest.seq : head, changes };
  });
}
