import { describe, expect, test } from "vitest";
import { type VirtualClock, virtualClock } from "../../test/support/virtual-clock.ts";
import { asId, type TenantId } from "../kernel/id.ts";
import { openTurnstile, type Turnstile } from "./turnstile.ts";

const tenantOf = (index: number) => asId<TenantId>(`00000000-0000-4000-8000-${String(index).padStart(12, "0")}`);

/** As many callers as given, each calling again and again, 100 ms a call. Returns how many calls it got through. */
function work(clock: VirtualClock, turnstile: Turnstile, tenant: TenantId, callers: number, signal: AbortSignal): { calls: number } {
  const done = { calls: 0 };
  const caller = async () => {
    for (let leave = await turnstile.enter(tenant, signal); leave !== undefined; leave = await turnstile.enter(tenant, signal)) {
      done.calls += 1;
      await clock.sleep(100);
      leave();
    }
  };
  for (let count = 0; count < callers; count += 1) void caller();
  return done;
}

/** 1 when all get the same, 1/n when one gets everything. */
function jain(figures: readonly number[]): number {
  const sum = figures.reduce((total, one) => total + one, 0);
  const squares = figures.reduce((total, one) => total + one * one, 0);
  return (sum * sum) / (figures.length * squares);
}

describe("turns over tenants", () => {
  test("O6: fifty equal tenants get equal parts while one of them floods (Jain ≥ 0.95)", async () => {
    const clock = virtualClock();
    const turnstile = openTurnstile(16);
    const stop = new AbortController();
    const got = Array.from({ length: 50 }, (_, index) => work(clock, turnstile, tenantOf(index), index === 0 ? 500 : 3, stop.signal));
    await clock.pass(20_000);
    stop.abort();
    const calls = got.map((one) => one.calls);
    const index = jain(calls);
    console.log(
      `O6: Jain index ${index.toFixed(4)}; the flooding tenant got ${calls[0]}, the others ${Math.min(...calls.slice(1))} at least`,
    );
    expect(index).toBeGreaterThanOrEqual(0.95);
    expect(calls.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(3_000);
  });

  test("O6: a newcomer waits for one round at most, however long the lines are", async () => {
    const clock = virtualClock();
    const turnstile = openTurnstile(4);
    const stop = new AbortController();
    for (let index = 0; index < 8; index += 1) work(clock, turnstile, tenantOf(index), 100, stop.signal);
    await clock.pass(1_000);
    const begun = clock.monotonicMs();
    let entered = 0;
    void turnstile.enter(tenantOf(99), stop.signal).then((leave) => {
      entered = clock.monotonicMs();
      leave?.();
    });
    await clock.pass(5_000);
    stop.abort();
    // nine tenants, four inside at a time, 100 ms each
    expect(entered - begun).toBeLessThanOrEqual(300);
    expect(entered).toBeGreaterThan(0);
  });

  test("never more inside than there is room, and whoever gives up or leaves twice changes nothing", async () => {
    const turnstile = openTurnstile(2);
    const quiet = new AbortController().signal;
    const impatient = new AbortController();
    const first = await turnstile.enter(tenantOf(1), quiet);
    await turnstile.enter(tenantOf(1), quiet);
    const givesUp = turnstile.enter(tenantOf(2), impatient.signal);
    let third = false;
    void turnstile.enter(tenantOf(3), quiet).then(() => {
      third = true;
    });
    let fourth = false;
    void turnstile.enter(tenantOf(4), quiet).then(() => {
      fourth = true;
    });
    impatient.abort();
    expect(await givesUp).toBeUndefined();
    expect(third).toBe(false);
    first?.();
    first?.();
    await Promise.resolve();
    await Promise.resolve();
    expect({ third, fourth }).toEqual({ third: true, fourth: false });
  });
});
