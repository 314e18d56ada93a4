/** How a call ended for a meter: answered, no answer by the deadline, or nothing was sent. */
export type CallEnd = "cool" | "cool-long" | "free";

/** Counts calls against one limit, from before the first byte until the platform can no longer count them. Time is the monotonic clock's. */
export type Meter = {
  readonly capacity: number;
  /** In flight or still counted by the platform. */
  used(): number;
  /** Takes one and returns its ticket; undefined when none is free. */
  take(): number | undefined;
  put(ticket: number, end: CallEnd): void;
  /** When the next one becomes free by time alone; infinity when only an answer can free one. */
  nextFreeAt(): number;
};

/** A request that got no answer may still reach the platform from a buffer this long after its deadline. */
export const graceMs = 15_000;
