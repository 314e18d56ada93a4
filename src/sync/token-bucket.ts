import type { BucketRule } from "../domain/shops/call-policy.ts";
import type { Clock } from "../ports/clock.ts";
import { graceMs, type Meter } from "./meter.ts";

/**
 * A token bucket that is safe against jitter: a token starts to come back when the answer is complete, not when the call left. Let n calls
 * arrive within W: when the last was granted, the n − 1 before it were in flight or had added to the debt, of which at most rate × W had
 * gone. So n ≤ burst + rate × W, the limit's own promise. `isFull`: nothing was ever sent; otherwise the bucket counts as empty.
 */
export function openBucket(rule: BucketRule, clock: Clock, isFull: boolean): Meter {
  const perMs = rule.perSecond / 1_000;
  let inFlight = 0;
  let debt = isFull ? 0 : rule.burst;
  let settledAt = clock.monotonicMs();
  const settle = (): number => {
    const now = clock.monotonicMs();
    debt = Math.max(0, debt - (now - settledAt) * perMs);
    settledAt = now;
    return now;
  };
  const used = (): number => {
    settle();
    return inFlight + Math.ceil(debt);
  };
  return {
    capacity: rule.burst,
    used,
    take: () => {
      if (used() >= rule.burst) return undefined;
      inFlight += 1;
      return 0;
    },
    put: (_, end) => {
      settle();
      inFlight -= 1;
      if (end !== "free") debt += 1 + (end === "cool-long" ? graceMs * perMs : 0);
    },
    nextFreeAt: () => {
      const now = settle();
      // later than now, however little is missing: whoever waits for a moment that has come would wait for ever
      return debt === 0 ? Number.POSITIVE_INFINITY : Math.max(now + 1, now + (debt - (Math.ceil(debt) - 1)) / perMs);
    },
  };
}
