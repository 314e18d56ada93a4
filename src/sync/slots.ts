import type { Clock } from "../ports/clock.ts";

/** What a platform tolerates from one shop, as data (shop.call_policy). */
export type CallPolicy = { cap: number; windowMs: number };

type SlotState = { state: "free" } | { state: "in-flight" } | { state: "cooling"; until: number };

// reliability: drift of 500 ppm over a minute is 30 ms; the rest is margin for edges
const epsilonMs = 250;
// a request that got no answer may still reach the platform from a buffer this long after its deadline
const graceMs = 15_000;

/** How the slots of a shop stand at the start: as a clean hand-over left them, all just used, or never used. */
export type Opening = readonly number[] | "all-busy" | "all-free";

/** The slots of one shop and what each may do next. Time is the monotonic clock's. */
export type Slots = {
  /** Takes a free slot, which is then in flight; -1 when there is none. */
  take(): number;
  put(index: number, how: "cool" | "cool-long" | "free"): void;
  used(): number;
  inFlight(): number;
  /** When the next slot becomes free by time alone; infinity when none cools. */
  nextFreeAt(): number;
  /** Remaining cooling per slot in ms; 0 = free, -1 = in flight. */
  left(): number[];
};

export function openSlots(policy: CallPolicy, clock: Clock, opening: Opening): Slots {
  const coolMs = policy.windowMs + epsilonMs;
  const started = clock.monotonicMs();
  const slots: SlotState[] = Array.from({ length: policy.cap }, (_, index): SlotState => {
    const left = opening === "all-busy" ? coolMs : opening === "all-free" ? 0 : (opening[index] ?? coolMs);
    // what was in flight at the hand-over is treated as abandoned
    return left === 0 ? { state: "free" } : { state: "cooling", until: started + (left < 0 ? coolMs + graceMs : left) };
  });
  const settle = (): void => {
    const now = clock.monotonicMs();
    for (const [index, slot] of slots.entries()) {
      if (slot.state === "cooling" && slot.until <= now) slots[index] = { state: "free" };
    }
  };
  const count = (state: SlotState["state"]) => slots.filter((slot) => slot.state === state).length;
  return {
    take: () => {
      settle();
      const index = slots.findIndex((slot) => slot.state === "free");
      if (index !== -1) slots[index] = { state: "in-flight" };
      return index;
    },
    put: (index, how) => {
      if (slots[index]?.state !== "in-flight") throw new Error("slot is not in flight");
      const until = clock.monotonicMs() + coolMs + (how === "cool-long" ? graceMs : 0);
      slots[index] = how === "free" ? { state: "free" } : { state: "cooling", until };
    },
    used: () => {
      settle();
      return policy.cap - count("free");
    },
    inFlight: () => count("in-flight"),
    nextFreeAt: () => Math.min(...slots.map((slot) => (slot.state === "cooling" ? slot.until : Number.POSITIVE_INFINITY))),
    left: () => {
      settle();
      const now = clock.monotonicMs();
      return slots.map((slot) => (slot.state === "free" ? 0 : slot.state === "in-flight" ? -1 : Math.ceil(slot.until - now)));
    },
  };
}
