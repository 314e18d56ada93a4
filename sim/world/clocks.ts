import { AsyncLocalStorage } from "node:async_hooks";
import { instantFromMs } from "../../src/kernel/instant.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { SimClock } from "../kernel/clock.ts";
import type { Faults } from "./faults.ts";
import type { Life } from "./life.ts";
import { type Scheduler, theWorld } from "./scheduler.ts";
import type { Stillness } from "./stillness.ts";

/** The clock of one process: virtual time with this process's error; its monotonic part counts from the process's own start. */
export function clockOf(scheduler: Scheduler, life: Life, faults: Pick<Faults, "drawLateMs"> = { drawLateMs: () => 0 }): Clock {
  const random = life.random.fork("timers");
  const startedMs = scheduler.nowMs() - life.random.int(0, 1_000_000);
  return {
    now: () => instantFromMs(scheduler.nowMs() + life.skewMs),
    monotonicMs: () => scheduler.nowMs() - startedMs,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (life.isDead) return;
        const wake = (): void => {
          signal?.removeEventListener("abort", hurry);
          void life.pass(undefined).then(resolve);
        };
        const isOver = signal?.aborted === true;
        const alarm = scheduler.at(scheduler.nowMs() + (isOver ? 0 : Math.max(0, ms) + faults.drawLateMs(random)), life, wake);
        // woken early, it still waits for its turn: two fibres never run at once
        const hurry = (): void => alarm.hurry();
        if (!isOver) signal?.addEventListener("abort", hurry, { once: true });
      }),
  };
}

/** A simulator at work on a request: `end` while it sleeps in virtual time, because then nothing of the machine moves. */
export type AtWork = { begin(): void; end(): void };

export const atWork = new AsyncLocalStorage<AtWork>();

/** Runs a simulator's handler as work that the world waits for, except while it sleeps. */
export function runAtWork<T>(stillness: Stillness, handler: () => Promise<T>): Promise<T> {
  let end = stillness.begin();
  const work: AtWork = {
    begin: () => {
      end = stillness.begin();
    },
    end: () => end(),
  };
  return atWork.run(work, async () => {
    try {
      return await handler();
    } finally {
      work.end();
    }
  });
}

/** The simulators' clock: the world's time without error. */
export function simClock(scheduler: Scheduler): SimClock {
  return {
    nowMs: () => scheduler.nowMs(),
    sleep: (ms) => {
      const work = atWork.getStore();
      work?.end();
      return new Promise((resolve) => {
        scheduler.at(scheduler.nowMs() + Math.max(0, ms), theWorld, () => {
          work?.begin();
          resolve();
        });
      });
    },
  };
}
