import pg from "pg";
import { openDatabase } from "../src/db/database.ts";
import { verifyStock } from "../src/db/verify-stock.ts";
import { asId, type TenantId } from "../src/kernel/id.ts";
import type { ThrowAwayDatabase } from "../test/support/throw-away-server.ts";

/** How many stock figures of any tenant do not follow from the ledger and the packages: what a benchmark leaves behind must be right, too. */
export async function countDifferences(database: ThrowAwayDatabase): Promise<number> {
  const superuser = new pg.Client(database.superuser);
  await superuser.connect();
  const { rows } = await superuser.query<{ id: string }>("select id from directory.tenant order by id");
  await superuser.end();
  const tenants = openDatabase(database.app, 1);
  let differences = 0;
  for (const { id } of rows) {
    const tenant = asId<TenantId>(id);
    differences += (await tenants.inTenant(tenant, (tx) => verifyStock(tx, tenant))).length;
  }
  await tenants.close();
  return differences;
}
