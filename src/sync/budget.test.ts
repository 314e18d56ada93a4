import { getEventListeners } from "node:events";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type VirtualClock, virtualClock, worstWindow } from "../../test/support/virtual-clock.ts";
import type { CallPolicy } from "../domain/shops/call-policy.ts";
import type { CallClass } from "../kernel/vocabulary/sync.ts";
import type { Clock } from "../ports/clock.ts";
import { type Budget, type Opening, openBudget, type Slot } from "./budget.ts";

const cap = 12;
const windowMs = 6_000;
const policy: CallPolicy = { rules: [{ kind: "window", calls: cap, windowMs }], banMs: 0 };

/** A budget whose lease takes every pledge at once. */
function budgetOf(clock: Clock, opening: Opening, with_: CallPolicy = policy): Budget {
  const shared = () => {
    throw new Error("no limit of this policy is shared");
  };
  return openBudget(with_, clock, { opening, pledge: async () => true, shared, share: () => 1 });
}

/** Calls as fast as the budget allows; each request arrives somewhere between its first byte and its end. */
async function saturate(clock: VirtualClock, budget: Budget, untilMs: number, draw: () => number): Promise<number[]> {
  const arrivals: number[] = [];
  const caller = async () => {
    for (;;) {
      const slot = await budget.acquire("P0", "any");
      if (slot === undefined) return;
      const sent = clock.monotonicMs();
      const took = 20 + draw() * 3_000;
      arrivals.push(sent + draw() * took);
      await clock.sleep(took);
      if (draw() < 0.1) budget.abandon(slot);
      else budget.complete(slot);
    }
  };
  const callers = Array.from({ length: 10 }, caller);
  await clock.pass(untilMs);
  budget.close();
  await clock.pass(10_000);
  await Promise.all(callers);
  return arrivals;
}

test("a call that was granted leaves nothing behind on the signal that outlives it", async () => {
  const clock = virtualClock();
  const budget = budgetOf(clock, "all-free");
  const runner = new AbortController();
  for (let call = 0; call < 5; call += 1) {
    const slot = await budget.acquire("P1", "any", runner.signal);
    if (slot !== undefined) budget.giveBack(slot);
  }
  expect(getEventListeners(runner.signal, "abort")).toHaveLength(0);
});

test("sleeps until something changes, though the clock goes on while it looks", async () => {
  const time = virtualClock();
  let sleeps = 0;
  let looks = 0;
  const clock: Clock = {
    now: time.now,
    monotonicMs: () => time.monotonicMs() + 0.001 * ++looks,
    sleep: (ms, signal) => {
      sleeps += 1;
      return time.sleep(ms, signal);
    },
  };
  const budget = budgetOf(clock, "all-free");
  for (let call = 0; call < 30; call += 1) void budget.acquire("P2", "any").then((slot) => slot !== undefined && budget.complete(slot));
  await time.pass(windowMs * 2);
  // a look when a slot is free again and one when the next may leave, for some twenty calls
  expect(sleeps).toBeLessThan(80);
  budget.close();
});

describe("never more than the cap in any window", () => {
  test("whatever the delays, at full tilt", async () => {
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), async (stream) => {
        const draw = () => stream.next().value ?? 0;
        const clock = virtualClock();
        const arrivals = await saturate(clock, budgetOf(clock, "all-free"), 60_000, draw);
        expect(arrivals.length).toBeGreaterThan(20);
        expect(worstWindow(arrivals, windowMs)).toBeLessThanOrEqual(cap);
      }),
      { numRuns: 60 },
    );
  });

  test("nor over a change of owner, clean or not", async () => {
    for (const clean of [true, false]) {
      const clock = virtualClock();
      const first = budgetOf(clock, "all-free");
      const before = await saturate(clock, first, 5_000, () => 0.1);
      const second = budgetOf(clock, clean ? first.snapshot().map((left) => ({ left })) : "all-busy");
      const after = await saturate(clock, second, 30_000, () => 0.1);
      expect(after.length).toBeGreaterThan(0);
      expect(worstWindow([...before, ...after], windowMs)).toBeLessThanOrEqual(cap);
    }
  });
});

describe("who goes first", () => {
  async function take(budget: Budget, callClass: CallClass, count: number): Promise<Slot[]> {
    const slots: Slot[] = [];
    for (let index = 0; index < count; index += 1) {
      const slot = await budget.acquire(callClass, "any");
      if (slot !== undefined) slots.push(slot);
    }
    return slots;
  }

  test("less urgent classes leave room for a ship-confirm", async () => {
    const clock = virtualClock();
    const budget = budgetOf(clock, "all-free");
    const granted: CallClass[] = [];
    for (let index = 0; index < 20; index += 1) {
      void budget.acquire("P3", "any").then((slot) => {
        granted.push("P3");
        if (slot !== undefined) budget.complete(slot);
      });
    }
    await clock.pass(3_000);
    expect(granted.filter((one) => one === "P3")).toHaveLength(Math.floor(cap * 0.7));
    void budget.acquire("P0", "any").then(() => granted.push("P0"));
    await clock.pass(1_000);
    expect(granted).toContain("P0");
    budget.close();
  });

  test("a request that never left gives its slot back at once", async () => {
    const clock = virtualClock();
    const budget = budgetOf(clock, "all-free");
    const [slot] = await take(budget, "P0", 1);
    if (slot === undefined) throw new Error("no slot");
    expect(budget.usage().used).toBe(1);
    budget.giveBack(slot);
    expect(budget.usage().used).toBe(0);
    budget.close();
  });

  test("a pause that the platform asked for holds every class back", async () => {
    const clock = virtualClock();
    const budget = budgetOf(clock, "all-free");
    budget.pauseUntil(clock.monotonicMs() + 5_000);
    let granted = false;
    void budget.acquire("P0", "any").then((slot) => {
      granted = slot !== undefined;
    });
    await clock.pass(4_900);
    expect(granted).toBe(false);
    await clock.pass(200);
    expect(granted).toBe(true);
    budget.close();
  });

  test("closing lets every waiter go empty-handed", async () => {
    const clock = virtualClock();
    const budget = budgetOf(clock, "all-busy");
    const waiting = budget.acquire("P1", "any");
    budget.close();
    expect(await waiting).toBeUndefined();
  });
});
