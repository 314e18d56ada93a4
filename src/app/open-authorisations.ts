import { listAuthorisations, type ShopRow } from "../db/shops.ts";
import { assertPresent } from "../kernel/assert-never.ts";
import type { TenantId } from "../kernel/id.ts";
import type { Authorisation } from "../ports/platform.ts";
import type { App } from "./app.ts";

/** A shop's authorisations with their secrets in clear, for its runner only, and the addresses where their gateways listen. */
export function openAuthorisations(app: App, tenant: TenantId, shop: ShopRow): Promise<Authorisation[]> {
  return app.database.inTenant(tenant, async (tx) => {
    const vault = await app.vault.of(tx, tenant);
    const connector = assertPresent(app.platforms.get(shop.platform), `connector ${shop.platform}`);
    const stored = await listAuthorisations(tx, tenant, shop.id);
    return stored.map((row) => {
      const open = (column: string, sealed: string) => vault.open({ table: "authorisation", column, row: row.id }, sealed);
      const endpoint = app.endpoints.get(`${shop.platform}.${row.gateway}`) ?? connector.endpoints[row.gateway];
      return {
        gateway: row.gateway,
        purpose: row.purpose,
        endpoint: assertPresent(endpoint, `endpoint ${shop.platform}.${row.gateway}`),
        appKey: row.appKey,
        appSecret: open("app_secret_encrypted", row.appSecretEncrypted),
        accessToken: open("access_token_encrypted", row.accessTokenEncrypted),
      };
    });
  });
}
