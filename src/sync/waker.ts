import type { Clock } from "../ports/clock.ts";

/** One alarm that is set again and again; only the last setting counts. */
export type Waker = { in(ms: number): void; close(): void };

export function openWaker(clock: Clock, wake: () => void): Waker {
  let timer: AbortController | undefined;
  let isClosed = false;
  return {
    in: (ms) => {
      timer?.abort("set anew");
      if (isClosed) return;
      const mine = new AbortController();
      timer = mine;
      void clock.sleep(Math.max(1, ms), mine.signal).then(() => {
        if (!mine.signal.aborted) wake();
      });
    },
    close: () => {
      isClosed = true;
      timer?.abort("closed");
    },
  };
}
