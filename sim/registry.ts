import { createYanwenSimulator } from "./carriers/yanwen/simulator.ts";
import type { Simulator, SimWorld } from "./kernel/simulator.ts";
import { europeanShop, globalShop, localShop, sandboxShop } from "./platforms/temu/options.ts";
import { createTemuSimulator } from "./platforms/temu/simulator.ts";

export type RegistryOptions = { portOffset: number; buyersPerHour: number };

/** Every simulator that exists so far, each with a world of its own (its own store, the same clock). */
export const simulatorFactories: Readonly<Record<string, (world: SimWorld, options: RegistryOptions) => Simulator>> = {
  temu: (world, { portOffset, buyersPerHour }) =>
    createTemuSimulator(world, {
      portOffset,
      buyersPerHour,
      imageBase: `http://127.0.0.1:${9100 + portOffset}`,
      amountReadyAfterMs: 1_500,
      cooperativeShipSeconds: 24 * 3600,
      shops: [sandboxShop, europeanShop, globalShop, localShop],
    }),
  yanwen: (world, { portOffset }) => createYanwenSimulator(world, { port: 9131 + portOffset }),
};
