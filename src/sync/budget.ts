import type { Clock } from "../ports/clock.ts";
import { openPacing } from "./pacing.ts";
import { type CallPolicy, type Opening, openSlots } from "./slots.ts";

/** Classes of calls, most urgent first: deadline ship-confirm · new orders and addresses · stock · reconciliation · back-fill. */
export const callClasses = ["P0", "P1", "P2", "P3", "P4"] as const;
export type CallClass = (typeof callClasses)[number];

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

const maxInFlight = 8;
/** Share of the slots below which a class may start: what is left belongs to the more urgent ones. */
const trunk: Record<CallClass, number> = { P0: 0.95, P1: 0.9, P2: 0.8, P3: 0.7, P4: 0.5 };

type Waiter = { callClass: CallClass; grant(slot: Slot | undefined): void };

/**
 * Slots, not a token bucket: a slot is busy from before the first byte until window + ε after the answer is complete, so K slots can never
 * give K + 1 arrivals in any window, whatever the network's jitter (proof in docs/architecture.md). `opening`: cooling left per slot from a
 * clean hand-over; without it all slots count as just used, because an owner that died may have used them all; a shop that nobody ever
 * ran begins with all of them free.
 */
export function openBudget(policy: CallPolicy, clock: Clock, opening: Opening): Budget {
  const slots = openSlots(policy, clock, opening);
  const pacing = openPacing(policy.windowMs / policy.cap, clock);
  const waiters: Waiter[] = [];
  let closed = false;
  let timer: AbortController | undefined;

  const admitted = (): number => {
    const used = slots.used();
    return waiters.findIndex((waiter) => used < Math.max(1, Math.floor(policy.cap * trunk[waiter.callClass])));
  };
  const serve = (): void => {
    for (;;) {
      const next = closed || slots.inFlight() >= maxInFlight ? -1 : admitted();
      if (next === -1 || !pacing.pass()) break;
      const index = slots.take();
      const [waiter] = waiters.splice(next, 1);
      if (index === -1 || waiter === undefined) throw new Error("a call was admitted without a slot");
      waiter.grant({ index });
    }
    if (waiters.length > 0 && !closed) wakeLater();
  };
  /** Sleeps until the earliest moment at which something can change by time alone. */
  const wakeLater = (): void => {
    timer?.abort();
    const mine = new AbortController();
    timer = mine;
    const now = clock.monotonicMs();
    const paced = pacing.nextAt();
    const next = paced > now ? paced : slots.nextFreeAt();
    // nothing cools: an answer that is under way will serve
    if (!Number.isFinite(next)) return;
    void clock.sleep(Math.max(1, next - now), mine.signal).then(() => {
      if (!mine.signal.aborted) serve();
    });
  };
  const put = (slot: Slot, how: "cool" | "cool-long" | "free"): void => {
    slots.put(slot.index, how);
    serve();
  };
  return {
    acquire: (callClass, signal) => {
      if (closed || signal?.aborted === true) return Promise.resolve(undefined);
      const waiting = enqueue(waiters, callClass, signal);
      serve();
      return waiting;
    },
    complete: (slot) => put(slot, "cool"),
    abandon: (slot) => put(slot, "cool-long"),
    giveBack: (slot) => put(slot, "free"),
    pauseUntil: pacing.pauseUntil,
    usage: () => ({ used: slots.used(), cap: policy.cap, windowMs: policy.windowMs }),
    snapshot: slots.left,
    close: () => {
      closed = true;
      timer?.abort();
      for (const waiter of waiters.splice(0)) waiter.grant(undefined);
    },
  };
}

/** Puts a caller in line behind its own class; leaves the line empty-handed when the signal aborts. */
function enqueue(waiters: Waiter[], callClass: CallClass, signal: AbortSignal | undefined): Promise<Slot | undefined> {
  return new Promise((resolve) => {
    const waiter: Waiter = { callClass, grant: resolve };
    const after = waiters.findIndex((other) => other.callClass > callClass);
    waiters.splice(after === -1 ? waiters.length : after, 0, waiter);
    const leave = () => {
      const index = waiters.indexOf(waiter);
      if (index === -1) return;
      waiters.splice(index, 1);
      resolve(undefined);
    };
    signal?.addEventListener("abort", leave, { once: true });
  });
}
