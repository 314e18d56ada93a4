import { mkdirSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { createControl } from "./control/server.ts";
import { machineClock } from "./kernel/clock.ts";
import { seededRandom } from "./kernel/random.ts";
import { httpSender } from "./kernel/sender.ts";
import { fileStore, memoryStore } from "./kernel/store.ts";
import { type Listening, listen } from "./kernel/wire.ts";
import { simulatorFactories } from "./registry.ts";

// `npm run sandbox`: every simulator alone, on the ports of docs/sandbox.md.
const controlPort = 9100;

type Flags = { state: string | undefined; seed: number; buyersPerHour: number; portOffset: number };

/** Something that the person at the keyboard can put right: said in one sentence, without a stack. */
class Complaint extends Error {}

function readFlags(): Flags {
  const { values } = parseArgs({
    options: {
      state: { type: "string" },
      seed: { type: "string", default: "1" },
      "buyers-per-hour": { type: "string", default: "120" },
      "port-offset": { type: "string", default: "0" },
    },
  });
  const wholeNumber = (name: "seed" | "buyers-per-hour" | "port-offset", most: number): number => {
    const value = Number(values[name]);
    if (Number.isInteger(value) && value >= 0 && value <= most) return value;
    throw new Complaint(`--${name} takes a whole number from 0 to ${most}, not "${values[name]}".`);
  };
  return {
    state: values.state,
    seed: wholeNumber("seed", 2 ** 32 - 1),
    buyersPerHour: wholeNumber("buyers-per-hour", 1_000_000),
    portOffset: wholeNumber("port-offset", 56_000),
  };
}

async function start({ state, seed, buyersPerHour, portOffset }: Flags): Promise<void> {
  const clock = machineClock();
  if (state !== undefined) mkdirSync(state, { recursive: true });
  const opened = Object.entries(simulatorFactories).map(([name, create]) => {
    const store = state === undefined ? memoryStore() : fileStore(path.join(state, `${name}.sqlite`));
    // a restart must not repeat the chances of the run before
    const random = seededRandom(seed).fork(`${name} ${store.all("meta").length === 0 ? "" : clock.nowMs()}`);
    return { store, simulator: create({ clock, random, store, send: httpSender() }, { portOffset, buyersPerHour }) };
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

function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE" && "port" in error) {
    return `Port ${String(error.port)} is in use by another program: stop it, or start the sandbox with --port-offset 1000.`;
  }
  const isForThePerson = error instanceof Complaint || String(code).startsWith("ERR_PARSE_ARGS");
  return isForThePerson ? error.message : String(error.stack);
}

try {
  await start(readFlags());
} catch (error) {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exit(1);
}
