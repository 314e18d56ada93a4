import type { SimWorld } from "../../kernel/simulator.ts";

export type Buyers = {
  /** Orders per hour over the whole shop; 0 stops them. */
  setRate(perHour: number): void;
  rate(): number;
  stop(): void;
};

const idleMs = 1_000;

/**
 * Buyers who come by chance, one by one, with exponential gaps: a process on the world's clock. `buy` places one order; one in twelve
 * buyers pays later, so that the order is pending first.
 */
export function startBuyers(world: SimWorld, perHour: number, buy: (pendingSeconds: number | undefined) => void): Buyers {
  const chance = world.random.fork("buyers");
  let rate = perHour;
  let stopped = false;
  const run = async (): Promise<void> => {
    while (!stopped) {
      if (rate <= 0) {
        await world.clock.sleep(idleMs);
        continue;
      }
      const gapMs = (-Math.log(1 - chance.next()) * 3_600_000) / rate;
      await world.clock.sleep(Math.min(gapMs, 600_000));
      if (!stopped && rate > 0 && gapMs <= 600_000) buy(chance.chance(1 / 12) ? chance.int(60, 900) : undefined);
    }
  };
  void run();
  return {
    setRate: (next) => {
      rate = next;
    },
    rate: () => rate,
    stop: () => {
      stopped = true;
    },
  };
}
