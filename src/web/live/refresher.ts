/** Runs `work` at once when asked, but never twice within `minGapMs` nor twice at the same time; what was asked meanwhile follows once. */
export function createRefresher(work: () => Promise<unknown>, minGapMs: number): { ask(): void; stop(): void } {
  let busy = false;
  let asked = false;
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const start = () => {
    busy = true;
    asked = false;
    const gap = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, minGapMs);
    });
    // a failed read shows itself where its data is shown
    void Promise.allSettled([work(), gap]).then(() => {
      busy = false;
      if (asked && !stopped) start();
    });
  };
  return {
    ask: () => {
      if (stopped) return;
      if (busy) asked = true;
      else start();
    },
    stop: () => {
      stopped = true;
      if (timer !== undefined) clearTimeout(timer);
    },
  };
}
