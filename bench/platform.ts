import { createControl } from "../sim/control/server.ts";
import { machineClock } from "../sim/kernel/clock.ts";
import { seededRandom } from "../sim/kernel/random.ts";
import { httpSender } from "../sim/kernel/sender.ts";
import { memoryStore } from "../sim/kernel/store.ts";
import { listen } from "../sim/kernel/wire.ts";
import { createTemuSimulator } from "../sim/platforms/temu/simulator.ts";
import { shopAccounts } from "../sim/world/shop-accounts.ts";
import { readNumber } from "./flags.ts";

// The platform of a benchmark, a process of its own: the Temu simulator with as many shops as wanted, each under the usual cap, without
// buyers. Prints the ports of its gateways and of its control.
const shops = readNumber(process.argv, "shops", 1);
const clock = machineClock();
const simulator = createTemuSimulator(
  { clock, random: seededRandom(1), store: memoryStore(), send: httpSender() },
  { shops: shopAccounts(shops).map((account) => account.plan), openingOrders: 0, amountReadyAfterMs: 1_500 },
);
const ports: Record<string, number> = { control: (await listen(createControl([simulator], clock), clock, 0)).port };
for (const { name, gateway } of simulator.gateways) ports[name] = (await listen(gateway, clock, 0)).port;
process.on("SIGTERM", () => process.exit(0));
process.stdout.write(`${JSON.stringify({ ready: true, ports })}\n`);
