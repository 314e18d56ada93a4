import type { Instant } from "../../kernel/instant.ts";
import type { MissCause, ReconciliationKind } from "../../kernel/vocabulary/sync.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** How far back a sweep looks, and how long after the last one began the next is due. */
export const sweepPlans: Record<ReconciliationKind, { lookBackMs: number; everyMs: number }> = {
  recent: { lookBackMs: 2 * hourMs, everyMs: 10 * minuteMs },
  nightly: { lookBackMs: 30 * dayMs, everyMs: 20 * hourMs },
  weekly: { lookBackMs: 90 * dayMs, everyMs: 7 * dayMs },
};

const night = { fromHour: 2, toHour: 6 };
// a shop whose worker slept at night is compared by day
const nightlyAtLatestMs = 26 * hourMs;

/** Whether a sweep should begin now. `hour`: of the shop's day. The long ones keep to the night, when the budget has room. */
export function isSweepDue(kind: ReconciliationKind, last: Instant | undefined, now: Instant, hour: number): boolean {
  const since = last === undefined ? Number.POSITIVE_INFINITY : now - last;
  if (since < sweepPlans[kind].everyMs) return false;
  if (kind === "recent") return true;
  const isNight = hour >= night.fromHour && hour < night.toHour;
  return isNight || since >= Math.max(nightlyAtLatestMs, sweepPlans[kind].everyMs + hourMs);
}

/** What is known of an order that the stream had not brought. Times by the platform's clock, except the failure's. */
export type Miss = {
  updatedAt: Instant | null;
  isQuarantined: boolean;
  /** The stream's cursor when the sweep began; null: it had read nothing yet. */
  cursor: Instant | null;
  lastFailureAt: Instant | null;
};

// the stream looks five minutes back, some seconds from now
const overlapMs = 4 * minuteMs;

/** Whether the stream could still bring it by itself: its next look covers the time. */
export function isStillAhead(miss: Pick<Miss, "updatedAt" | "cursor">): boolean {
  return miss.cursor === null || miss.updatedAt === null || miss.updatedAt >= miss.cursor - overlapMs;
}

/** Why the stream had not brought an order that the platform had changed at that time. */
export function explainMiss(miss: Miss): MissCause {
  if (miss.isQuarantined) return "quarantined";
  if (miss.updatedAt === null) return "unexplained";
  if (miss.lastFailureAt !== null && miss.lastFailureAt >= miss.updatedAt && miss.lastFailureAt - miss.updatedAt < hourMs)
    return "stream-down";
  // the cursor has passed its time, so it was not there, or was on another page, when that time was read
  if (miss.cursor !== null && miss.updatedAt < miss.cursor - overlapMs) return "late-visible";
  return "unexplained";
}
