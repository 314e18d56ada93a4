import { sql } from "kysely";
import { afterAll, expect, test } from "vitest";
import { createTestDatabase } from "../../test/support/database.ts";
import { openTestApp } from "../../test/support/test-app.ts";
import { setUpTestShop, type TestShop } from "../../test/support/test-shop.ts";
import { virtualClock } from "../../test/support/virtual-clock.ts";
import { platformConnectors } from "../connectors/registry.ts";
import { getShop } from "../db/shops.ts";
import { callPolicies } from "../domain/shops/call-policy.ts";
import { assertPresent } from "../kernel/assert-never.ts";
import type { Instant } from "../kernel/instant.ts";
import { type Budget, openBudget } from "./budget.ts";
import { newBudgetWatch, watchBudget } from "./budget-watch.ts";
import { openDueBoard } from "./due.ts";
import { newBell, type Run } from "./run.ts";
import { openSharedParts } from "./shared-parts.ts";

const database = await createTestDatabase();
const clock = virtualClock(Date.parse("2026-11-22T08:00:00Z"));
const { app, directory, close } = openTestApp(database, clock);
const stop = new AbortController();
afterAll(close);

function openShopBudget(): Budget {
  const shared = () => {
    throw new Error("no limit of this policy is shared");
  };
  return openBudget(callPolicies.cap120, clock, { opening: "all-free", pledge: async () => true, shared, share: () => 1 });
}

/** As much of a run as the watch looks at; nothing in it calls anybody. */
async function runOf(shop: TestShop): Promise<Run> {
  const row = await app.database.inTenant(shop.tenant, (tx) => getShop(tx, shop.tenant, shop.shopId));
  const closed = async () => ({ ok: false, error: { kind: "closed", sent: false, detail: "nobody calls here" } }) as const;
  return {
    app,
    fence: shop.ingest.fence,
    connector: assertPresent(platformConnectors.get("temu"), "connector temu"),
    gate: { open: () => ({ send: closed }) },
    stop: stop.signal,
    calls: [],
    answers: [],
    shared: openSharedParts(app, directory, { by: () => ({ send: closed }) }),
    address: () => "temu here",
    bell: newBell(app, stop.signal),
    lookNow: () => {},
    due: openDueBoard(app, stop.signal),
    shop: row,
    authorisations: [],
    proxy: null,
  };
}

type AlertRow = { times: number; openedAt: Instant; closedAt: Instant | null };

const alertsOf = (shop: TestShop, kind: string): Promise<AlertRow[]> =>
  app.database.inTenant(shop.tenant, async (tx) => {
    const found = await sql<AlertRow>`
      select times, opened_at as "openedAt", closed_at as "closedAt" from alert
      where tenant_id = ${shop.tenant} and kind = ${kind} order by opened_at, id limit 10`.execute(tx);
    return found.rows;
  });

type Watched = { shop: TestShop; budget: Budget; second(usedAtLeast: number): Promise<number> };

/** A budget and its watch. `second`: a second passes in which calls are made until that many slots are in use; returns how many are. */
async function watchShop(): Promise<Watched> {
  const shop = await setUpTestShop(app, directory, {});
  const run = await runOf(shop);
  const budget = openShopBudget();
  const watch = newBudgetWatch();
  const second = async (usedAtLeast: number): Promise<number> => {
    for (let quarter = 0; quarter < 4; quarter += 1) {
      const patience = new AbortController();
      if (budget.usage().used < usedAtLeast) {
        void budget.acquire("P0", "any", patience.signal).then((slot) => slot !== undefined && budget.complete(slot));
      }
      await clock.pass(250);
      patience.abort();
    }
    expect(await watchBudget(run, budget, watch)).toBe(1_000);
    return budget.usage().used;
  };
  return { shop, budget, second };
}

test("O8: the alert opens within two seconds of the 96th of 120, never below, and closes once when it is well again", async () => {
  const { shop, budget, second } = await watchShop();
  let used = 0;
  for (let turn = 0; turn < 50; turn += 1) used = await second(95);
  expect(used).toBe(95);
  expect(await alertsOf(shop, "budget-high")).toEqual([]);
  while ((await second(100)) < 96);
  const crossedAt = clock.now();
  await second(100);
  expect(await alertsOf(shop, "budget-high")).toHaveLength(1);
  expect((await alertsOf(shop, "budget-high"))[0]?.openedAt).toBeLessThanOrEqual(crossedAt + 2_000);
  // it wavers around the line: neither closed nor opened anew, also between 90 and 96
  let least = 120;
  for (let turn = 0; turn < 90; turn += 1) least = Math.min(least, await second(turn % 30 < 15 ? 91 : 99));
  expect(least).toBeLessThan(96);
  expect(least).toBeGreaterThanOrEqual(90);
  expect(await alertsOf(shop, "budget-high")).toMatchObject([{ times: 1, closedAt: null }]);
  let wellAt: Instant | undefined;
  for (let turn = 0; turn < 70; turn += 1) {
    if ((await second(0)) < 90) wellAt ??= clock.now();
  }
  const alerts = await alertsOf(shop, "budget-high");
  expect(alerts).toMatchObject([{ times: 1 }]);
  expect(alerts[0]?.closedAt).toBe(wellAt);
  budget.close();
});

test("O8: never below 90 whatever is spent", async () => {
  const { shop, budget, second } = await watchShop();
  for (let turn = 0; turn < 150; turn += 1) await second(turn % 40 < 20 ? 89 : 60);
  expect(await alertsOf(shop, "budget-high")).toEqual([]);
  budget.close();
});

test("O8: a backlog of more than a minute is told before the budget is used up, and is over when it has gone", async () => {
  const { shop, budget, second } = await watchShop();
  for (let call = 0; call < 200; call += 1) {
    void budget.acquire("P4", "backfill").then((slot) => slot !== undefined && budget.complete(slot));
  }
  await second(0);
  await second(0);
  expect(budget.usage().used).toBeLessThan(96);
  expect(await alertsOf(shop, "budget-forecast")).toMatchObject([{ times: 1, closedAt: null }]);
  for (let turn = 0; turn < 260; turn += 1) await second(0);
  expect(await alertsOf(shop, "budget-forecast")).toHaveLength(1);
  expect((await alertsOf(shop, "budget-forecast"))[0]?.closedAt).not.toBeNull();
  budget.close();
});

test("F21: calls refused within our own count are an alert as long as we call less for it, and no longer", async () => {
  const { shop, budget, second } = await watchShop();
  await second(20);
  expect(await alertsOf(shop, "quota-shared")).toEqual([]);
  budget.refused();
  await second(20);
  expect(await alertsOf(shop, "quota-shared")).toMatchObject([{ times: 1, closedAt: null }]);
  // six clean minutes give everything back: 1, 2, 4 … calls a minute
  for (let turn = 0; turn < 7 * 60; turn += 1) await second(20);
  expect(budget.usage().ceiling).toBe(120);
  expect((await alertsOf(shop, "quota-shared"))[0]?.closedAt).not.toBeNull();
  budget.close();
});
