import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { ConnectionSettings } from "../db/database.ts";
import { migrate } from "../db/migrate.ts";
import { instantFromMs } from "../kernel/instant.ts";
import { type Config, type Environment, formatAddress, sandboxGateways } from "./config.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./embedded-postgres.ts";
import { assertPortsFree, type WantedPort } from "./free-ports.ts";
import { rolePassword, rolePasswords } from "./master-key.ts";
import { StartRefusal } from "./start-refusal.ts";
import { type SupervisedChild, superviseChild } from "./supervised-child.ts";

/** The files that the supervisor runs, absolute. */
export type Programs = Readonly<Record<"server" | "worker" | "sandbox" | "demo", string>>;

export type CrossdockOptions = {
  config: Config;
  masterKey: Buffer;
  /** What the children inherit. */
  env: Environment;
  programs: Programs;
  /** Brings the browser's part up to date, beside the start of the database. */
  buildWeb: (signal: AbortSignal) => Promise<void>;
  /** One sentence for the person at the keyboard. */
  say: (sentence: string) => void;
  /** Something died that cannot be started again; everything else still runs. */
  onHopeless: (reason: StartRefusal) => void;
  /** Stop starting. */
  signal: AbortSignal;
};

export type Crossdock = { address: string; demo: DemoAccount | undefined };
type DemoAccount = { email: string; password: string };
type Stops = (() => Promise<void>)[];

const sandboxControlPort = 9100;
const demoTimeoutMs = 90_000;
const healthTimeoutMs = 60_000;
const firstPauseMs = 1_000;
/** Worker, server and sandbox one after the other, then the database's own patience: less than 10 s together. */
const stopTimeoutMs = { worker: 2_000, server: 1_500, sandbox: 1_000 };

/**
 * Starts the whole of Crossdock: database, schema, simulators (demo mode), server, workers, demo tenant. Each thing that runs adds how it
 * is stopped to `stops`, so that the caller can end a half-started system in the right order as well: last in, first out.
 */
export async function startCrossdock(options: CrossdockOptions, stops: Stops): Promise<Crossdock> {
  const { config, signal } = options;
  await assertPortsFree(portsOf(config));
  const [database, web] = await Promise.allSettled([startDatabase(options, stops), options.buildWeb(signal)]);
  if (database.status === "rejected") throw database.reason;
  if (web.status === "rejected") throw web.reason;
  signal.throwIfAborted();
  const owner = database.value;
  const applied = await migrate({ owner, rolePasswords: rolePasswords(options.masterKey), at: instantFromMs(Date.now()) });
  // simulators and database are one world: a new database means a new world
  if (applied.includes(1)) rmSync(sandboxState(config), { recursive: true, force: true });
  const env = childEnvironment(options, owner);
  if (config.mode === "demo") await startSandbox(options, env, stops);
  const server = await startChild(options, "server", env, []);
  stops.push(() => server.stop());
  await startWorkers(options, env, stops);
  const address = `http://${config.host.includes(":") ? `[${config.host}]` : config.host}:${Number(server.ready.port ?? config.port)}`;
  const demo = config.mode === "demo" ? await prepareDemo(options.programs.demo, env, signal) : undefined;
  await waitUntilHealthy(address, options);
  return { address, demo };
}

/** Stops what runs, the last started first. */
export async function stopAll(stops: Stops): Promise<void> {
  for (let stop = stops.pop(); stop !== undefined; stop = stops.pop()) await stop();
}

function portsOf(config: Config): WantedPort[] {
  const own = { host: config.host, port: config.port, what: "Crossdock itself", setting: "PORT" };
  if (config.mode !== "demo") return [own];
  const simulators: readonly (readonly [string, number])[] = [["their control port", sandboxControlPort], ...sandboxGateways];
  const offset = config.sandboxPortOffset;
  return [
    own,
    ...simulators.map(([name, port]) => ({
      host: "127.0.0.1",
      port: port + offset,
      what: `the simulators (${name})`,
      setting: "CROSSDOCK_SANDBOX_PORT_OFFSET",
    })),
  ];
}

async function startDatabase(options: CrossdockOptions, stops: Stops): Promise<ConnectionSettings> {
  const { config, masterKey } = options;
  if (config.database !== undefined) return config.database;
  const start = () =>
    startEmbeddedPostgres({
      home: path.join(config.dataDir, "postgres"),
      ownerPassword: rolePassword(masterKey, "owner"),
      superuserPassword: rolePassword(masterKey, "superuser"),
    });
  let current = await start();
  let stopping = false;
  stops.push(async () => {
    stopping = true;
    await current.stop();
  });
  const keepRunning = async (first: EmbeddedPostgres) => {
    for (;;) {
      await current.ended;
      if (stopping) return;
      options.say("The database ended unexpectedly; it starts again.");
      await sleep(firstPauseMs);
      if (stopping) return;
      current = await start();
      // the children know the old port; this is so rare that a whole new start is the plain answer
      if (current.owner.port !== first.owner.port)
        throw new StartRefusal("The database's port was taken meanwhile; start Crossdock again.");
    }
  };
  keepRunning(current).catch((error: unknown) =>
    options.onHopeless(error instanceof StartRefusal ? error : new StartRefusal(String(error))),
  );
  return current.owner;
}

/** The children know where the database is but not its owner's password: they sign in with their own roles. */
function childEnvironment(options: CrossdockOptions, owner: ConnectionSettings): NodeJS.ProcessEnv {
  const { config } = options;
  const { DATABASE_URL: _, ...inherited } = options.env;
  return {
    ...inherited,
    CROSSDOCK_DATABASE_ADDRESS: formatAddress(owner),
    CROSSDOCK_DATA_DIR: config.dataDir,
    CROSSDOCK_MASTER_KEY_FILE: config.masterKeyFile,
  };
}

async function startSandbox(options: CrossdockOptions, env: NodeJS.ProcessEnv, stops: Stops): Promise<void> {
  const { config } = options;
  const args = ["--state", sandboxState(config), "--port-offset", String(config.sandboxPortOffset)];
  const sandbox = await startChild(options, "sandbox", env, args);
  stops.push(() => sandbox.stop());
}

async function startWorkers(options: CrossdockOptions, env: NodeJS.ProcessEnv, stops: Stops): Promise<void> {
  const workers: SupervisedChild[] = [];
  stops.push(async () => void (await Promise.all(workers.map((worker) => worker.stop()))));
  const starts = Array.from(
    { length: options.config.workers },
    async () => void workers.push(await startChild(options, "worker", env, [])),
  );
  const failed = (await Promise.allSettled(starts)).find((start) => start.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

function sandboxState(config: Config): string {
  return path.join(config.dataDir, "sandbox");
}

function startChild(
  options: CrossdockOptions,
  name: "server" | "worker" | "sandbox",
  env: NodeJS.ProcessEnv,
  args: readonly string[],
): Promise<SupervisedChild> {
  const { say, onHopeless, signal } = options;
  return superviseChild({
    name,
    program: options.programs[name],
    args,
    env,
    stopTimeoutMs: stopTimeoutMs[name],
    say,
    onHopeless,
    firstPauseMs,
    signal,
  });
}

const DemoLine = z.object({ email: z.string(), password: z.string() });

/** Runs the program that makes the demo tenant, or finds it made; its last line of output is `{"email": …, "password": …}`. */
async function prepareDemo(program: string, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<DemoAccount> {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", program], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
    signal: AbortSignal.any([signal, AbortSignal.timeout(demoTimeoutMs)]),
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  const code = await new Promise<number | string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (exit, killed) => resolve(exit ?? killed ?? "unknown"));
  });
  signal.throwIfAborted();
  if (code !== 0) throw new StartRefusal(`The demo tenant could not be made (${code}, see above).`);
  return DemoLine.parse(JSON.parse(output.trimEnd().split("\n").at(-1) ?? ""));
}

async function waitUntilHealthy(address: string, options: CrossdockOptions): Promise<void> {
  const url = new URL("/health", address.replace("//0.0.0.0", "//127.0.0.1").replace("//[::]", "//[::1]"));
  const deadline = performance.now() + healthTimeoutMs;
  let last = "no answer";
  while (performance.now() < deadline) {
    options.signal.throwIfAborted();
    last = await fetch(url, { signal: AbortSignal.timeout(5_000) }).then(
      async (reply) => (reply.ok ? "" : `${reply.status} ${(await reply.text()).slice(0, 300)}`),
      () => "no answer",
    );
    if (last === "") return;
    await sleep(200);
  }
  options.say(`Crossdock runs, but is not healthy after ${healthTimeoutMs / 1000} s: ${last}`);
}
