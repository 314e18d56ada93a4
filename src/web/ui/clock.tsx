import { createContext, useContext, useEffect, useState } from "react";
import { type Instant, instantFromMs } from "../../kernel/instant.ts";

export type Clock = { now(): Instant };

export const ClockContext = createContext<Clock>({
  now: () => {
    throw new Error("no clock");
  },
});

export function useClock(): Clock {
  return useContext(ClockContext);
}

/** The time, cut to whole steps and kept up: a minute's step re-renders once a minute. */
export function useNow(stepMs: number): Instant {
  const clock = useClock();
  const [now, setNow] = useState(() => cut(clock.now(), stepMs));
  useEffect(() => {
    const timer = setInterval(() => setNow(cut(clock.now(), stepMs)), Math.min(stepMs, 1_000));
    return () => clearInterval(timer);
  }, [clock, stepMs]);
  return now;
}

function cut(now: Instant, stepMs: number): Instant {
  return instantFromMs(Math.floor(now / stepMs) * stepMs);
}
