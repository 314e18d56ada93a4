import type { Clock } from "../ports/clock.ts";

const burst = 10;

/** Smooths what the cap would allow at once: up to ten calls in a row, then evenly spaced, and silence while the platform asks for it. */
export type Pacing = {
  /** Whether a call may leave now. */
  mayPass(): boolean;
  /** A call leaves. */
  pass(): void;
  pauseUntil(monotonicMs: number): void;
  pausedMs(): number;
  /** When the next call may leave at the earliest. */
  nextAt(): number;
};

export function openPacing(spacingMs: number, clock: Clock): Pacing {
  let turns = burst;
  let refilledAt = clock.monotonicMs();
  let pausedUntil = Number.NEGATIVE_INFINITY;
  const refill = (): number => {
    const now = clock.monotonicMs();
    turns = Math.min(burst, turns + (now - refilledAt) / spacingMs);
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
      return Math.max(pausedUntil, turns < 1 ? now + (1 - turns) * spacingMs : now);
    },
  };
}
