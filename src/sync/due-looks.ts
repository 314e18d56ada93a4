import type { App } from "../app/app.ts";
import { type DueKind, listDueKinds } from "../db/due.ts";
import type { ShopId, TenantId } from "../kernel/id.ts";
import { openGather } from "./gather.ts";

/** What is due for a shop, asked together with the tenant's other shops that this worker runs. */
export type DueLooks = (tenant: TenantId, shop: ShopId) => Promise<readonly DueKind[]>;

// an order that was just stored waits this long for its follow-up to be found
const waitMs = 20;

export function openDueLooks(app: Pick<App, "database" | "clock">): DueLooks {
  const tenants = new Map<TenantId, (shop: ShopId) => Promise<readonly DueKind[]>>();
  const openTenant = (tenant: TenantId) =>
    openGather<ShopId, readonly DueKind[]>(app.clock, waitMs, async (shops) => {
      const found = await app.database.inTenant(tenant, (tx) => listDueKinds(tx, tenant, shops, app.clock.now()));
      return shops.map((shop) => found.get(shop) ?? []);
    });
  return (tenant, shop) => {
    const ask = tenants.get(tenant) ?? openTenant(tenant);
    tenants.set(tenant, ask);
    return ask(shop);
  };
}
