import type { App } from "../app/app.ts";
import type { DueKind } from "../db/due.ts";

/** The pause of a loop that has nothing left to do: until something of its kind is due. It looks by itself even when nobody wakes it. */
export const untilDue = 60_000;

/** Where loops wait until work of their kind is due. A loop per kind. */
export type DueBoard = {
  /** Wakes the loops that wait for these kinds; one that is at work looks for itself when it comes back. */
  post(kinds: readonly DueKind[]): void;
  /** Sleeps that long; of `untilDue` only until the kind is posted. */
  wait(kind: DueKind, ms: number): Promise<void>;
};

export function openDueBoard(app: Pick<App, "clock">, stop: AbortSignal): DueBoard {
  const waiting = new Map<DueKind, AbortController>();
  stop.addEventListener("abort", () => waiting.forEach((round) => void round.abort("stop")), { once: true });
  return {
    post: (kinds) => {
      for (const kind of kinds) waiting.get(kind)?.abort("due");
    },
    wait: async (kind, ms) => {
      if (ms < untilDue || stop.aborted) return await app.clock.sleep(ms, stop);
      const round = new AbortController();
      waiting.set(kind, round);
      await app.clock.sleep(ms, round.signal);
      waiting.delete(kind);
    },
  };
}
