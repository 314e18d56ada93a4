import type { Clock } from "../ports/clock.ts";

/** The way by an address for one call. The first call after a ban is a canary: its end decides whether the others may follow. */
export type Passage = {
  /** False when the address was shut since: the call must not leave. */
  isOpen(): boolean;
  /** To be called once, however the call ended. `isGood`: answered as usual. */
  end(isGood: boolean): void;
};

/** How the outbound addresses of this process stand with a platform: a ban hits every shop behind one. Keys name platform and address. */
export type Addresses = {
  /** Resolves when a call may leave; undefined when the signal aborted first. */
  pass(address: string, signal: AbortSignal): Promise<Passage | undefined>;
  /** The platform has shut the address out for this long. True when that is news. */
  shut(address: string, ms: number): boolean;
  /** Share of each budget that may be used: a quarter and a half in the minutes after a ban, else 1. */
  share(address: string): number;
  /** Addresses that are shut, and how long yet. */
  list(): { address: string; leftMs: number }[];
};

/** `openedAt`: the canary came back well. */
type Trouble = { until: number; hasCanary: boolean; openedAt: number | undefined };

const recoveryStepMs = 60_000;
const lookMs = 500;
const retryMs = 30_000;
// the platform's quarter of an hour may end a little later than ours
const marginMs = 5_000;

/**
 * A breaker per outbound address. While it is shut nothing leaves; when the time is up one call goes ahead, and only its good answer lets the
 * others follow, at first a quarter of them. `fraction`: 0 to 1, spreads the canaries of several processes.
 */
export function openAddresses(clock: Clock, fraction: () => number): Addresses {
  const troubles = new Map<string, Trouble>();
  const pathOf = (address: string, trouble: Trouble | undefined): Passage => ({
    isOpen: () => troubles.get(address) === trouble,
    end: (isGood) => {
      if (trouble === undefined || trouble.openedAt !== undefined || troubles.get(address) !== trouble) return;
      trouble.hasCanary = false;
      if (isGood) trouble.openedAt = clock.monotonicMs();
      else trouble.until = clock.monotonicMs() + retryMs;
    },
  });
  const share = (address: string): number => {
    const openedAt = troubles.get(address)?.openedAt;
    if (openedAt === undefined) return 1;
    const steps = Math.floor((clock.monotonicMs() - openedAt) / recoveryStepMs);
    return steps >= 2 ? 1 : steps === 1 ? 0.5 : 0.25;
  };
  const shut = (address: string, ms: number): boolean => {
    const now = clock.monotonicMs();
    const known = troubles.get(address);
    const isNews = known === undefined || known.openedAt !== undefined || known.until <= now;
    const until = now + ms + marginMs + Math.round(fraction() * marginMs);
    troubles.set(address, { until: isNews ? until : Math.max(until, known.until), hasCanary: false, openedAt: undefined });
    return isNews;
  };
  return {
    pass: async (address, signal) => {
      while (!signal.aborted) {
        const trouble = troubles.get(address);
        if (trouble === undefined || trouble.openedAt !== undefined) return pathOf(address, trouble);
        const left = trouble.until - clock.monotonicMs();
        if (left <= 0 && !trouble.hasCanary) {
          trouble.hasCanary = true;
          return pathOf(address, trouble);
        }
        await clock.sleep(Math.max(lookMs, left), signal);
      }
      return undefined;
    },
    shut,
    share,
    list: () => {
      const now = clock.monotonicMs();
      return [...troubles].flatMap(([address, trouble]) =>
        trouble.openedAt === undefined ? [{ address, leftMs: Math.max(0, Math.round(trouble.until - now)) }] : [],
      );
    },
  };
}
