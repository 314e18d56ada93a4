/** Who waits: a process that can be paused or die, or the world itself (network, buyers), which can't. */
export type Owner = { readonly isDead: boolean; readonly isPaused: boolean };

/** What waits in virtual time. */
export type Alarm = {
  /** It never rings. */
  cancel(): void;
  /** Rings now, after what is due already. */
  hurry(): void;
};

export type Scheduler = {
  /** Virtual milliseconds since the epoch. */
  nowMs(): number;
  /** Rings at that moment, or now if it has passed. `ring` starts what one fibre does until it waits again. */
  at(atMs: number, owner: Owner, ring: () => void): Alarm;
  /** Lets alarms that a pause held back ring from now on, in their old order. */
  release(owner: Owner): void;
  /** Rings alarms one by one, each only when the one before has come to rest, until `isOver`; looks around after every so many. */
  run(isOver: () => boolean, look?: Look): Promise<void>;
  /** Alarms rung so far: the world's steps. */
  steps(): number;
};

type Look = { every: number; at: () => Promise<void> };
type Entry = { atMs: number; order: number; owner: Owner; ring: () => void; isCancelled: boolean };

/** So many alarms at one moment are a loop that never waits. */
const stepsPerMomentMax = 50_000;

/** The world's own things: never dead, never paused. */
export const theWorld: Owner = { isDead: false, isPaused: false };

/**
 * Virtual time. Everything in the world that waits is an alarm, ordered by (moment, when it was set). `rest` resolves when nothing moves
 * any more: no statement at the database, no simulator at work, no promise left to run. So one fibre runs at a time and a seed has one
 * sequence of events, however fast the machine is.
 */
export function openScheduler(startMs: number, rest: () => Promise<void>): Scheduler {
  const heap = openHeap();
  const held = new Map<Owner, Entry[]>();
  let nowMs = startMs;
  let order = 0;
  let steps = 0;
  let stepsAtMoment = 0;

  const put = (entry: Entry): void => {
    order += 1;
    entry.order = order;
    heap.push(entry);
  };
  const step = (): void => {
    const entry = heap.pop();
    if (entry === undefined) throw new Error("nobody in the world waits for anything: it would stand still for ever");
    if (entry.isCancelled || entry.owner.isDead) return;
    if (entry.owner.isPaused) {
      held.set(entry.owner, [...(held.get(entry.owner) ?? []), entry]);
      return;
    }
    stepsAtMoment = entry.atMs > nowMs ? 0 : stepsAtMoment + 1;
    if (stepsAtMoment > stepsPerMomentMax) throw new Error(`time stands still at ${new Date(nowMs).toISOString()}: a fibre never waits`);
    nowMs = Math.max(nowMs, entry.atMs);
    steps += 1;
    entry.ring();
  };
  return {
    nowMs: () => nowMs,
    at: (atMs, owner, ring) => {
      const entry: Entry = { atMs: Math.max(nowMs, Math.ceil(atMs)), order: 0, owner, ring, isCancelled: false };
      put(entry);
      const cancel = (): void => {
        entry.isCancelled = true;
      };
      const hurry = (): void => {
        if (!entry.isCancelled) put({ ...entry, atMs: nowMs });
        cancel();
      };
      return { cancel, hurry };
    },
    release: (owner) => {
      for (const entry of held.get(owner) ?? []) {
        entry.atMs = nowMs;
        put(entry);
      }
      held.delete(owner);
    },
    run: async (isOver, look) => {
      await rest();
      for (let rung = 1; !isOver(); rung += 1) {
        step();
        await rest();
        if (look !== undefined && rung % look.every === 0) await look.at();
      }
    },
    steps: () => steps,
  };
}

type Heap = { push(entry: Entry): void; pop(): Entry | undefined };

const isBefore = (left: Entry, right: Entry): boolean => left.atMs < right.atMs || (left.atMs === right.atMs && left.order < right.order);

/** A binary heap: its order is total, so it has one first entry always. */
function openHeap(): Heap {
  const entries: Entry[] = [];
  const swap = (left: number, right: number): void => {
    const [one, other] = [entries[left], entries[right]];
    if (one === undefined || other === undefined) return;
    entries[left] = other;
    entries[right] = one;
  };
  const comesFirst = (left: number, right: number): boolean => {
    const [one, other] = [entries[left], entries[right]];
    return one !== undefined && (other === undefined || isBefore(one, other));
  };
  return {
    push: (entry) => {
      entries.push(entry);
      let index = entries.length - 1;
      while (index > 0) {
        const parent = (index - 1) >> 1;
        if (!comesFirst(index, parent)) break;
        swap(index, parent);
        index = parent;
      }
    },
    pop: () => {
      swap(0, entries.length - 1);
      const first = entries.pop();
      let index = 0;
      for (;;) {
        const [left, right] = [2 * index + 1, 2 * index + 2];
        if (left >= entries.length) break;
        const child = comesFirst(right, left) ? right : left;
        if (!comesFirst(child, index)) break;
        swap(child, index);
        index = child;
      }
      return first;
    },
  };
}
