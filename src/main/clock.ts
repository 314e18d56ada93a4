import { setTimeout as delay } from "node:timers/promises";
import { instantFromMs } from "../kernel/instant.ts";
import type { Clock } from "../ports/clock.ts";

/** Longer than this a timer of Node fires at once. */
const longestTimerMs = 2_147_483_647;

/**
 * The machine's clock. `monotonicMs` is CLOCK_MONOTONIC: it stands still while the machine is suspended. For the call budget that is the
 * safe side (a slot cools for longer than it must, and a request that lay in a buffer meanwhile is still counted); a worker
 * that slept through its lease is stopped by the epoch, not by this clock.
 */
export const systemClock: Clock = {
  now: () => instantFromMs(Date.now()),
  monotonicMs: () => performance.now(),
  sleep: async (ms, signal) => {
    let left = Math.max(0, ms);
    do {
      const part = Math.min(left, longestTimerMs);
      // rejects only when the signal aborts, which ends the sleep early
      const slept = await delay(part, true, { signal }).catch(() => false);
      left = slept ? left - part : 0;
    } while (left > 0);
  },
};
