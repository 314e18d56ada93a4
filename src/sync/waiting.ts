import { type CallClass, callClasses } from "../kernel/vocabulary/sync.ts";

/** Somebody who wants to call. `since`: monotonic ms. */
export type Waiter<Grant> = { callClass: CallClass; operation: string; since: number; grant(slot: Grant | undefined): void };

/** Those who wait for a call, by class, each class in the order of coming. */
export type Waiting<Grant> = {
  /** Waits in line; leaves it empty-handed when the signal aborts. */
  join(callClass: CallClass, operation: string, now: number, signal: AbortSignal | undefined): Promise<Grant | undefined>;
  /** The most urgent one that may go now. */
  first(mayGo: (waiter: Waiter<Grant>, isAged: boolean) => boolean, now: number): Waiter<Grant> | undefined;
  leave(waiter: Waiter<Grant>): void;
  /** When the oldest reconciliation call will have waited long enough to go first; infinity when none waits. */
  agesAt(): number;
  counts(): Partial<Record<CallClass, number>>;
  size(): number;
  dismiss(): void;
};

// reconciliation is the guarantee that nothing is lost: at least six calls a minute, whatever else waits; eight turns, because one may
// find no slot for some seconds
const agingMs = 7_500;
// how deep a class is searched for a call of another operation when the first one's limit is used up
const lookahead = 32;

export function openWaiting<Grant>(): Waiting<Grant> {
  const lines = new Map<CallClass, Waiter<Grant>[]>(callClasses.map((name) => [name, []]));
  let agedAt = Number.NEGATIVE_INFINITY;
  const agesAt = (): number => {
    const oldest = lines.get("P3")?.[0];
    return oldest === undefined ? Number.POSITIVE_INFINITY : Math.max(oldest.since, agedAt) + agingMs;
  };
  const remove = (waiter: Waiter<Grant>): boolean => {
    const line = lines.get(waiter.callClass) ?? [];
    const index = line.indexOf(waiter);
    if (index !== -1) line.splice(index, 1);
    return index !== -1;
  };
  return {
    join: (callClass, operation, now, signal) =>
      new Promise((resolve) => {
        const giveUp = (): void => {
          if (remove(waiter)) resolve(undefined);
        };
        const grant = (slot: Grant | undefined): void => {
          // the signal outlives every call: what listens to it must go
          signal?.removeEventListener("abort", giveUp);
          resolve(slot);
        };
        const waiter: Waiter<Grant> = { callClass, operation, since: now, grant };
        lines.get(callClass)?.push(waiter);
        signal?.addEventListener("abort", giveUp, { once: true });
      }),
    first: (mayGo, now) => {
      const oldest = lines.get("P3")?.[0];
      if (oldest !== undefined && agesAt() <= now && mayGo(oldest, true)) {
        agedAt = now;
        return oldest;
      }
      for (const name of callClasses) {
        const found = lines
          .get(name)
          ?.slice(0, lookahead)
          .find((waiter) => mayGo(waiter, false));
        if (found !== undefined) return found;
      }
      return undefined;
    },
    leave: (waiter) => void remove(waiter),
    agesAt,
    counts: () => Object.fromEntries([...lines].flatMap(([name, line]) => (line.length === 0 ? [] : [[name, line.length] as const]))),
    size: () => [...lines.values()].reduce((sum, line) => sum + line.length, 0),
    dismiss: () => {
      for (const line of lines.values()) for (const waiter of line.splice(0)) waiter.grant(undefined);
    },
  };
}
