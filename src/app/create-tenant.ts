import { insertTenantSetting } from "../db/tenant-settings.ts";
import { insertTenant } from "../db/tenants.ts";
import { asId, type TenantId } from "../kernel/id.ts";
import type { Install } from "./install.ts";

/** Makes a tenant. The directory knows it first: a crash in between leaves a tenant without settings, which no user can enter. */
export async function createTenant(
  install: Pick<Install, "app" | "directory">,
  fields: { name: string; demo: boolean; review: boolean; timeZone?: string },
): Promise<TenantId> {
  const { clock, entropy, database } = install.app;
  const id = asId<TenantId>(entropy.uuid());
  await install.directory.run((db) => insertTenant(db, { id, name: fields.name, demo: fields.demo }, clock.now()));
  await database.inTenant(id, (tx) =>
    insertTenantSetting(tx, id, { name: fields.name, review: fields.review, timeZone: fields.timeZone ?? "Asia/Shanghai" }),
  );
  return id;
}
