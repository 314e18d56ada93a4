import { describe, expect, test } from "vitest";
import { type VirtualClock, virtualClock } from "../../test/support/virtual-clock.ts";
import { type Cadence, openCadence, type Rhythm, stretchOf } from "./cadence.ts";

const orders: Rhythm = { weight: 1, leastMs: 1_000, mostMs: 600_000 };

/** Time passes with news at this rate until the fading count has settled. */
async function settle(clock: VirtualClock, cadence: Cadence, everyMs: number): Promise<number> {
  for (let passed = 0; passed < 6 * 60 * 60_000; passed += everyMs) {
    await clock.pass(everyMs);
    cadence.note(1);
  }
  return cadence.periodMs(1);
}

describe("how often a stream is looked at", () => {
  test("in proportion to the root of the rate of its news: four times the news, twice the looks", async () => {
    const periods: number[] = [];
    for (const everyMs of [240_000, 60_000, 15_000]) {
      const clock = virtualClock();
      periods.push(await settle(clock, openCadence(clock, { ...orders, weight: 0.001 }), everyMs));
    }
    const [rare = 0, usual = 0, frequent = 0] = periods;
    expect(rare / usual).toBeCloseTo(2, 0);
    expect(usual / frequent).toBeCloseTo(2, 0);
    expect(rare).toBeLessThan(orders.mostMs);
    expect(frequent).toBeGreaterThan(orders.leastMs);
  });

  test("and to the root of its weight", () => {
    const clock = virtualClock();
    const periodOf = (weight: number) => openCadence(clock, { ...orders, weight }).periodMs(1);
    expect(periodOf(0.25) / periodOf(1)).toBeCloseTo(2, 1);
    expect(periodOf(0.01) / periodOf(1)).toBeCloseTo(10, 1);
  });

  test("never faster than its floor, however much comes in; at the floor when it starts", async () => {
    const clock = virtualClock();
    const cadence = openCadence(clock, orders);
    expect(cadence.periodMs(1)).toBe(orders.leastMs);
    cadence.note(100_000);
    expect(cadence.periodMs(1)).toBe(orders.leastMs);
  });

  test("never slower than its ceiling, however long nothing comes in, and at once faster when something does", async () => {
    const clock = virtualClock();
    const cadence = openCadence(clock, { ...orders, mostMs: 6_000 });
    await clock.pass(30 * 24 * 60 * 60_000);
    expect(cadence.periodMs(1)).toBe(6_000);
    expect(cadence.periodMs(50)).toBe(6_000);
    cadence.note(3);
    expect(cadence.periodMs(1)).toBe(orders.leastMs);
  });

  test("slower by as much as the budget is short", () => {
    const cadence = openCadence(virtualClock(), orders);
    expect(cadence.periodMs(1)).toBe(1_000);
    expect(cadence.periodMs(2.5)).toBe(2_500);
  });
});

describe("by how much looking slows down", () => {
  test("not at all while it leaves three quarters of the ceiling to other work", () => {
    expect(stretchOf(60, 20, 114, false)).toBe(1);
    expect(stretchOf(10, 0, 114, false)).toBe(1);
  });

  test("to what work leaves of it, and to a quarter of the ceiling when work waits or takes everything", () => {
    expect(stretchOf(80, 45, 120, false)).toBeCloseTo(80 / 45);
    expect(stretchOf(80, 0, 120, true)).toBeCloseTo(80 / 30);
    expect(stretchOf(80, 500, 120, false)).toBeCloseTo(80 / 30);
  });
});
