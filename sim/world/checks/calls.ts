import { type Look, type Violation, violation } from "./look.ts";

/** The most calls in any half-open window of that length, and when the fullest one begins. */
export function fullestWindow(momentsMs: readonly number[], windowMs: number): { calls: number; fromMs: number } {
  const sorted = momentsMs.toSorted((left, right) => left - right);
  let worst = { calls: 0, fromMs: 0 };
  let end = 0;
  for (const [start, fromMs] of sorted.entries()) {
    while (end < sorted.length && (sorted[end] ?? 0) < fromMs + windowMs) end += 1;
    if (end - start > worst.calls) worst = { calls: end - start, fromMs };
  }
  return worst;
}

/** I5: no shop's calls ever reach the platform more often than its rule allows. */
export function checkCalls(look: Look): Violation[] {
  return [...look.callsMs].flatMap(([shop, moments]) => {
    const worst = fullestWindow(moments, look.cap.windowMs);
    if (worst.calls <= look.cap.calls) return [];
    return [violation(look, "I5", `${worst.calls} calls of shop ${shop} in the window from ${new Date(worst.fromMs).toISOString()}`)];
  });
}
