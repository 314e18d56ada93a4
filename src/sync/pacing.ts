import type { Clock } from "../ports/clock.ts";

const burst = 10;

/** Smooths what the cap would allow at once: up to ten calls in a row, then evenly spaced, and silence while the platform asks for it. */
export type Pacing = {
  /** Whether a call may leave now; takes its turn when it may. */
  pass(): boolean;
  pauseUntil(monotonicMs: number): void;
  /** When the next call may leave at the earliest. */
  nextAt(): number;
};

export function openPacing(spacingMs: number, clock: Clock): Pacing {
  let turns = burst;
  let refilledAt = clock.monotonicMs();
  let pausedUntil = 0;
  const refill = (now: number): void => {
    turns = Math.min(burst, turns + (now - refilledAt) / spacingMs);
    refilledAt = now;
  };
  return {
    pass: () => {
      const now = clock.monotonicMs();
      refill(now);
      if (now < pausedUntil || turns < 1) return false;
      turns -= 1;
      return true;
    },
    pauseUntil: (until) => {
      pausedUntil = Math.max(pausedUntil, until);
    },
    nextAt: () => {
      const now = clock.monotonicMs();
      refill(now);
      return Math.max(pausedUntil, turns < 1 ? now + (1 - turns) * spacingMs : now);
    },
  };
}
