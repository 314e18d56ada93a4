import type { Clock } from "../ports/clock.ts";

const burstMax = 10;
// the least that an order needs in a row: it is found, and its recipient read
const burstMin = 2;

/**
 * Smooths what the cap would allow at once: up to ten calls in a row, then evenly spaced, and silence while the platform asks for it. Of a
 * cap that may be used in part only, the row is shorter and the spaces wider by as much: a handful of calls that went at once would leave
 * the shop blind for the rest of the window.
 */
export type Pacing = {
  /** Whether a call may leave now. */
  mayPass(): boolean;
  /** A call leaves. */
  pass(): void;
  pauseUntil(monotonicMs: number): void;
  pausedMs(): number;
  /** When the next call may leave at the earliest; a moment that has long passed when it may leave now. */
  nextAt(): number;
};

/** `window`: how many calls all of the cap allows in how many ms; `part`: how much of it may be used just now, 0 to 1. */
export function openPacing(window: { calls: number; windowMs: number }, part: () => number, clock: Clock): Pacing {
  const spacing = (): number => window.windowMs / (window.calls * part());
  const burst = (): number => Math.max(burstMin, burstMax * part());
  let turns = burstMax;
  let refilledAt = clock.monotonicMs();
  let pausedUntil = Number.NEGATIVE_INFINITY;
  const refill = (): number => {
    const now = clock.monotonicMs();
    turns = Math.min(burst(), turns + (now - refilledAt) / spacing());
    refilledAt = now;
    return now;
  };
  return {
    mayPass: () => refill() >= pausedUntil && turns >= 1,
    pass: () => {
      turns -= 1;
    },
    pauseUntil: (until) => {
      pausedUntil = Math.max(pausedUntil, until);
    },
    pausedMs: () => Math.max(0, Math.round(pausedUntil - clock.monotonicMs())),
    nextAt: () => {
      const now = refill();
      // later than now, however little is missing: whoever waits for a moment that has come would wait for a slot instead
      return Math.max(pausedUntil, turns < 1 ? now + Math.max(1, (1 - turns) * spacing()) : Number.NEGATIVE_INFINITY);
    },
  };
}
