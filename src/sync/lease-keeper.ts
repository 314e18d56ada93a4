import type { Directory } from "../db/database.ts";
import { FencedOff } from "../db/fence.ts";
import { type Beat, type Lease, releaseLease } from "../db/leases.ts";
import type { Clock } from "../ports/clock.ts";
import type { Budget, Opening } from "./budget.ts";

/** Keeps a shop's lease: shows that we live, and stores how many slots may be used. */
export type LeaseKeeper = {
  /** How the last owner left the slots. */
  opening: Opening;
  /** Whether the last beat is young enough to send: a pause of this process must not send late. */
  isFresh(): boolean;
  pledge(numbers: readonly number[]): Promise<boolean>;
  /** Throws FencedOff when another worker has the shop. */
  beat(budget: Budget): Promise<void>;
  release(budget: Budget): Promise<void>;
};

const firstEpoch = 1n;
// well before another worker may take over
const freshShare = 0.75;

export function keepLease(
  directory: Directory,
  send: (beat: Beat) => Promise<boolean>,
  lease: Lease,
  clock: Clock,
  leaseMs: number,
): LeaseKeeper {
  const line = openLine();
  let beatAt = clock.monotonicMs();
  return {
    opening: openingOf(lease),
    isFresh: () => clock.monotonicMs() - beatAt < leaseMs * freshShare,
    pledge: (numbers) => line.next(() => send({ lease, pledged: numbers })),
    beat: async (budget) => {
      // asked before the beat leaves: from then on another worker may count the lease's life
      const asked = clock.monotonicMs();
      if (!(await line.next(() => send({ lease, pledged: budget.trimPledges() })))) throw new FencedOff();
      beatAt = asked;
    },
    release: (budget) => {
      const slots = { left: budget.snapshot(), pledged: budget.trimPledges() };
      budget.close();
      return line.next(() => releaseLease(directory, lease, slots));
    },
  };
}

/** How the slots stand: as a clean hand-over left them, else used as far as the dead owner had pledged, else unknown. */
function openingOf(lease: Lease): Opening {
  const { slots } = lease;
  if (slots === null) return lease.epoch === firstEpoch ? "all-free" : "all-busy";
  const { left, pledged } = slots;
  return left === undefined ? pledged.map((number) => ({ pledged: number })) : left.map((one) => ({ left: one }));
}

/** Does one thing after the other: of two updates of a lease the later decided is the later stored. */
function openLine(): { next<T>(act: () => Promise<T>): Promise<T> } {
  let last: Promise<unknown> = Promise.resolve();
  return {
    next: (act) => {
      const mine = last.then(act);
      last = mine.catch(() => undefined);
      return mine;
    },
  };
}
