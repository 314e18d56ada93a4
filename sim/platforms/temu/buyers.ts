import type { Random } from "../../kernel/random.ts";
import type { SimWorld } from "../../kernel/simulator.ts";

/** How somebody buys: at once or with a payment that takes so long, what the seller sends or a cooperating warehouse. */
export type Purchase = { pendingSeconds: number | undefined; isCooperative: boolean };

export type Buyers = {
  /** Orders per hour over the whole shop; 0 stops them. */
  setRate(perHour: number): void;
  rate(): number;
  stop(): void;
};

type Crowd = { chance?: Random; cooperativeShare?: number };

const hourMs = 3_600_000;
/** One buyer in twelve pays later, so that the order is pending first. */
const lateShare = 1 / 12;

/**
 * Buyers who come by chance, one by one, with exponential gaps: a process on the world's clock and chance, the same for a seed. A new
 * rate counts from now: the gap that was running is forgotten, which such gaps allow.
 */
export function startBuyers(
  world: SimWorld,
  perHour: number,
  buy: (purchase: Purchase) => void,
  { chance = world.random.fork("buyers"), cooperativeShare = 0 }: Crowd = {},
): Buyers {
  // drawn from a stream of its own: the share changes nothing else about who buys, and when
  const kinds = chance.fork("cooperative");
  let rate = 0;
  let shift = 0;
  const run = async (mine: number): Promise<void> => {
    for (;;) {
      await world.clock.sleep((-Math.log(1 - chance.next()) * hourMs) / rate);
      if (mine !== shift) return;
      const pendingSeconds = chance.chance(lateShare) ? chance.int(60, 900) : undefined;
      buy({ pendingSeconds, isCooperative: kinds.chance(cooperativeShare) });
    }
  };
  const setRate = (next: number): void => {
    rate = next;
    shift += 1;
    if (rate > 0) void run(shift);
  };
  setRate(perHour);
  return { setRate, rate: () => rate, stop: () => setRate(0) };
}

/** The buyers of every shop, each crowd with a chance of its own. */
export type Market = {
  /** False when there is no such shop. */
  setRate(mallId: string, perHour: number): boolean;
  rate(mallId: string): number;
  stop(): void;
};

/** Opens the shops to buyers: the first has a rate from the start, the others when they are given one. */
export function openMarket(
  world: SimWorld,
  mallIds: readonly string[],
  { perHour, cooperativeShare }: { perHour: number; cooperativeShare: number },
  buy: (mallId: string, purchase: Purchase) => void,
): Market {
  const crowds = new Map(
    mallIds.map((mallId, index) => {
      const chance = world.random.fork(index === 0 ? "buyers" : `buyers of ${mallId}`);
      return [mallId, startBuyers(world, index === 0 ? perHour : 0, (purchase) => buy(mallId, purchase), { chance, cooperativeShare })];
    }),
  );
  return {
    setRate: (mallId, next) => {
      crowds.get(mallId)?.setRate(next);
      return crowds.has(mallId);
    },
    rate: (mallId) => crowds.get(mallId)?.rate() ?? 0,
    stop: () => {
      for (const crowd of crowds.values()) crowd.stop();
    },
  };
}
