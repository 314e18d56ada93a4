import { getTenantSetting } from "../db/tenant-settings.ts";
import type { App } from "./app.ts";
import type { Scope } from "./scope.ts";

/** The name of the tenant that a scope works in. */
export async function getSession(app: App, scope: Scope): Promise<{ tenantName: string }> {
  const setting = await app.database.inTenant(scope.tenant, (tx) => getTenantSetting(tx, scope.tenant));
  return { tenantName: setting.name };
}
