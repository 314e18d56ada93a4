import { describe, expect, test } from "vitest";
import { percentile } from "../../bench/figures.ts";
import { type VirtualClock, virtualClock } from "../../test/support/virtual-clock.ts";
import { callPolicies } from "../domain/shops/call-policy.ts";
import type { CallClass } from "../kernel/vocabulary/sync.ts";
import { type Budget, openBudget } from "./budget.ts";

const callMs = 300;

function open(clock: VirtualClock): Budget {
  const shared = () => {
    throw new Error("no limit of this policy is shared");
  };
  return openBudget(callPolicies.cap120, clock, { opening: "all-free", pledge: async () => true, shared, share: () => 1 });
}

/** One call; returns how long it waited for its slot. */
async function call(clock: VirtualClock, budget: Budget, callClass: CallClass): Promise<number | undefined> {
  const asked = clock.monotonicMs();
  const slot = await budget.acquire(callClass, "any");
  if (slot === undefined) return undefined;
  const waited = clock.monotonicMs() - asked;
  await clock.sleep(callMs);
  budget.complete(slot);
  return waited;
}

/** Calls without end. Returns when each was granted. */
function flood(clock: VirtualClock, budget: Budget, callClass: CallClass, callers: number): number[] {
  const granted: number[] = [];
  const caller = async () => {
    for (let waited = await call(clock, budget, callClass); waited !== undefined; waited = await call(clock, budget, callClass)) {
      granted.push(clock.monotonicMs() - callMs);
    }
  };
  for (let count = 0; count < callers; count += 1) void caller();
  return granted;
}

/** A call of the most urgent class now and then, as many as its own share of the slots carries. */
async function urgent(clock: VirtualClock, budget: Budget, everyMs: number, untilMs: number): Promise<number[]> {
  const waits: Promise<number | undefined>[] = [];
  for (let passed = 0; passed < untilMs; passed += everyMs) {
    waits.push(call(clock, budget, "P0"));
    await clock.pass(everyMs);
  }
  budget.close();
  await clock.pass(callMs);
  return (await Promise.all(waits)).filter((waited) => waited !== undefined);
}

const fewestInAMinute = (times: readonly number[], from: number, to: number): number => {
  let fewest = Number.POSITIVE_INFINITY;
  for (let start = from; start + 60_000 <= to; start += 1_000) {
    fewest = Math.min(fewest, times.filter((at) => at >= start && at < start + 60_000).length);
  }
  return fewest;
};

describe("O7: under full load", () => {
  test("O7: a ship-confirm waits a second at most (p99), and reconciliation gets its six a minute", async () => {
    const clock = virtualClock();
    const budget = open(clock);
    flood(clock, budget, "P1", 10);
    flood(clock, budget, "P2", 10);
    flood(clock, budget, "P4", 10);
    const swept = flood(clock, budget, "P3", 10);
    const begun = clock.monotonicMs();
    await clock.pass(2 * 60_000);
    const waits = await urgent(clock, budget, 20_000, 30 * 60_000);
    const p99 = percentile(waits, 0.99);
    const fewest = fewestInAMinute(swept, begun + 60_000, clock.monotonicMs() - 60_000);
    console.log(`O7: ${waits.length} urgent calls waited ${p99} ms at p99; reconciliation got ${fewest} in its worst minute`);
    expect(waits.length).toBe(90);
    expect(p99).toBeLessThanOrEqual(1_000);
    expect(fewest).toBeGreaterThanOrEqual(6);
  });

  test("O7: also while the ceiling is halved again and again", async () => {
    const clock = virtualClock();
    const budget = open(clock);
    flood(clock, budget, "P0", 10);
    flood(clock, budget, "P1", 10);
    const swept = flood(clock, budget, "P3", 10);
    const begun = clock.monotonicMs();
    for (let minute = 0; minute < 20; minute += 1) {
      if (minute === 4 || minute === 6 || minute === 8) budget.refused();
      await clock.pass(60_000);
    }
    budget.close();
    const fewest = fewestInAMinute(swept, begun + 60_000, clock.monotonicMs());
    console.log(`O7: with a ceiling down to an eighth, reconciliation got ${fewest} in its worst minute`);
    expect(fewest).toBeGreaterThanOrEqual(6);
  });

  test("O7: a ship-confirm waits a second at most (p99) under a halved ceiling too", async () => {
    const clock = virtualClock();
    const budget = open(clock);
    flood(clock, budget, "P1", 10);
    await clock.pass(3 * 60_000);
    budget.refused();
    // what was in use before is let go first
    await clock.pass(2 * 60_000);
    const waits = await urgent(clock, budget, 30_000, 15 * 60_000);
    expect(waits.length).toBe(30);
    expect(percentile(waits, 0.99)).toBeLessThanOrEqual(1_000);
  });
});

describe("what a refusal does", () => {
  test("halves the ceiling once a window, never below an eighth, and it comes back by one, two, four calls a minute", async () => {
    const clock = virtualClock();
    const budget = open(clock);
    const ceilings: number[] = [];
    for (let refusals = 0; refusals < 5; refusals += 1) {
      budget.refused();
      budget.refused();
      ceilings.push(budget.usage().ceiling);
      await clock.pass(59_999);
      await clock.pass(1);
    }
    expect(ceilings).toEqual([120, 120, 120, 120, 120].map((cap, index) => Math.max(15, Math.floor(cap / 2 ** (index + 1)))));
    const back: number[] = [];
    for (let minute = 0; minute < 8; minute += 1) {
      void call(clock, budget, "P0");
      back.push(budget.usage().ceiling);
      await clock.pass(60_000);
    }
    budget.close();
    expect(back).toEqual([16, 18, 22, 30, 46, 78, 120, 120]);
  });

  test("what little may be used is spread over the window: no shop is blind until the next", async () => {
    const clock = virtualClock();
    const budget = open(clock);
    for (let refusals = 0; refusals < 3; refusals += 1) {
      budget.refused();
      await clock.pass(59_000);
    }
    const left = flood(clock, budget, "P1", 10);
    await clock.pass(5 * 60_000);
    budget.close();
    const gaps = left.slice(1).map((at, index) => at - (left[index] ?? at));
    expect(left.length).toBeGreaterThan(120);
    expect(Math.max(...gaps)).toBeLessThan(20_000);
  });
});
