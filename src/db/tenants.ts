import type { Kysely } from "kysely";
import type { TenantId } from "../kernel/id.ts";
import { type Instant, toIso } from "../kernel/instant.ts";
import type { DirectorySchema } from "./schema.ts";

/** Enters a tenant into the directory. */
export async function insertTenant(
  db: Kysely<DirectorySchema>,
  tenant: { id: TenantId; name: string; demo: boolean },
  at: Instant,
): Promise<void> {
  await db
    .insertInto("directory.tenant")
    .values({ id: tenant.id, name: tenant.name, demo: tenant.demo, created_at: toIso(at) })
    .execute();
}
