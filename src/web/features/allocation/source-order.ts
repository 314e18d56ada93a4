/** The warehouses with one of them a place earlier (-1) or later (1); at either end they stay as they are. */
export function movedSource(sources: readonly string[], at: number, by: 1 | -1): string[] {
  const [one, other] = [sources[at], sources[at + by]];
  if (one === undefined || other === undefined) return [...sources];
  return sources.with(at, other).with(at + by, one);
}
