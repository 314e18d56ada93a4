import type { CallRecord } from "../evidence.ts";
import { type Look, type Violation, violation } from "./look.ts";

/** A request as the wire saw it. */
export type Send = {
  process: string;
  operation: string;
  body: string;
  leftAtMs: number;
  /** Until when its answer asked the sender to be silent. */
  quietUntilMs: number | undefined;
  /** When its answer, or the want of one, reached a living sender. */
  endedAtMs: number | undefined;
  /** When it reached the other side. */
  arrivedAtMs: number | undefined;
  /** When its sender was killed. */
  killedAtMs: number | undefined;
};

const keyOf = (call: { operation: string; endedAtMs: number | undefined }): string => `${call.operation} at ${call.endedAtMs}`;
/** So long a call may wait in memory: a second, and a few tries when the database is away. */
const flushMaxMs = 60_000;

/**
 * O5: what went over the wire is what stands on record, call by call. A call that ended shortly before its process was killed may be missing;
 * `excused` processes said themselves that they could not save theirs.
 */
export function checkRecords(
  look: Pick<Look, "nowMs">,
  sends: readonly Send[],
  records: readonly CallRecord[],
  excused: ReadonlySet<string>,
): Violation[] {
  const onRecord = countBy(records.map(keyOf));
  const onWire = countBy(sends.filter((send) => send.endedAtMs !== undefined).map(keyOf));
  const found: Violation[] = [];
  for (const [key, count] of onRecord) {
    const made = onWire.get(key) ?? 0;
    if (count > made) found.push(violation(look, "O5", `${key}: ${count} on record, ${made} on the wire`));
  }
  const owed = sends.filter(
    (send) =>
      send.endedAtMs !== undefined &&
      !excused.has(send.process) &&
      send.endedAtMs + flushMaxMs < (send.killedAtMs ?? look.nowMs + flushMaxMs / 2),
  );
  for (const [key, count] of countBy(owed.map(keyOf))) {
    const kept = onRecord.get(key) ?? 0;
    if (kept < count) found.push(violation(look, "O5", `${key}: ${count} on the wire, ${kept} on record`));
  }
  return found.slice(0, 5);
}

/**
 * I5 at its root: a slot never serves two requests that reach the platform within one window. Holds or fails long before a shop is so busy
 * that the platform would notice.
 */
export function checkSlots(
  look: Pick<Look, "nowMs" | "cap">,
  sends: readonly Send[],
  records: readonly CallRecord[],
  platform: string,
): Violation[] {
  const arrivals = new Map(sends.flatMap((send) => (send.arrivedAtMs === undefined ? [] : [[keyOf(send), send.arrivedAtMs] as const])));
  // two calls of one kind that ended in the same millisecond cannot be told apart: one may have arrived and the other not
  for (const [key, count] of countBy(sends.map(keyOf))) if (count > 1) arrivals.delete(key);
  const calls = records.filter((call) => call.party === platform);
  const found: Violation[] = [];
  const unslotted = calls.find((call) => call.slot === null);
  if (unslotted !== undefined) found.push(violation(look, "I5", `${keyOf(unslotted)} took no slot`));
  for (const [slot, uses] of Map.groupBy(calls, (call) => `${call.shopId} slot ${call.slot}`)) {
    const moments = uses.flatMap((call) => arrivals.get(keyOf(call)) ?? []).toSorted((left, right) => left - right);
    const gaps = moments.slice(1).map((moment, index) => moment - (moments[index] ?? 0));
    const least = Math.min(...gaps);
    if (least < look.cap.windowMs) found.push(violation(look, "I5", `shop ${slot}: two arrivals ${least} ms apart`));
  }
  return found.slice(0, 5);
}

function countBy(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
