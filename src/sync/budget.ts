import { type CallPolicy, type CallRule, mainWindow } from "../domain/shops/call-policy.ts";
import type { CallClass } from "../kernel/vocabulary/sync.ts";
import type { Clock } from "../ports/clock.ts";
import type { CallEnd, Meter } from "./meter.ts";
import { openPacing } from "./pacing.ts";
import { openSpending, type Spent } from "./spending.ts";
import { openBucket } from "./token-bucket.ts";
import { openWaiting, type Waiter } from "./waiting.ts";
import { maxInFlight, openWindow, type WindowOpening, type WindowSlots } from "./window-slots.ts";

/** The right to make one call: one ticket of every limit that covers it. `index`: its slot of the main limit. */
export type Slot = { readonly index: number; readonly tickets: readonly { limit: Limit; ticket: number }[] };

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
  usage(): { used: number; cap: number; windowMs: number; ceiling: number };
  report(): { ceiling: number; inFlight: number; waiting: Partial<Record<CallClass, number>>; pausedMs: number; spent: readonly Spent[] };
  /** What a lease stores while this budget lives: an heir treats slots from each number up as unused. */
  trimPledges(): number[];
  /** Remaining cooling per slot in ms and limit, for a clean hand-over; -1 = in flight. */
  snapshot(): number[][];
  close(): void;
};

/** How the windows of a shop stand at the start, in the order of the policy's rules. */
export type Opening = readonly WindowOpening[] | "all-busy" | "all-free";

export type BudgetParts = {
  opening: Opening;
  /** Stores higher pledges in the lease before any of the new slots is used. False when the lease is lost. */
  pledge(numbers: readonly number[]): Promise<boolean>;
  /** Meters of limits that count per app. */
  shared(rule: CallRule): Meter;
  /** Share of the budget that may be used just now, 0 to 1: less while an address recovers from a ban. */
  share(): number;
};

/** Share of the slots below which a class may start: what is left belongs to the more urgent ones. */
const trunk: Record<CallClass, number> = { P0: 0.95, P1: 0.9, P2: 0.8, P3: 0.7, P4: 0.5 };
const pledgeStep = 16;
// below this a shop would not even see its orders
const leastShare = 1 / 8;
const minuteMs = 60_000;
const sharedLookMs = 1_000;

type Limit = { rule: CallRule; meter: Meter; window: WindowSlots | undefined; ceiling: number };

/**
 * Slots, not a token bucket: a slot is busy from before the first byte until window + ε after the answer is complete, so K slots can never
 * give K + 1 arrivals in any window, whatever the network's jitter (proof in docs/architecture.md). Urgent classes may use more of it.
 */
export function openBudget(policy: CallPolicy, clock: Clock, parts: BudgetParts): Budget {
  const limits = policy.rules.map((rule, index) => openLimit(rule, index, clock, parts));
  const { calls: cap, windowMs } = mainWindow(policy);
  const main = limits.find((limit) => limit.window !== undefined && limit.rule.operations === undefined) ?? limits[0];
  const pacing = openPacing(windowMs / cap, clock);
  const waiting = openWaiting<Slot>();
  const spending = openSpending(clock, windowMs);
  let closed = false;
  let isPledging = false;
  let asked: readonly number[] = [];
  let inFlight = 0;
  let cleanSince = clock.monotonicMs();
  let step = 1;
  let halvedAt = Number.NEGATIVE_INFINITY;
  let timer: AbortController | undefined;

  const covering = (operation: string) => limits.filter(({ rule }) => rule.operations?.includes(operation) ?? true);
  const mayGo = (waiter: Waiter<Slot>, isAged: boolean): boolean =>
    covering(waiter.operation).every(({ meter, ceiling }) => {
      // the guarantee that nothing is lost holds while a ceiling that was just halved is still full
      const most = isAged ? meter.capacity : ceiling;
      const room = Math.floor(most * parts.share() * trunk[isAged ? "P0" : waiter.callClass]);
      return meter.used() < Math.max(1, room);
    });
  /** One ticket of each limit, or none of any. */
  const take = (operation: string): Slot | undefined => {
    const tickets: { limit: Limit; ticket: number }[] = [];
    for (const limit of covering(operation)) {
      const ticket = limit.meter.take();
      if (ticket === undefined) {
        for (const taken of tickets) taken.limit.meter.put(taken.ticket, "free");
        return undefined;
      }
      tickets.push({ limit, ticket });
    }
    return { index: tickets.find(({ limit }) => limit === main)?.ticket ?? -1, tickets };
  };
  const serve = (): void => {
    recover();
    while (!closed && !isPledging && inFlight < maxInFlight && pacing.mayPass()) {
      const next = waiting.first(mayGo, clock.monotonicMs());
      if (next === undefined) break;
      const slot = take(next.operation);
      if (slot === undefined) {
        void raisePledges(next.operation);
        break;
      }
      pacing.pass();
      waiting.leave(next);
      inFlight += 1;
      spending.note(next.operation, next.callClass);
      next.grant(slot);
    }
    if (waiting.size() > 0 && !closed) wakeLater();
  };
  /** More slots than the lease knows of are wanted: it is told first. */
  const raisePledges = async (operation: string): Promise<void> => {
    const wanted = limits.map((limit) => {
      const now = limit.window?.pledge() ?? 0;
      return covering(operation).includes(limit) ? Math.min(limit.meter.capacity, now + pledgeStep) : now;
    });
    isPledging = true;
    asked = wanted;
    const isStored = await parts.pledge(wanted).catch(() => false);
    isPledging = false;
    asked = [];
    if (isStored) for (const [index, limit] of limits.entries()) limit.window?.allow(wanted[index] ?? 0);
    if (isStored) serve();
    else wakeIn(sharedLookMs);
  };
  /** After a clean minute one call comes back, after the next two, then four: a limit that stays quiet was a passing one. */
  const recover = (): void => {
    const now = clock.monotonicMs();
    for (; now - cleanSince >= minuteMs && limits.some((limit) => limit.ceiling < limit.meter.capacity); cleanSince += minuteMs) {
      for (const limit of limits) limit.ceiling = Math.min(limit.meter.capacity, limit.ceiling + step);
      step *= 2;
    }
  };
  const wakeIn = (ms: number): void => {
    timer?.abort();
    const mine = new AbortController();
    timer = mine;
    void clock.sleep(Math.max(1, ms), mine.signal).then(() => {
      if (!mine.signal.aborted && !closed) serve();
    });
  };
  /** Sleeps until the earliest moment at which something can change by time alone. */
  const wakeLater = (): void => {
    const now = clock.monotonicMs();
    const paced = pacing.nextAt();
    // others may free a shared limit, an address may recover: neither rings here
    const isShared = limits.some((limit) => limit.rule.per === "app") || parts.share() < 1;
    const moments = [waiting.agesAt(), ...limits.map(({ meter }) => meter.nextFreeAt()), ...(isShared ? [now + sharedLookMs] : [])];
    // nothing cools: an answer that is under way will serve
    const next = paced > now ? paced : Math.min(...moments.filter((moment) => moment > now));
    if (Number.isFinite(next)) wakeIn(next - now);
  };
  const put = (slot: Slot, end: CallEnd): void => {
    inFlight -= 1;
    for (const { limit, ticket } of slot.tickets) limit.meter.put(ticket, end);
    serve();
  };
  return {
    acquire: (callClass, operation, signal) => {
      if (closed || signal?.aborted === true) return Promise.resolve(undefined);
      const granted = waiting.join(callClass, operation, clock.monotonicMs(), signal);
      serve();
      return granted;
    },
    complete: (slot) => put(slot, "cool"),
    abandon: (slot) => put(slot, "cool-long"),
    giveBack: (slot) => put(slot, "free"),
    pauseUntil: pacing.pauseUntil,
    refused: () => {
      const now = clock.monotonicMs();
      cleanSince = now;
      step = 1;
      // several refusals of one window are one sign of being too fast
      if (now - halvedAt < windowMs) return;
      halvedAt = now;
      for (const limit of limits) limit.ceiling = Math.max(limit.meter.capacity * leastShare, Math.floor(limit.ceiling / 2));
    },
    usage: () => ({ used: main?.meter.used() ?? 0, cap, windowMs, ceiling: main?.ceiling ?? cap }),
    report: () => ({
      ceiling: main?.ceiling ?? cap,
      inFlight,
      waiting: waiting.counts(),
      pausedMs: pacing.pausedMs(),
      spent: spending.list(),
    }),
    // a beat may leave before we hear that the lease took a higher number: it must not take that back
    trimPledges: () => limits.map((limit, index) => Math.max(limit.window?.trim(pledgeStep) ?? 0, asked[index] ?? 0)),
    snapshot: () => limits.map((limit) => limit.window?.left() ?? []),
    close: () => {
      closed = true;
      timer?.abort();
      waiting.dismiss();
    },
  };
}

function openLimit(rule: CallRule, index: number, clock: Clock, parts: BudgetParts): Limit {
  const { opening } = parts;
  const own: WindowOpening = typeof opening === "string" ? opening : (opening[index] ?? "all-busy");
  if (rule.per === "app") return { rule, meter: parts.shared(rule), window: undefined, ceiling: capacityOf(rule) };
  if (rule.kind === "bucket") return { rule, meter: openBucket(rule, clock, own === "all-free"), window: undefined, ceiling: rule.burst };
  // an owner of whom nothing is known may sleep with calls in hand like any other
  const window = openWindow(rule, clock, own === "all-busy" ? { pledged: rule.calls } : own);
  return { rule, meter: window, window, ceiling: rule.calls };
}

const capacityOf = (rule: CallRule): number => (rule.kind === "window" ? rule.calls : rule.burst);
