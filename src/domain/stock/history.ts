import type { Instant } from "../../kernel/instant.ts";

/** What there was at the end of a local day, `YYYY-MM-DD`; of the present day: what there is now. */
export type DayPoint = { day: string; onHand: number; available: number };

type Change = { day: string; on_hand: number; available: number };

const dayMs = 24 * 3_600_000;

/** The last days' figures, oldest first, walked back from those of now by what each day changed. */
export function walkBack(
  present: { onHand: number; available: number },
  changes: readonly Change[],
  span: { now: Instant; days: number; timeZone: string },
): DayPoint[] {
  const byDay = new Map(changes.map((change) => [change.day, change]));
  const points: DayPoint[] = [];
  let { onHand, available } = present;
  for (const day of lastDays(span)) {
    points.unshift({ day, onHand, available });
    const change = byDay.get(day);
    onHand -= change?.on_hand ?? 0;
    available -= change?.available ?? 0;
  }
  return points;
}

/** The present local day and those before it. Dates are counted in UTC, where every day has 24 hours. */
function lastDays({ now, days, timeZone }: { now: Instant; days: number; timeZone: string }): string[] {
  const today = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }).format(now);
  const midnight = Date.parse(`${today}T00:00:00Z`);
  return Array.from({ length: days }, (_, back) => new Date(midnight - back * dayMs).toISOString().slice(0, 10));
}
