/** Time as a simulator sees it. In the sandbox it is the machine's clock plus an offset that the control port may set; in the simulated world it is virtual. */
export type SimClock = {
  /** Milliseconds since the Unix epoch. */
  nowMs(): number;
  /** Resolves after `ms` of this clock's time. */
  sleep(ms: number): Promise<void>;
};

export type AdjustableClock = SimClock & { setOffsetMs(ms: number): void };

/** The machine's clock with an adjustable offset. */
export function machineClock(): AdjustableClock {
  let offsetMs = 0;
  return {
    nowMs: () => Date.now() + offsetMs,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    setOffsetMs: (ms) => {
      offsetMs = ms;
    },
  };
}
