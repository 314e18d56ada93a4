/** One call as it was answered. `code` is the envelope's, "0" for success; a tracking call has none. */
export type LoggedCall = { atMs: number; userId: string; method: string; code: string };

const maxKept = 10_000;

export type CallLog = ReturnType<typeof createCallLog>;

/** The calls that came in: counts of all, and the last ten thousand one by one. */
export function createCallLog() {
  let kept: LoggedCall[] = [];
  const counts = new Map<string, { calls: number; refused: number }>();
  return {
    add(call: LoggedCall): void {
      kept.push(call);
      // halved rather than shifted, so that a long simulation does not move ten thousand entries per call
      if (kept.length > 2 * maxKept) kept = kept.slice(-maxKept);
      const count = counts.get(call.method) ?? { calls: 0, refused: 0 };
      count.calls += 1;
      if (call.code !== "0" && call.code !== "") count.refused += 1;
      counts.set(call.method, count);
    },
    arrivals: (): LoggedCall[] => kept.slice(-maxKept),
    counts: (): Record<string, { calls: number; refused: number }> => Object.fromEntries(counts),
    clear(): void {
      kept = [];
      counts.clear();
    },
  };
}
