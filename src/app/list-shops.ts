import {
  type ChannelChoice,
  listChannelChoices,
  listShopsWithSync,
  listWarehouses,
  type ShopSyncRow,
  type WarehouseRow,
} from "../db/read-shops.ts";
import type { App } from "./app.ts";
import type { Scope } from "./scope.ts";

export type ShopList = {
  shops: (ShopSyncRow & { delayMs: number | null })[];
  warehouses: WarehouseRow[];
  channels: (ChannelChoice & { carrierName: string })[];
};

/** What the list's filters offer, and how each shop's sync is doing: only what the scope reaches. */
export async function listShops(app: App, scope: Scope): Promise<ShopList> {
  const now = app.clock.now();
  return await app.database.inTenant(scope.tenant, async (tx) => {
    const shops = await listShopsWithSync(tx, scope.tenant, scope.shops === "all" ? undefined : scope.shops);
    const channels = await listChannelChoices(tx, scope.tenant);
    return {
      shops: shops.map((shop) => ({
        ...shop,
        delayMs: shop.last_order_sync_at === null ? null : Math.max(0, now - shop.last_order_sync_at),
      })),
      warehouses: await listWarehouses(tx, scope.tenant, scope.warehouses === "all" ? undefined : scope.warehouses),
      channels: channels.map((one) => ({ ...one, carrierName: app.carriers.get(one.carrier)?.name.zh ?? one.carrier })),
    };
  });
}
