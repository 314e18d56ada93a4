import type { Clock } from "../ports/clock.ts";

/** How often a stream is worth a look. `weight`: how much a delay of its news matters; periods in ms. */
export type Rhythm = { weight: number; leastMs: number; mostMs: number };

export type Cadence = {
  /** A look brought this much news. */
  note(news: number): void;
  /** How long to wait until the next look. `stretch` ≥ 1: slower by as much, because the budget is short; never beyond `mostMs`. */
  periodMs(stretch: number): number;
};

// a stream with news at least this often is looked at as often as it may be
const busyMs = 10 * 60_000;
const memoryMs = 30 * 60_000;

/**
 * Looks in proportion to √(weight × rate of news): of all ways to spend a number of calls this gives the youngest news on average. The
 * rate is a fading count, and never taken for less than one in the time since the last news.
 */
export function openCadence(clock: Clock, rhythm: Rhythm): Cadence {
  const started = clock.monotonicMs();
  let fading = memoryMs / busyMs;
  let notedAt = started;
  let newsAt = started;
  const fade = (): number => {
    const now = clock.monotonicMs();
    fading *= Math.exp(-(now - notedAt) / memoryMs);
    notedAt = now;
    return now;
  };
  return {
    note: (news) => {
      const now = fade();
      fading += news;
      if (news > 0) newsAt = now;
    },
    periodMs: (stretch) => {
      const now = fade();
      const perMs = Math.max(fading / memoryMs, 1 / (now - newsAt + busyMs));
      const wanted = rhythm.leastMs * Math.sqrt(1 / Math.min(1, rhythm.weight * perMs * busyMs));
      return Math.round(Math.min(rhythm.mostMs, Math.max(rhythm.leastMs, wanted) * stretch));
    },
  };
}

/** Share of the ceiling that stays for looking, whatever else waits. */
export const looksShare = 0.25;
const allShare = 0.75;

/**
 * By how much looking must slow down so that it leaves room for the work that news brings. In calls per window: `wanted` looks, `work` done
 * beside them, and the `ceiling`. A quarter of the ceiling stays for looking, and no more than that while work waits for its turn.
 */
export function stretchOf(wanted: number, work: number, ceiling: number, isWorkWaiting: boolean): number {
  const least = ceiling * looksShare;
  const room = isWorkWaiting ? least : Math.max(least, ceiling * allShare - work);
  return Math.max(1, wanted / room);
}
