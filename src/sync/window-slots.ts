import type { WindowRule } from "../domain/shops/call-policy.ts";
import type { Clock } from "../ports/clock.ts";
import { graceMs, type Meter } from "./meter.ts";

type SlotState = { state: "free" } | { state: "in-flight" } | { state: "cooling"; until: number };

// reliability: drift of 500 ppm over a minute is 30 ms; the rest is margin for edges
const epsilonMs = 250;
/** At most this many calls of one shop are in flight at once: as many may have left a process that was killed or put to sleep. */
export const maxInFlight = 8;
// a process that sleeps may wake and send what it had in hand; nothing of ours sleeps longer than this and lives on
const slowReapMs = 10 * 60_000;

/** How the slots stand at the start. `left`: as a clean hand-over left them, the wait of each in ms. `pledged`: the last owner died and had used none beyond this number. */
export type WindowOpening = { left: readonly number[] } | { pledged: number } | "all-busy" | "all-free";

/**
 * The slots of one sliding window. Slot n is used only when no lower one is free, and only below `pledge`, a number that the lease
 * holds durably: so an heir knows which slots a dead owner cannot have touched.
 */
export type WindowSlots = Meter & {
  inFlight(): number;
  pledge(): number;
  /** The lease now holds this number. */
  allow(pledge: number): void;
  /** Lowers the pledge to what is in use and some room above; returns it. To be stored afterwards. */
  trim(room: number): number;
  /** Remaining wait per slot in ms; 0 = free, -1 = in flight. */
  left(): number[];
};

export function openWindow(rule: WindowRule, clock: Clock, opening: WindowOpening): WindowSlots {
  const coolMs = rule.windowMs + epsilonMs;
  const slots = openSlots(rule, clock, opening, coolMs);
  let pledge = firstPledge(rule, opening);
  const settle = (): number => {
    const now = clock.monotonicMs();
    for (const [index, slot] of slots.entries()) {
      if (slot.state === "cooling" && slot.until <= now) slots[index] = { state: "free" };
    }
    return now;
  };
  const count = (state: SlotState["state"]) => slots.reduce((sum, slot) => sum + (slot.state === state ? 1 : 0), 0);
  return {
    capacity: rule.calls,
    take: () => {
      settle();
      const index = slots.findIndex((slot) => slot.state === "free");
      if (index === -1 || index >= pledge) return undefined;
      slots[index] = { state: "in-flight" };
      return index;
    },
    put: (index, end) => {
      if (slots[index]?.state !== "in-flight") throw new Error("slot is not in flight");
      const until = clock.monotonicMs() + coolMs + (end === "cool-long" ? graceMs : 0);
      slots[index] = end === "free" ? { state: "free" } : { state: "cooling", until };
    },
    used: () => {
      settle();
      return rule.calls - count("free");
    },
    inFlight: () => count("in-flight"),
    nextFreeAt: () => {
      settle();
      return slots.reduce((next, slot) => (slot.state === "cooling" && slot.until < next ? slot.until : next), Number.POSITIVE_INFINITY);
    },
    pledge: () => pledge,
    allow: (wanted) => {
      pledge = wanted;
    },
    trim: (room) => {
      settle();
      const busy = slots.findLastIndex((slot) => slot.state !== "free") + 1;
      pledge = Math.min(pledge, busy + room);
      return pledge;
    },
    left: () => {
      const now = settle();
      return slots.map((slot) => (slot.state === "free" ? 0 : slot.state === "in-flight" ? -1 : Math.ceil(slot.until - now)));
    },
  };
}

/** What the lease is known to hold at the start: a clean hand-over stored at least what was busy. */
function firstPledge({ calls }: WindowRule, opening: WindowOpening): number {
  if (opening === "all-free") return 0;
  if (opening === "all-busy") return calls;
  return Math.min(calls, "left" in opening ? opening.left.findLastIndex((wait) => wait !== 0) + 1 : opening.pledged);
}

function openSlots(rule: WindowRule, clock: Clock, opening: WindowOpening, coolMs: number): SlotState[] {
  const started = clock.monotonicMs();
  const waitOf = (index: number): number => {
    if (opening === "all-free") return 0;
    if (opening === "all-busy") return coolMs;
    if ("left" in opening) {
      const left = opening.left[index] ?? coolMs;
      // what was in flight at the hand-over is treated as abandoned
      return left < 0 ? coolMs + graceMs : left;
    }
    if (index >= opening.pledged) return 0;
    // beside those in flight, some may have been given up a moment ago
    return index < maxInFlight ? slowReapMs + coolMs : coolMs + graceMs;
  };
  return Array.from({ length: rule.calls }, (_, index): SlotState => {
    const wait = waitOf(index);
    return wait === 0 ? { state: "free" } : { state: "cooling", until: started + wait };
  });
}
