import type { Instant } from "../kernel/instant.ts";

/** The only source of time. Deadlines and leases use `monotonicMs`; what people and platforms see uses `now`. */
export type Clock = {
  now(): Instant;
  /** Milliseconds since an arbitrary point; never goes back, not comparable between processes. */
  monotonicMs(): number;
  /** Resolves after `ms` (≥ 0) or as soon as `signal` aborts, whichever is first; never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
};
