import { sql } from "kysely";
import type { App } from "../../src/app/app.ts";
import { assertPresent } from "../../src/kernel/assert-never.ts";
import type { TestShop } from "./test-shop.ts";

/** Makes SKU `code` of a test shop a bundle of these components. */
export async function makeBundle(app: App, shop: TestShop, code: string, components: Readonly<Record<string, number>>): Promise<void> {
  const { tenant } = shop;
  const idOf = (one: string) => assertPresent(shop.skus.get(one), one);
  await app.database.inTenant(tenant, async (tx) => {
    await sql`update sku set kind = 'bundle' where tenant_id = ${tenant} and id = ${idOf(code)}`.execute(tx);
    for (const [component, quantity] of Object.entries(components)) {
      await sql`insert into bundle_component (tenant_id, bundle_id, component_id, quantity)
        values (${tenant}, ${idOf(code)}, ${idOf(component)}, ${quantity})`.execute(tx);
    }
  });
}
