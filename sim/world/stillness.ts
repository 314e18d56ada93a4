import { setImmediate as nextTurn } from "node:timers/promises";

/** Counts what moves outside of virtual time: statements at the database and simulators at work. */
export type Stillness = {
  /** Work of the machine has begun; call the result once when it has ended. */
  begin(): () => void;
  /** Lets one piece of work at a time in, in the order of asking. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  /** Resolves when nothing moves any more. */
  rest(): Promise<void>;
  /** Something went wrong outside every fibre's reach: `rest` throws it. */
  fail(error: unknown): void;
};

/**
 * All statements of the world pass one by one through `alone`, whichever process and pool they belong to: two backends that work at once
 * would finish in the machine's order, not in the seed's.
 */
export function openStillness(): Stillness {
  let moving = 0;
  let failure: { error: unknown } | undefined;
  let tail: Promise<unknown> = Promise.resolve();
  let wake: (() => void) | undefined;

  const end = (): void => {
    moving -= 1;
    if (moving === 0) wake?.();
  };
  const begin = (): (() => void) => {
    moving += 1;
    return end;
  };
  return {
    begin,
    alone: async (work) => {
      const done = begin();
      const turn = tail.then(work);
      tail = turn.catch(() => {});
      try {
        return await turn;
      } finally {
        done();
      }
    },
    rest: async () => {
      for (;;) {
        // one turn of the event loop lets every promise that is ready run, and what it starts begins to move
        await nextTurn();
        if (failure !== undefined) throw failure.error;
        if (moving === 0) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        wake = undefined;
      }
    },
    fail: (error) => {
      failure ??= { error };
      wake?.();
    },
  };
}
