/** The value below which `share` of the figures lie (nearest rank). Throws on an empty list. */
export function percentile(figures: readonly number[], share: number): number {
  const sorted = figures.toSorted((left, right) => left - right);
  const found = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
  if (found === undefined) throw new Error("no figures");
  return found;
}

export function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
