import pg from "pg";
import { afterAll, expect, test } from "vitest";
import { announceChanges } from "../../src/db/records.ts";
import { systemClock } from "../../src/main/clock.ts";
import { createTestDatabase } from "../support/database.ts";
import { openTestApp } from "../support/test-app.ts";
import { setUpTestShop } from "../support/test-shop.ts";

const database = await createTestDatabase();
const { app, directory, close } = openTestApp(database, systemClock);
afterAll(close);

test("F3: sessions that are killed in mid-transaction lose nothing that was acknowledged, and the next ones work", async () => {
  const shop = await setUpTestShop(app, directory, {});
  const killer = new pg.Client(database.superuser);
  await killer.connect();
  const acknowledged: string[] = [];
  let lost = 0;
  const until = performance.now() + 3_000;
  const write = async () => {
    while (performance.now() < until) {
      const id = app.entropy.uuid();
      try {
        await app.database.inTenant(shop.tenant, (tx) =>
          announceChanges(tx, shop.tenant, app.clock.now(), [{ topic: "packages-changed", ids: [id] }]),
        );
        acknowledged.push(id);
      } catch {
        lost += 1;
      }
    }
  };
  const kill = async () => {
    while (performance.now() < until) {
      await killer.query("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'crossdock_app' and datname = $1", [
        database.app.database,
      ]);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  await Promise.all([write(), write(), write(), kill()]);
  const stored = await app.database.inTenant(shop.tenant, (tx) =>
    tx.selectFrom("change").select(["seq", "ids"]).where("tenant_id", "=", shop.tenant).orderBy("seq").execute(),
  );
  await killer.end();
  const ids = new Set(stored.flatMap((row) => row.ids));
  expect(lost).toBeGreaterThan(0);
  expect(acknowledged.length).toBeGreaterThan(20);
  expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
  // numbers without gaps: a lost transaction took none
  expect(stored.map((row) => Number(row.seq))).toEqual(stored.map((_, index) => Number(stored[0]?.seq ?? 0) + index));
});
