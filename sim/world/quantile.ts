/** The value that this part (0 to 1) of the figures does not exceed, by nearest rank; 0 of none. */
export function quantileOf(figures: readonly number[], part: number): number {
  const inOrder = figures.toSorted((left, right) => left - right);
  return inOrder[Math.max(0, Math.ceil(part * inOrder.length) - 1)] ?? 0;
}
