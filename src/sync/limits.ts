import type { CallPolicy, CallRule } from "../domain/shops/call-policy.ts";
import type { CallClass } from "../kernel/vocabulary/sync.ts";
import type { Clock } from "../ports/clock.ts";
import type { CallEnd, Meter } from "./meter.ts";
import { openBucket } from "./token-bucket.ts";
import { openWindow, type WindowOpening, type WindowSlots } from "./window-slots.ts";

/** One ticket of every limit that covers a call. `index`: its slot of the main limit; -1 where that is no window. */
export type Slot = { readonly index: number; readonly tickets: readonly { limit: Limit; ticket: number }[] };

/** How the windows of a shop stand at the start, in the order of the policy's rules. */
export type Opening = readonly WindowOpening[] | "all-busy" | "all-free";

export type LimitParts = {
  opening: Opening;
  /** Meters of limits that count per app. */
  shared(rule: CallRule): Meter;
};

/** All limits that a shop's calls must keep at once. */
export type Limits = {
  /** Whether a call of this class may start; `aged`: one of those that must get through whatever else waits. `share`: of each limit, 0 to 1. */
  mayGo(operation: string, callClass: CallClass | "aged", share: number): boolean;
  /** One ticket of each limit, or undefined: more slots than the lease knows of are wanted. */
  take(operation: string): Slot | undefined;
  put(slot: Slot, end: CallEnd): void;
  /** Numbers that the lease must hold before `take` can succeed, until `settlePledges`; undefined when a higher pledge would not help. */
  askPledges(operation: string): readonly number[] | undefined;
  /** Whether the lease now holds what was asked. */
  settlePledges(isStored: boolean): void;
  trimPledges(): number[];
  /** The platform refused a call as one too many. */
  halve(): void;
  /** Gives this many calls back to each limit that was halved. True when none is short any more. */
  raise(step: number): boolean;
  /** The next moment, after now, at which one of them has room by time alone; infinity when none has. */
  nextFreeAt(): number;
  hasShared: boolean;
  /** How the main limit stands, in calls of its own capacity. `ceiling`: what is used of it after refusals. */
  main(): { used: number; ceiling: number; capacity: number };
  /** Remaining wait per slot in ms and limit; 0 = free, -1 = in flight. */
  left(): number[][];
};

/** Share of a limit below which a class may start: what is left belongs to the more urgent ones. */
const trunk: Record<CallClass, number> = { P0: 0.95, P1: 0.9, P2: 0.8, P3: 0.7, P4: 0.5 };
export const mostUrgentShare = trunk.P0;
const pledgeStep = 16;
// below this a shop would not even see its orders
export const leastShare = 1 / 8;

type Limit = { rule: CallRule; meter: Meter; window: WindowSlots | undefined; ceiling: number };

export function openLimits(policy: CallPolicy, clock: Clock, parts: LimitParts): Limits {
  const limits = policy.rules.map((rule, index) => openLimit(rule, index, clock, parts));
  let asked: readonly number[] = [];
  const main = limits.find((limit) => limit.window !== undefined && limit.rule.operations === undefined) ?? limits[0];
  const covering = (operation: string) => limits.filter(({ rule }) => rule.operations?.includes(operation) ?? true);
  return {
    mayGo: (operation, callClass, share) =>
      covering(operation).every(({ meter, ceiling }) => {
        // the guarantee that nothing is lost holds while a ceiling that was just halved is still full
        const [most, part] = callClass === "aged" ? [meter.capacity, trunk.P0] : [ceiling, trunk[callClass]];
        return meter.used() < Math.max(1, Math.floor(most * share * part));
      }),
    take: (operation) => {
      const tickets: { limit: Limit; ticket: number }[] = [];
      for (const limit of covering(operation)) {
        const ticket = limit.meter.take();
        if (ticket === undefined) {
          for (const taken of tickets) taken.limit.meter.put(taken.ticket, "free");
          return undefined;
        }
        tickets.push({ limit, ticket });
      }
      return { index: tickets.find(({ limit }) => limit === main && limit.window !== undefined)?.ticket ?? -1, tickets };
    },
    put: (slot, end) => {
      for (const { limit, ticket } of slot.tickets) limit.meter.put(ticket, end);
    },
    askPledges: (operation) => {
      const wanted = limits.map(({ window, rule, meter }) => {
        const pledged = window?.pledge() ?? 0;
        return rule.operations?.includes(operation) === false ? pledged : Math.min(meter.capacity, pledged + pledgeStep);
      });
      if (!limits.some(({ window }, index) => window !== undefined && (wanted[index] ?? 0) > window.pledge())) return undefined;
      asked = wanted;
      return wanted;
    },
    settlePledges: (isStored) => {
      if (isStored) for (const [index, { window }] of limits.entries()) window?.allow(asked[index] ?? 0);
      asked = [];
    },
    // a beat may leave before we hear that the lease took a higher number: it must not take that back
    trimPledges: () => limits.map(({ window }, index) => Math.max(window?.trim(pledgeStep) ?? 0, asked[index] ?? 0)),
    halve: () => {
      for (const limit of limits) limit.ceiling = Math.max(limit.meter.capacity * leastShare, Math.floor(limit.ceiling / 2));
    },
    raise: (step) => {
      for (const limit of limits) limit.ceiling = Math.min(limit.meter.capacity, limit.ceiling + step);
      return limits.every((limit) => limit.ceiling === limit.meter.capacity);
    },
    nextFreeAt: () => {
      const now = clock.monotonicMs();
      return Math.min(...limits.map(({ meter }) => meter.nextFreeAt()).filter((moment) => moment > now));
    },
    hasShared: limits.some(({ rule }) => rule.per === "app"),
    main: () => ({ used: main?.meter.used() ?? 0, ceiling: main?.ceiling ?? 1, capacity: main?.meter.capacity ?? 1 }),
    left: () => limits.map(({ window }) => window?.left() ?? []),
  };
}

function openLimit(rule: CallRule, index: number, clock: Clock, parts: LimitParts): Limit {
  const { opening } = parts;
  const own: WindowOpening = typeof opening === "string" ? opening : (opening[index] ?? "all-busy");
  const ceiling = rule.kind === "window" ? rule.calls : rule.burst;
  if (rule.per === "app") return { rule, meter: parts.shared(rule), window: undefined, ceiling };
  if (rule.kind === "bucket") return { rule, meter: openBucket(rule, clock, own === "all-free"), window: undefined, ceiling };
  // an owner of whom nothing is known may sleep with calls in hand like any other
  const window = openWindow(rule, clock, own === "all-busy" ? { pledged: rule.calls } : own);
  return { rule, meter: window, window, ceiling };
}
