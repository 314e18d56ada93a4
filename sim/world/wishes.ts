import type { Evidence } from "./evidence.ts";
import { quantileOf } from "./quantile.ts";

/** When buyers asked to cancel, by the world's clock. */
export type Wishes = { note(platformOrderId: string, atMs: number): void; list(): readonly Wish[] };
type Wish = { platformOrderId: string; atMs: number };

export function openWishes(): Wishes {
  const wishes: Wish[] = [];
  return { note: (platformOrderId, atMs) => void wishes.push({ platformOrderId, atMs }), list: () => wishes };
}

/** How long after a buyer's wish its package was stopped, in ms. Wishes of packages that had left, or that were taken back at once, stop nothing. */
export function delaysOf(wishes: Wishes, stops: Evidence["stops"]): { asked: number; seen: number; p50: number; p95: number; max: number } {
  const byOrder = Map.groupBy(stops, (stop) => stop.platformOrderId);
  const asked = wishes.list();
  const delays = asked.flatMap(({ platformOrderId, atMs }, index) => {
    const nextMs = asked.slice(index + 1).find((one) => one.platformOrderId === platformOrderId)?.atMs ?? Number.POSITIVE_INFINITY;
    const stop = (byOrder.get(platformOrderId) ?? []).find((one) => one.atMs >= atMs && one.atMs < nextMs);
    return stop === undefined ? [] : [stop.atMs - atMs];
  });
  const [p50, p95, max] = [quantileOf(delays, 0.5), quantileOf(delays, 0.95), quantileOf(delays, 1)];
  return { asked: asked.length, seen: delays.length, p50, p95, max };
}
