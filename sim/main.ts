import { mkdirSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { createControl } from "./control/server.ts";
import { machineClock } from "./kernel/clock.ts";
import { seededRandom } from "./kernel/random.ts";
import { fileStore, memoryStore } from "./kernel/store.ts";
import { type Listening, listen } from "./kernel/wire.ts";
import { simulatorFactories } from "./registry.ts";

// `npm run sandbox`: every simulator alone, on the ports of docs/sandbox.md. Flags: --state DIR, --seed N, --buyers-per-hour N, --port-offset N.
const controlPort = 9100;

const { values } = parseArgs({
  options: {
    state: { type: "string" },
    seed: { type: "string", default: "1" },
    "buyers-per-hour": { type: "string", default: "120" },
    "port-offset": { type: "string", default: "0" },
  },
});

async function start(): Promise<void> {
  const portOffset = Number(values["port-offset"]);
  const clock = machineClock();
  if (values.state !== undefined) mkdirSync(values.state, { recursive: true });
  const opened = Object.entries(simulatorFactories).map(([name, create]) => {
    const store = values.state === undefined ? memoryStore() : fileStore(path.join(values.state, `${name}.sqlite`));
    // a restart must not repeat the chances of the run before
    const random = seededRandom(Number(values.seed)).fork(`${name} ${store.all("meta").length === 0 ? "" : clock.nowMs()}`);
    return { store, simulator: create({ clock, random, store }, { portOffset, buyersPerHour: Number(values["buyers-per-hour"]) }) };
  });
  const simulators = opened.map((one) => one.simulator);
  const servers: Listening[] = [await listen(createControl(simulators, clock), clock, controlPort + portOffset)];
  const ports: Record<string, number> = { control: controlPort + portOffset };
  for (const { name, port, gateway } of simulators.flatMap((simulator) => simulator.gateways)) {
    servers.push(await listen(gateway, clock, port));
    ports[name] = port;
  }
  const stop = async (): Promise<void> => {
    for (const simulator of simulators) simulator.close();
    await Promise.all(servers.map((server) => server.close()));
    for (const { store } of opened) store.close();
    process.exit(0);
  };
  process.once("SIGTERM", () => void stop());
  process.once("SIGINT", () => void stop());
  process.stdout.write(`${JSON.stringify({ ready: true, ports })}\n`);
}

start().catch((error: unknown) => {
  const busy = error instanceof Error && "code" in error && error.code === "EADDRINUSE" && "port" in error;
  const sentence = busy
    ? `Port ${String(error.port)} is in use by another program: stop it, or start the sandbox with --port-offset 1000.`
    : String(error instanceof Error ? error.stack : error);
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
});
