import type { Random } from "../kernel/random.ts";
import type { Owner, Scheduler } from "./scheduler.ts";

/**
 * One run of a process of ours. Whatever it awaits (time, an answer, a statement, a commit) comes back through `pass`, so it can be killed
 * at any await: what is dead never gets anything back, its fibres never run again, and nothing of it is cleaned up.
 */
export type Life = Owner & {
  readonly name: string;
  readonly random: Random;
  /** Its clock's error against the world's, ms. */
  readonly skewMs: number;
  /** Somebody sets its clock: wall time jumps, the monotonic clock does not. */
  stepClock(ms: number): void;
  /** When it was killed; undefined while it lives and after an orderly end. */
  readonly killedAtMs: number | undefined;
  /** Hands an awaited value over, or nothing for ever. */
  pass<T>(value: T): Promise<T>;
  /** The same as a question, where the caller must still clean up on the world's side. */
  survives(): boolean;
  die(): void;
  /** Kills it at the `count`-th await from now, wherever that is. Undefined takes it back. */
  dieIn(count: number | undefined): void;
  awaits(): number;
  /** SIGSTOP: its time stands still although the world's goes on. */
  pause(): void;
  resume(): void;
};

const never = <T>(): Promise<T> => new Promise<T>(() => {});

export function startLife(scheduler: Scheduler, random: Random, plan: { name: string; skewMs: number; onDeath: () => void }): Life {
  let isDead = false;
  let isPaused = false;
  let awaits = 0;
  let lastAwait: number | undefined;
  let skewMs = plan.skewMs;
  let killedAtMs: number | undefined;
  const life: Life = {
    name: plan.name,
    random,
    get skewMs() {
      return skewMs;
    },
    get killedAtMs() {
      return killedAtMs;
    },
    stepClock: (ms) => {
      skewMs += ms;
    },
    get isDead() {
      return isDead;
    },
    get isPaused() {
      return isPaused;
    },
    survives: () => {
      awaits += 1;
      if (awaits === lastAwait && !isDead) {
        killedAtMs = scheduler.nowMs();
        life.die();
      }
      return !isDead;
    },
    pass: (value) => (life.survives() ? Promise.resolve(value) : never()),
    die: () => {
      if (isDead) return;
      isDead = true;
      plan.onDeath();
    },
    dieIn: (count) => {
      lastAwait = count === undefined ? undefined : awaits + Math.max(1, count);
    },
    awaits: () => awaits,
    pause: () => {
      isPaused = true;
    },
    resume: () => {
      isPaused = false;
      scheduler.release(life);
    },
  };
  return life;
}
