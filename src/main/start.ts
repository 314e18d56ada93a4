import path from "node:path";
import { explain } from "./child.ts";
import { readConfig } from "./config.ts";
import { type Programs, startCrossdock, stopAll } from "./crossdock.ts";
import { lockDataDirectory } from "./instance-lock.ts";
import { loadMasterKey } from "./master-key.ts";
import { buildWeb } from "./web-build.ts";

// `npm start`: everything on one machine, under one supervisor.
const root = path.resolve(import.meta.dirname, "../..");
const programs: Programs = {
  server: path.join(root, "src/main/server.ts"),
  worker: path.join(root, "src/main/worker.ts"),
  sandbox: path.join(root, "sim/main.ts"),
  demo: path.join(root, "src/main/demo.ts"),
};
const say = (sentence: string) => void process.stdout.write(`${sentence}\n`);
const stops: (() => Promise<void>)[] = [];
const starting = new AbortController();
let started: Promise<unknown> = Promise.resolve();
let ending = false;
/** Whoever sent the signal may send the next one after 10 s; what still runs then ends by itself (death-watch.ts). */
const endTimeoutMs = 9_500;

async function end(exitCode: number, lastWords: string): Promise<void> {
  if (ending) return;
  ending = true;
  if (lastWords !== "") process.stderr.write(`${lastWords}\n`);
  setTimeout(() => process.exit(exitCode), endTimeoutMs).unref();
  starting.abort();
  // what is just being started must be in the list before the list is worked off
  await started.catch(() => {});
  await stopAll(stops);
  process.exit(exitCode);
}

async function start(): Promise<void> {
  const config = readConfig(process.env);
  const masterKey = loadMasterKey(config.masterKeyFile);
  const unlock = lockDataDirectory(config.dataDir);
  process.on("exit", unlock);
  const begun = performance.now();
  say("Starting Crossdock …");
  const onHopeless = (reason: Error) => void end(1, explain(reason));
  const { address, demo } = await startCrossdock(
    { config, masterKey, env: process.env, programs, buildWeb, say, onHopeless, signal: starting.signal },
    stops,
  );
  say(`Crossdock is ready after ${((performance.now() - begun) / 1000).toFixed(1)} s: ${address}`);
  if (demo !== undefined) say(`Demo: ${demo.email} / ${demo.password}`);
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    if (!ending) say("Stopping …");
    void end(0, "");
  });
}

// killed without a chance to pass a signal on, our parent (scripts/bootstrap.mjs under npm) leaves us to somebody else
const parent = process.ppid;
if (process.env.npm_lifecycle_event !== undefined) {
  setInterval(() => {
    if (process.ppid !== parent) void end(0, "");
  }, 500).unref();
}

started = start();
// after a signal the start fails too, but the signal's ending is already on its way
started.catch((error: unknown) => end(1, explain(error)));
