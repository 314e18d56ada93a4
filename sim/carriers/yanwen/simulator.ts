import type { Simulator, SimWorld } from "../../kernel/simulator.ts";
import { createCallLog } from "./call-log.ts";
import { answerControl } from "./control.ts";
import { createFaultBox } from "./fault-box.ts";
import { createGateway } from "./gateway.ts";
import { toYanwenOptions, type YanwenOptions } from "./options.ts";
import { createParcelBook } from "./parcel-book.ts";
import { toStats } from "./stats.ts";

/** Yanwen as a client meets it: signed order calls and tracking on one port. The world gives time, chance and the store. */
export function createYanwenSimulator(world: SimWorld, given: Partial<YanwenOptions> = {}): Simulator {
  const options = toYanwenOptions(given);
  const { clock } = world;
  const book = createParcelBook(world.store, world.random);
  const faults = createFaultBox(world.random);
  const log = createCallLog();
  const stats = () => toStats(book, log, options);
  return {
    name: "yanwen",
    gateways: [{ name: "yanwen", port: options.port, gateway: createGateway({ clock, book, faults, log, options }) }],
    control: (method, path, body) => answerControl({ clock, book, options, stats }, method, path, body),
    faults,
    stats,
    arrivals: () => log.arrivals(),
    reset() {
      book.reset();
      faults.clear();
      log.clear();
    },
    // the store belongs to the world
    close: () => {},
  };
}
