import { type CallPolicy, mainWindow } from "../domain/shops/call-policy.ts";
import type { CallClass } from "../kernel/vocabulary/sync.ts";
import type { Clock } from "../ports/clock.ts";
import { type LimitParts, leastShare, openLimits, type Slot } from "./limits.ts";
import type { CallEnd } from "./meter.ts";
import { openPacing } from "./pacing.ts";
import { openRecovery } from "./recovery.ts";
import { openSpending, type Spent } from "./spending.ts";
import { openWaiting, type Waiting } from "./waiting.ts";
import { openWaker } from "./waker.ts";
import { maxInFlight } from "./window-slots.ts";

export type { Opening, Slot } from "./limits.ts";

export type Budget = {
  /** Resolves with a slot, or undefined when the budget was closed or the signal aborted while waiting. */
  acquire(callClass: CallClass, operation: string, signal?: AbortSignal): Promise<Slot | undefined>;
  /** The answer has been read to its end, or the socket failed: the slot cools for window + ε from now. */
  complete(slot: Slot): void;
  /** No answer by the deadline: the request may still arrive from a buffer, so the slot cools longer. */
  abandon(slot: Slot): void;
  /** Nothing was sent (no connection): the slot is free again at once. */
  giveBack(slot: Slot): void;
  /** Grants nothing before this moment of the monotonic clock. */
  pauseUntil(monotonicMs: number): void;
  /** The platform refused a call as one too many: halves what is used of each limit, once a window; it comes back, at first a call a minute. */
  refused(): void;
  /** Of the main limit. `ceiling`: what is used of it after refusals. */
  usage(): { used: number; cap: number; windowMs: number; ceiling: number };
  report(): { inFlight: number; waiting: Partial<Record<CallClass, number>>; pausedMs: number; spent: readonly Spent[] };
  /** What a lease stores while this budget lives: an heir treats slots from each number up as unused. */
  trimPledges(): number[];
  /** Remaining cooling per slot in ms and limit, for a clean hand-over; -1 = in flight. */
  snapshot(): number[][];
  close(): void;
};

export type BudgetParts = LimitParts & {
  /** Stores higher pledges in the lease before any of the new slots is used. False when the lease is lost. */
  pledge(numbers: readonly number[]): Promise<boolean>;
  /** Share of the budget that may be used just now, 0 to 1: less while an address recovers from a ban. */
  share(): number;
};

/**
 * Slots, not a token bucket: a slot is busy from before the first byte until window + ε after the answer is complete, so K slots can never
 * give K + 1 arrivals in any window, whatever the network's jitter (proof in docs/architecture.md). Urgent classes may use more of it.
 */
export function openBudget(policy: CallPolicy, clock: Clock, parts: BudgetParts): Budget {
  const { calls: cap, windowMs } = mainWindow(policy);
  const limits = openLimits(policy, clock, parts);
  const recovery = openRecovery(limits, clock, windowMs);
  const pacedPart = (): number => {
    const { ceiling, capacity } = limits.main();
    return Math.max(leastShare, (ceiling / capacity) * parts.share());
  };
  const pacing = openPacing({ calls: cap, windowMs }, pacedPart, clock);
  const waiting = openWaiting<Slot>();
  const spending = openSpending(clock, windowMs);
  const desk = { inFlight: 0, isClosed: false };
  const till = openTill({ clock, limits, recovery, pacing, waiting, spending, parts, desk });
  const put = (slot: Slot, end: CallEnd): void => {
    desk.inFlight -= 1;
    limits.put(slot, end);
    till.serve();
  };
  return {
    acquire: (callClass, operation, signal) => {
      if (desk.isClosed || signal?.aborted === true) return Promise.resolve(undefined);
      const granted = waiting.join(callClass, operation, clock.monotonicMs(), signal);
      till.serve();
      return granted;
    },
    complete: (slot) => put(slot, "cool"),
    abandon: (slot) => put(slot, "cool-long"),
    giveBack: (slot) => put(slot, "free"),
    pauseUntil: pacing.pauseUntil,
    refused: recovery.refused,
    usage: () => {
      const { used, ceiling, capacity } = limits.main();
      // a bucket holds less than a minute gives
      const calls = (of: number): number => Math.floor((of * cap) / capacity);
      return { used: calls(used), cap, windowMs, ceiling: calls(ceiling) };
    },
    report: () => ({
      inFlight: desk.inFlight,
      waiting: waiting.counts(),
      pausedMs: pacing.pausedMs(),
      spent: spending.list(),
    }),
    trimPledges: limits.trimPledges,
    snapshot: limits.left,
    close: () => {
      desk.isClosed = true;
      till.close();
      waiting.dismiss();
    },
  };
}

type Desk = {
  clock: Clock;
  limits: ReturnType<typeof openLimits>;
  recovery: ReturnType<typeof openRecovery>;
  pacing: ReturnType<typeof openPacing>;
  waiting: Waiting<Slot>;
  spending: ReturnType<typeof openSpending>;
  parts: BudgetParts;
  desk: { inFlight: number; isClosed: boolean };
};

const lookMs = 1_000;

/** Hands out slots in the order of urgency, and wakes up when the next one can be had. */
function openTill({ clock, limits, recovery, pacing, waiting, spending, parts, desk }: Desk): { serve(): void; close(): void } {
  let isPledging = false;
  const waker = openWaker(clock, () => serve());
  const serve = (): void => {
    recovery.settle();
    while (!desk.isClosed && !isPledging && desk.inFlight < maxInFlight && pacing.mayPass()) {
      const share = parts.share();
      const next = waiting.first(
        (waiter, isAged) => limits.mayGo(waiter.operation, isAged ? "aged" : waiter.callClass, share),
        clock.monotonicMs(),
      );
      if (next === undefined) break;
      const slot = limits.take(next.operation);
      if (slot === undefined) {
        void raisePledges(next.operation);
        break;
      }
      pacing.pass();
      waiting.leave(next);
      desk.inFlight += 1;
      spending.note(next.operation, next.callClass);
      next.grant(slot);
    }
    if (waiting.size() > 0 && !desk.isClosed) wakeLater();
  };
  /** More slots than the lease knows of are wanted: it is told first. */
  const raisePledges = async (operation: string): Promise<void> => {
    const wanted = limits.askPledges(operation);
    isPledging = true;
    const isStored = wanted !== undefined && (await parts.pledge(wanted).catch(() => false));
    isPledging = false;
    limits.settlePledges(isStored);
    if (isStored) serve();
    else waker.in(lookMs);
  };
  /** Sleeps until the earliest moment at which something can change by time alone. */
  const wakeLater = (): void => {
    const now = clock.monotonicMs();
    const paced = pacing.nextAt();
    // others may free a shared limit, an address may recover: neither rings here
    const others = limits.hasShared || parts.share() < 1 ? [now + lookMs] : [];
    const moments = [waiting.agesAt(), limits.nextFreeAt(), ...others].filter((moment) => moment > now);
    // nothing cools: an answer that is under way will serve
    const next = paced > now ? paced : Math.min(...moments);
    if (Number.isFinite(next)) waker.in(next - now);
  };
  return { serve, close: waker.close };
}
