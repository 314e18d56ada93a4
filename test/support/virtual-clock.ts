import { type Instant, instantFromMs } from "../../src/kernel/instant.ts";
import type { Clock } from "../../src/ports/clock.ts";

/** Time that passes only when told to: `pass` wakes every sleeper that is due, in order. */
export type VirtualClock = Clock & { pass(ms: number): Promise<void> };

type Sleeper = { at: number; order: number; wake(): void };

// every promise that is ready by now has its turn
const turns = 20;

export function virtualClock(start = 1_000_000): VirtualClock {
  let now = start;
  let order = 0;
  const sleepers = new Set<Sleeper>();
  const settle = async () => {
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
  };
  const earliest = (): Sleeper | undefined => {
    let first: Sleeper | undefined;
    for (const one of sleepers) {
      if (first === undefined || one.at < first.at || (one.at === first.at && one.order < first.order)) first = one;
    }
    return first;
  };
  return {
    now: (): Instant => instantFromMs(Math.round(now)),
    monotonicMs: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) return resolve();
        order += 1;
        const sleeper: Sleeper = {
          at: now + ms,
          order,
          wake: () => {
            sleepers.delete(sleeper);
            signal?.removeEventListener("abort", sleeper.wake);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal?.addEventListener("abort", sleeper.wake, { once: true });
      }),
    pass: async (ms) => {
      const end = now + ms;
      await settle();
      for (let next = earliest(); next !== undefined && next.at <= end; next = earliest()) {
        now = Math.max(now, next.at);
        next.wake();
        await settle();
      }
      now = end;
      await settle();
    },
  };
}

/** Worst count of arrivals in any half-open window, counted as a platform would. */
export function worstWindow(arrivals: readonly number[], windowMs: number): number {
  const sorted = arrivals.toSorted((left, right) => left - right);
  let worst = 0;
  let first = 0;
  for (const [index, at] of sorted.entries()) {
    while (at - (sorted[first] ?? at) >= windowMs) first += 1;
    worst = Math.max(worst, index - first + 1);
  }
  return worst;
}
