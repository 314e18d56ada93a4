import type { Clock } from "../ports/clock.ts";
import type { Limits } from "./limits.ts";

/** What a budget learns from refusals. */
export type Recovery = {
  /** The platform refused a call as one too many. */
  refused(): void;
  /** Gives back what clean minutes have earned. */
  settle(): void;
};

const minuteMs = 60_000;

/**
 * Halves on a refusal, once a window: several of one window are one sign of being too fast. After a clean minute one call comes back, after the
 * next two, then four: a limit that stays quiet was a passing one.
 */
export function openRecovery(limits: Pick<Limits, "halve" | "raise">, clock: Clock, windowMs: number): Recovery {
  let cleanSince = clock.monotonicMs();
  let halvedAt = Number.NEGATIVE_INFINITY;
  let isShort = false;
  let step = 1;
  return {
    refused: () => {
      const now = clock.monotonicMs();
      cleanSince = now;
      step = 1;
      if (now - halvedAt < windowMs) return;
      halvedAt = now;
      isShort = true;
      limits.halve();
    },
    settle: () => {
      for (const now = clock.monotonicMs(); isShort && now - cleanSince >= minuteMs; cleanSince += minuteMs) {
        isShort = !limits.raise(step);
        step *= 2;
      }
    },
  };
}
