import type { Instant } from "../../kernel/instant.ts";

/** A doubtful write is repeated only when the other side has shown this often, this far apart, that it did not happen. */
const readsWanted = 2;
const settleMs = 10_000;

export type Absence = { reads: number; since: Instant | null };

/** Counts another read that showed no effect. `proven`: it may be sent again. A read that shows the effect ends the doubt elsewhere. */
export function countAbsence(before: Absence, at: Instant): { absence: Absence; proven: boolean } {
  const since = before.since ?? at;
  const reads = before.reads + 1;
  return { absence: { reads, since }, proven: reads >= readsWanted && at - since >= settleMs };
}

/** Pause before try n + 1 (n ≥ 1): doubling from `firstMs` to `lastMs`, with up to 20 % of jitter from `fraction` in [0, 1). */
export function backOffMs(attempt: number, firstMs: number, lastMs: number, fraction: number): number {
  return Math.round(Math.min(lastMs, firstMs * 2 ** Math.min(20, attempt - 1)) * (1 + 0.2 * fraction));
}
