import { sql } from "kysely";
import { afterAll, describe, expect, test } from "vitest";
import { createTestDatabase } from "../../test/support/database.ts";
import { openTestApp, steppedClock } from "../../test/support/test-app.ts";
import { setUpTestShop, type TestShop } from "../../test/support/test-shop.ts";
import { listDueIntents, moveIntents } from "../db/intents.ts";
import { assertPresent } from "../kernel/assert-never.ts";
import { addMs, type Instant } from "../kernel/instant.ts";
import { openStock } from "./create-skus.ts";

const clock = steppedClock("2026-11-22T08:00:00Z");
const { app, directory, close } = openTestApp(await createTestDatabase(), clock);
afterAll(close);

const units = (shop: TestShop, change: number) =>
  openStock(app, shop.scope, shop.warehouseId, [{ skuId: assertPresent(shop.skus.get("MUG"), "SKU"), units: change }]);

/** How long from now until the push of the only listing is due, in ms. */
async function waitOf({ tenant }: TestShop): Promise<number> {
  const found = await app.database.inTenant(tenant, (tx) =>
    sql<{ due_at: Instant }>`
      select due_at from intent where tenant_id = ${tenant} and kind = 'stock_push' and state not in ('confirmed', 'dropped')`.execute(tx),
  );
  return assertPresent(found.rows[0], "push").due_at - clock.now();
}

/** What a runner that pushes does: takes what is due, and ends it while something may have changed meanwhile. */
async function push({ tenant, shopId }: TestShop, meanwhile: () => Promise<void>): Promise<void> {
  const due = await app.database.inTenant(tenant, (tx) => listDueIntents(tx, tenant, shopId, ["stock_push"], clock.now(), 10));
  expect(due).toHaveLength(1);
  await meanwhile();
  const change = { state: "confirmed", at: clock.now(), dueAt: clock.now(), tried: false, message: null } as const;
  await app.database.inTenant(tenant, (tx) => moveIntents(tx, tenant, due, change));
}

describe("when the push of a changed figure is due", () => {
  test("where there is plenty, three seconds after the last change of a burst, and ten after the first", async () => {
    const shop = await setUpTestShop(app, directory, { MUG: 500 });
    clock.pass(60_000);
    await push(shop, async () => {});
    await units(shop, 1);
    const waits: number[] = [];
    for (let second = 1; second <= 10; second += 1) {
      clock.pass(1_000);
      await units(shop, 1);
      waits.push(await waitOf(shop));
    }
    expect(waits).toEqual([3_000, 3_000, 3_000, 3_000, 3_000, 3_000, 3_000, 2_000, 1_000, 0]);
  });

  test("where little is left, at once, and nothing puts it off", async () => {
    const shop = await setUpTestShop(app, directory, { MUG: 5 });
    await units(shop, 1);
    expect(await waitOf(shop)).toBeLessThanOrEqual(300);
    clock.pass(200);
    await units(shop, 1);
    expect(await waitOf(shop)).toBeLessThanOrEqual(100);
  });

  test("a change that comes while the figure is being pushed does not start the next push at once", async () => {
    const shop = await setUpTestShop(app, directory, { MUG: 500 });
    clock.pass(60_000);
    await push(shop, () => units(shop, 1));
    expect(await waitOf(shop)).toBe(300);
    clock.pass(100);
    await units(shop, 1);
    expect(await waitOf(shop)).toBe(3_000);
    clock.pass(3_000);
    await push(shop, async () => {});
    const open = await app.database.inTenant(shop.tenant, (tx) =>
      listDueIntents(tx, shop.tenant, shop.shopId, ["stock_push"], addMs(clock.now(), 60_000), 10),
    );
    expect(open).toEqual([]);
  });
});
