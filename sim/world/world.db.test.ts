import { expect, inject, test } from "vitest";
import { type FaultName, faultNames } from "./faults.ts";
import { simulate } from "./simulate.ts";

const server = inject("databaseServer");
const options = (seed: number, hours: number, faults: readonly FaultName[]) => ({
  seed,
  hours,
  shops: 1,
  faults: new Set(faults),
  isVerbose: false,
});

test("one seed has one world: two runs under all faults end in the same digest, without a violation", { timeout: 120_000 }, async () => {
  const first = await simulate(server, options(7, 0.1, faultNames));
  const second = await simulate(server, options(7, 0.1, faultNames));
  expect(first.violations).toEqual([]);
  expect(first.counts.confirmed).toBeGreaterThan(0);
  expect(second).toEqual(first);
});

test("a world that is tampered with is found out", { timeout: 120_000 }, async () => {
  const report = await simulate(server, options(8, 0.03, []), {
    ready: (world) => {
      world.spawn(async () => {
        // after the first look, so that the checks have seen what it was
        await world.sleep(60_000);
        await world.stillness.alone(async () => {
          // one of each: a list of violations has an end, and the last check must still find room on it
          await world.books.query(
            "update stock_balance set reserved = reserved + 1 where sku_id = (select sku_id from stock_balance where reserved < on_hand order by sku_id limit 1)",
          );
          await world.books.query(
            "update shop_order set platform_order_id = platform_order_id || 'X' where id = (select id from shop_order order by id limit 1)",
          );
          await world.books.query(
            "update shop_order set platform_updated_at = platform_updated_at - interval '1 day' where id = (select id from shop_order order by id desc limit 1)",
          );
        });
      });
    },
  });
  const broken = new Set(report.violations.map((one) => one.invariant));
  for (const invariant of ["I1", "I3", "I4"]) expect(broken).toContain(invariant);
});
