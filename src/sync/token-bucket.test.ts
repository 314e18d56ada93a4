import fc from "fast-check";
import { expect, test } from "vitest";
import { virtualClock, worstWindow } from "../../test/support/virtual-clock.ts";
import { openBucket } from "./token-bucket.ts";

type Turn = { waitMs: number; tookMs: number; arrivesAt: number; isLost: boolean };

const turn = fc.record({
  waitMs: fc.integer({ min: 0, max: 2_000 }),
  tookMs: fc.integer({ min: 0, max: 9_000 }),
  // where between its first byte and its end the request reaches the platform
  arrivesAt: fc.double({ min: 0, max: 1, noNaN: true }),
  isLost: fc.boolean(),
});

/** Calls as often as the bucket lets, each answered or given up after its own time. Returns when each reached the platform. */
async function call(rule: { perSecond: number; burst: number }, turns: readonly Turn[]): Promise<number[]> {
  const clock = virtualClock();
  const bucket = openBucket({ kind: "bucket", ...rule }, clock, true);
  const arrivals: number[] = [];
  for (const { waitMs, tookMs, arrivesAt, isLost } of turns) {
    const ticket = bucket.take();
    if (ticket === undefined) {
      await clock.pass(Math.max(waitMs, 1));
      continue;
    }
    // given up after its time, it may still come out of a buffer a quarter of a minute later
    arrivals.push(clock.monotonicMs() + arrivesAt * (tookMs + (isLost ? 15_000 : 0)));
    void clock.sleep(tookMs).then(() => bucket.put(ticket, isLost ? "cool-long" : "cool"));
    await clock.pass(waitMs);
  }
  return arrivals;
}

test("never more than burst + rate × W arrivals in any window, whatever the jitter", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 20 }),
      fc.constantFrom(0.0167, 0.5, 2, 20),
      fc.array(turn, { minLength: 20, maxLength: 80 }),
      async (burst, perSecond, turns) => {
        const arrivals = await call({ perSecond, burst }, turns);
        for (const windowMs of [1_000, 7_000, 60_000]) {
          expect(worstWindow(arrivals, windowMs)).toBeLessThanOrEqual(burst + perSecond * (windowMs / 1_000));
        }
      },
    ),
    { numRuns: 300 },
  );
});

test("what it allows on average is its rate, and its burst comes back after a pause", async () => {
  const clock = virtualClock();
  const bucket = openBucket({ kind: "bucket", perSecond: 2, burst: 5 }, clock, true);
  const spend = (): number => {
    let count = 0;
    for (let ticket = bucket.take(); ticket !== undefined; ticket = bucket.take()) {
      bucket.put(ticket, "cool");
      count += 1;
    }
    return count;
  };
  expect(spend()).toBe(5);
  let count = 0;
  for (let tick = 0; tick < 600; tick += 1) {
    await clock.pass(100);
    count += spend();
  }
  expect(count).toBe(120);
  await clock.pass(10_000);
  expect(spend()).toBe(5);
});

test("says when the next call may leave", async () => {
  const clock = virtualClock();
  const bucket = openBucket({ kind: "bucket", perSecond: 0.5, burst: 1 }, clock, true);
  const ticket = bucket.take();
  expect(bucket.nextFreeAt()).toBe(Number.POSITIVE_INFINITY);
  bucket.put(ticket ?? -1, "cool");
  expect(bucket.nextFreeAt() - clock.monotonicMs()).toBe(2_000);
  await clock.pass(1_990);
  expect(bucket.take()).toBeUndefined();
  await clock.pass(11);
  expect(bucket.take()).toBeDefined();
});
