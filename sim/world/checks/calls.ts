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
  return [...look.callsMs].flatMap(([shop, moments]) => checkWindow(look, shop, moments));
}

/** The same, counting only windows that hold a call since the last look. Moments come in order, as time goes on. */
export function openCallCheck(): (look: Look) => Violation[] {
  const counted = new Map<string, number>();
  return (look) =>
    [...look.callsMs].flatMap(([shop, moments]) => {
      let from = counted.get(shop) ?? 0;
      counted.set(shop, moments.length);
      const firstMs = moments[from];
      if (firstMs === undefined) return [];
      while (from > 0 && (moments[from - 1] ?? 0) > firstMs - look.cap.windowMs) from -= 1;
      return checkWindow(look, shop, moments.slice(from));
    });
}

function checkWindow(look: Look, shop: string, moments: readonly number[]): Violation[] {
  const worst = fullestWindow(moments, look.cap.windowMs);
  if (worst.calls <= look.cap.calls) return [];
  return [violation(look, "I5", `${worst.calls} calls of shop ${shop} in the window from ${new Date(worst.fromMs).toISOString()}`)];
}
