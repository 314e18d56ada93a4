import { assertPresent } from "../kernel/assert-never.ts";
import type { Clock } from "../ports/clock.ts";

/** Classes of calls, most urgent first: deadline ship-confirm · new orders and addresses · stock · reconciliation · back-fill. */
export const callClasses = ["P0", "P1", "P2", "P3", "P4"] as const;
export type CallClass = (typeof callClasses)[number];

/** What a platform tolerates from one shop, as data (shop.call_policy). */
export type CallPolicy = { cap: number; windowMs: number };

export type Slot = { index: number };

export type Budget = {
  /** Resolves with a slot, or undefined when the budget was closed or the signal aborted while waiting. */
  acquire(callClass: CallClass, signal?: AbortSignal): Promise<Slot | undefined>;
  /** The answer has been read to its end, or the socket failed: the slot cools for window + ε from now. */
  complete(slot: Slot): void;
  /** No answer by the deadline: the request may still arrive from a buffer, so the slot cools longer. */
  abandon(slot: Slot): void;
  /** Nothing was sent (no connection): the slot is free again at once. */
  giveBack(slot: Slot): void;
  /** Grants nothing before this moment of the monotonic clock. */
  pauseUntil(monotonicMs: number): void;
  usage(): { used: number; cap: number; windowMs: number };
  /** Remaining cooling per slot in ms, for a clean hand-over; -1 = in flight. */
  snapshot(): number[];
  close(): void;
};

// reliability §3.3: drift of 500 ppm over a minute is 30 ms; the rest is margin for edges
const epsilonMs = 250;
// a request that got no answer may still reach the platform from a buffer this long after its deadline
const graceMs = 15_000;
const maxInFlight = 8;
const burst = 10;
/** Share of the slots below which a class may start: what is left belongs to the more urgent ones. */
const trunk: Record<CallClass, number> = { P0: 0.95, P1: 0.9, P2: 0.8, P3: 0.7, P4: 0.5 };

type SlotState = { state: "free" } | { state: "in-flight" } | { state: "cooling"; until: number };
type Waiter = { callClass: CallClass; order: number; grant(slot: Slot | undefined): void };

/**
 * Slots, not a token bucket: a slot is busy from before the first byte until window + ε after the answer is complete, so K slots can never
 * give K + 1 arrivals in any window, whatever the network's jitter (proof in docs/architecture.md). `initial`: cooling left per slot from a clean
 * hand-over; without it all slots count as just used, because an owner that died may have used them all; a shop that nobody ever ran begins with all of them free.
 */
export function openBudget(policy: CallPolicy, clock: Clock, initial: readonly number[] | "all-busy" | "all-free"): Budget {
  const started = clock.monotonicMs();
  const coolMs = policy.windowMs + epsilonMs;
  const slots: SlotState[] = Array.from({ length: policy.cap }, (_, index): SlotState => {
    const left = initial === "all-busy" ? coolMs : initial === "all-free" ? 0 : (initial[index] ?? coolMs);
    // what was in flight at the hand-over is treated as abandoned
    return left === 0 ? { state: "free" } : { state: "cooling", until: started + (left < 0 ? coolMs + graceMs : left) };
  });
  const waiters: Waiter[] = [];
  const spacingMs = policy.windowMs / policy.cap;
  let arrivals = 0;
  let pausedUntil = 0;
  let tokens = burst;
  let refilledAt = started;
  let closed = false;
  let timer: AbortController | undefined;

  const settle = (now: number): void => {
    for (const [index, slot] of slots.entries()) {
      if (slot.state === "cooling" && slot.until <= now) slots[index] = { state: "free" };
    }
    tokens = Math.min(burst, tokens + (now - refilledAt) / spacingMs);
    refilledAt = now;
  };
  const used = () => slots.filter((slot) => slot.state !== "free").length;
  const inFlight = () => slots.filter((slot) => slot.state === "in-flight").length;
  const admits = (callClass: CallClass, busy: number) => busy < Math.max(1, Math.floor(policy.cap * trunk[callClass]));

  const serve = (): void => {
    const now = clock.monotonicMs();
    settle(now);
    while (!closed && now >= pausedUntil && tokens >= 1 && inFlight() < maxInFlight) {
      const busy = used();
      const next = waiters.findIndex((waiter) => admits(waiter.callClass, busy));
      const free = slots.findIndex((slot) => slot.state === "free");
      if (next === -1 || free === -1) break;
      const [waiter] = waiters.splice(next, 1);
      slots[free] = { state: "in-flight" };
      tokens -= 1;
      assertPresent(waiter, "waiter").grant({ index: free });
    }
    if (waiters.length > 0 && !closed) wakeLater(now);
  };

  /** Sleeps until the earliest moment at which something can change by time alone. */
  const wakeLater = (now: number): void => {
    timer?.abort();
    const mine = new AbortController();
    timer = mine;
    const cooled = slots.flatMap((slot) => (slot.state === "cooling" ? [slot.until] : []));
    const next = Math.max(
      now + 1,
      pausedUntil > now ? pausedUntil : Math.min(...cooled, tokens < 1 ? now + (1 - tokens) * spacingMs : Number.POSITIVE_INFINITY),
    );
    if (!Number.isFinite(next)) return;
    void clock.sleep(next - now, mine.signal).then(() => {
      if (!mine.signal.aborted) serve();
    });
  };

  const put = (slot: Slot, state: SlotState): void => {
    if (slots[slot.index]?.state !== "in-flight") throw new Error("slot is not in flight");
    slots[slot.index] = state;
    serve();
  };

  return {
    acquire: (callClass, signal) =>
      new Promise((resolve) => {
        if (closed || signal?.aborted === true) return resolve(undefined);
        arrivals += 1;
        const waiter: Waiter = { callClass, order: arrivals, grant: resolve };
        const after = waiters.findIndex((other) => other.callClass > callClass);
        waiters.splice(after === -1 ? waiters.length : after, 0, waiter);
        signal?.addEventListener(
          "abort",
          () => {
            const index = waiters.indexOf(waiter);
            if (index === -1) return;
            waiters.splice(index, 1);
            resolve(undefined);
          },
          { once: true },
        );
        serve();
      }),
    complete: (slot) => put(slot, { state: "cooling", until: clock.monotonicMs() + coolMs }),
    abandon: (slot) => put(slot, { state: "cooling", until: clock.monotonicMs() + coolMs + graceMs }),
    giveBack: (slot) => put(slot, { state: "free" }),
    pauseUntil: (until) => {
      pausedUntil = Math.max(pausedUntil, until);
    },
    usage: () => {
      settle(clock.monotonicMs());
      return { used: used(), cap: policy.cap, windowMs: policy.windowMs };
    },
    snapshot: () => {
      const now = clock.monotonicMs();
      settle(now);
      return slots.map((slot) => (slot.state === "free" ? 0 : slot.state === "in-flight" ? -1 : Math.ceil(slot.until - now)));
    },
    close: () => {
      closed = true;
      timer?.abort();
      for (const waiter of waiters.splice(0)) waiter.grant(undefined);
    },
  };
}
