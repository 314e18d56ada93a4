import type { ShopRow } from "../db/shops.ts";
import type { TenantId } from "../kernel/id.ts";
import type { App } from "./app.ts";

/** A shop's outbound proxy in clear, for its runner only; null when it goes straight out. */
export async function openProxy(app: App, tenant: TenantId, shop: ShopRow): Promise<string | null> {
  const sealed = shop.proxyEncrypted;
  if (sealed === null) return null;
  return await app.database.inTenant(tenant, async (tx) => {
    const vault = await app.vault.of(tx, tenant);
    return vault.open({ table: "shop", column: "proxy_encrypted", row: shop.id }, sealed);
  });
}
