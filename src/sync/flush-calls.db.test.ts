import { afterAll, expect, test } from "vitest";
import { createTestDatabase } from "../../test/support/database.ts";
import { openTestApp, steppedClock } from "../../test/support/test-app.ts";
import { setUpTestShop } from "../../test/support/test-shop.ts";
import type { App } from "../app/app.ts";
import type { CallRow } from "../db/records.ts";
import { flushCalls } from "./flush-calls.ts";

const database = await createTestDatabase();
const { app, directory, close } = openTestApp(database, steppedClock("2026-11-22T08:00:00Z"));
afterAll(close);

const failures = {
  "fails before anything is written": (): Promise<never> => Promise.reject(new Error("connection lost")),
  "commits without an answer": async (work: () => Promise<unknown>): Promise<never> => {
    await work();
    throw new Error("connection lost");
  },
};

test.each(Object.entries(failures))("a flush that %s leaves every call in the record once", async (_, failing) => {
  const shop = await setUpTestShop(app, directory, {});
  const calls = ["a.first", "b.second"].map((operation): CallRow => call(shop.shopId, operation));
  const fence = shop.ingest.fence;
  const broken: App = {
    ...app,
    database: { ...app.database, inTenant: (tenant, work) => failing(() => app.database.inTenant(tenant, work)) },
  };

  await expect(flushCalls({ app: broken, fence, calls })).rejects.toThrow("connection lost");
  calls.push(call(shop.shopId, "c.third"));
  await flushCalls({ app, fence, calls });

  expect(calls).toEqual([]);
  const stored = await app.database.inTenant(shop.tenant, (tx) =>
    tx.selectFrom("call_record").select("operation").where("tenant_id", "=", shop.tenant).orderBy("operation").execute(),
  );
  expect(stored.map((row) => row.operation)).toEqual(["a.first", "b.second", "c.third"]);
});

function call(shopId: CallRow["shopId"], operation: string): CallRow {
  const id = app.entropy.uuid();
  return {
    id,
    at: app.clock.now(),
    shopId,
    party: "temu",
    operation,
    class: "P2",
    outcome: "ok",
    code: null,
    durationMs: 5,
    slot: null,
    cause: null,
  };
}
