import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createRefresher } from "./refresher.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function counting(takesMs: number) {
  let reads = 0;
  const refresher = createRefresher(async () => {
    reads += 1;
    await new Promise((resolve) => setTimeout(resolve, takesMs));
  }, 250);
  return { refresher, reads: () => reads };
}

test("the first and a second change are read at once, and the last wish is never missed", async () => {
  const { refresher, reads } = counting(20);
  refresher.ask();
  expect(reads()).toBe(1);
  refresher.ask();
  await vi.advanceTimersByTimeAsync(25);
  expect(reads()).toBe(2);
  refresher.ask();
  await vi.advanceTimersByTimeAsync(100);
  expect(reads()).toBe(2);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(reads()).toBe(3);
});

test("a storm of changes is read about four times a second, one read at a time", async () => {
  const { refresher, reads } = counting(20);
  for (let at = 0; at < 4_000; at += 10) {
    refresher.ask();
    await vi.advanceTimersByTimeAsync(10);
  }
  expect(reads()).toBeGreaterThanOrEqual(14);
  expect(reads()).toBeLessThanOrEqual(18);
  refresher.stop();
  const before = reads();
  refresher.ask();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(reads()).toBe(before);
});
