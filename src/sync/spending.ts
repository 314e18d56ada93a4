import type { CallClass } from "../kernel/vocabulary/sync.ts";
import type { Clock } from "../ports/clock.ts";

export type Spent = { operation: string; class: CallClass; calls: number };

/** Who spent the budget: calls of the last window, by operation and class. */
export type Spending = { note(operation: string, callClass: CallClass): void; list(): Spent[] };

export function openSpending(clock: Clock, windowMs: number): Spending {
  const calls: { at: number; operation: string; class: CallClass }[] = [];
  const forget = (): void => {
    const from = clock.monotonicMs() - windowMs;
    const old = calls.findIndex((call) => call.at > from);
    calls.splice(0, old === -1 ? calls.length : old);
  };
  return {
    note: (operation, callClass) => {
      forget();
      calls.push({ at: clock.monotonicMs(), operation, class: callClass });
    },
    list: () => {
      forget();
      const groups = Map.groupBy(calls, (call) => `${call.operation} ${call.class}`);
      const spent = [...groups.values()].flatMap((group) => {
        const [first] = group;
        return first === undefined ? [] : [{ operation: first.operation, class: first.class, calls: group.length }];
      });
      return spent.toSorted((one, other) => other.calls - one.calls || (one.operation < other.operation ? -1 : 1));
    },
  };
}
