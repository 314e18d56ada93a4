import { expect, test } from "vitest";
import { systemClock } from "./clock.ts";

test("sleeps about as long as asked and never goes back", async () => {
  const before = systemClock.monotonicMs();
  await systemClock.sleep(20);
  expect(systemClock.monotonicMs() - before).toBeGreaterThanOrEqual(19);
  expect(Number.isInteger(systemClock.now())).toBe(true);
});

test.each([
  ["before", (abort: AbortController) => abort.abort()],
  ["during", (abort: AbortController) => setTimeout(() => abort.abort(), 5)],
])("a signal that aborts %s the sleep ends it without an error", async (_, act) => {
  const abort = new AbortController();
  const before = systemClock.monotonicMs();
  act(abort);
  await systemClock.sleep(60_000, abort.signal);
  expect(systemClock.monotonicMs() - before).toBeLessThan(5_000);
});

test("a sleep of months does not end at once", async () => {
  const abort = new AbortController();
  let over = false;
  const sleeping = systemClock.sleep(90 * 86_400_000, abort.signal).then(() => {
    over = true;
  });
  await systemClock.sleep(20);
  expect(over).toBe(false);
  abort.abort();
  await sleeping;
});

test("zero and less is now", async () => {
  await systemClock.sleep(0);
  await systemClock.sleep(-5);
});
