const burst = 2;

/**
 * Runs `work` when asked: at once where it can, never twice at the same time, and in the long run not more often than every `refillMs`
 * (two may follow each other closely, so that a lone second change is as quick as the first). What was asked meanwhile follows once.
 */
export function createRefresher(work: () => Promise<unknown>, refillMs: number): { ask(): void; stop(): void } {
  let allowed = burst;
  let isBusy = false;
  let isAsked = false;
  let isStopped = false;
  const timers = new Set<ReturnType<typeof setTimeout>>();
  const tryStart = () => {
    if (!isAsked || isBusy || isStopped || allowed === 0) return;
    isAsked = false;
    isBusy = true;
    allowed -= 1;
    const timer = setTimeout(
      () => {
        timers.delete(timer);
        allowed += 1;
        tryStart();
      },
      refillMs * (burst - allowed),
    );
    timers.add(timer);
    // a failed read shows itself where its data is shown
    void Promise.allSettled([work()]).then(() => {
      isBusy = false;
      tryStart();
    });
  };
  return {
    ask: () => {
      isAsked = true;
      tryStart();
    },
    stop: () => {
      isStopped = true;
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
