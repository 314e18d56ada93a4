import type { TenantId } from "../kernel/id.ts";
import type { Tx } from "./database.ts";

export type TenantSetting = { name: string; review: boolean; timeZone: string };

/** The tenant's own settings. Throws when it has none: a tenant is made with them. */
export async function getTenantSetting(tx: Tx, tenant: TenantId): Promise<TenantSetting> {
  const found = await tx
    .selectFrom("tenant_setting")
    .select(["name", "review", "time_zone"])
    .where("tenant_id", "=", tenant)
    .executeTakeFirstOrThrow();
  return { name: found.name, review: found.review, timeZone: found.time_zone };
}

/** Stores the settings of a new tenant. */
export async function insertTenantSetting(tx: Tx, tenant: TenantId, setting: TenantSetting): Promise<void> {
  await tx
    .insertInto("tenant_setting")
    .values({ tenant_id: tenant, name: setting.name, review: setting.review, time_zone: setting.timeZone })
    .execute();
}
