import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readConfig } from "./config.ts";
import { type Crossdock, type CrossdockOptions, type Programs, startCrossdock, stopAll } from "./crossdock.ts";
import { lockDataDirectory } from "./instance-lock.ts";
import { loadMasterKey } from "./master-key.ts";
import { commandOf } from "./process-table.ts";

// Stand-ins for the programs that the supervisor runs: they keep its contract and write down what happens to them.
const here = JSON.stringify(import.meta.dirname);
const diary = `
  import { appendFileSync } from "node:fs";
  import path from "node:path";
  export const note = (text) => appendFileSync(path.join(process.env.CROSSDOCK_DATA_DIR, "diary"), text + "\\n");
`;
const plainChild = (name: string) => `
  import { note } from "./diary.mjs";
  note("${name} " + process.pid + " " + process.argv.slice(2).join(" "));
  process.on("SIGTERM", () => { note("${name} stopped"); process.exit(0); });
  setInterval(() => {}, 1000);
  console.log(JSON.stringify({ ready: true }));
`;
const server = `
  import http from "node:http";
  import pg from "pg";
  import { note } from "./diary.mjs";
  const { runChild } = await import(${here} + "/child.ts");
  await runChild("server", async ({ connection }) => {
    const client = new pg.Client(connection("crossdock_app"));
    await client.connect();
    const found = await client.query("select current_user as role");
    note("server signs in as " + found.rows[0].role + ", owner known: " + ("DATABASE_URL" in process.env));
    await client.end();
    const listener = http.createServer((request, reply) => reply.writeHead(request.url === "/health" ? 200 : 404).end()).listen(0, "127.0.0.1");
    await new Promise((resolve) => listener.once("listening", resolve));
    return { ready: { port: listener.address().port }, stop: async () => { note("server stopped"); listener.close(); } };
  });
`;
const demo = 'console.log(JSON.stringify({ email: "demo@crossdock.test", password: "p" }));';

let folder = "";
let stops: (() => Promise<void>)[] = [];
let said: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "crossdock-start-"));
  chmodSync(folder, 0o755);
  stops = [];
  said = [];
  const files = {
    "diary.mjs": diary,
    "worker.mjs": plainChild("worker"),
    "sandbox.mjs": plainChild("sandbox"),
    "server.mjs": server,
    "demo.mjs": demo,
  };
  for (const [name, text] of Object.entries(files))
    writeFileSync(path.join(folder, name), text.replace('from "pg"', `from ${JSON.stringify(import.meta.resolve("pg"))}`));
});
afterEach(async () => {
  await stopAll(stops);
  rmSync(folder, { recursive: true });
});

const programs = (): Programs => ({
  server: path.join(folder, "server.mjs"),
  worker: path.join(folder, "worker.mjs"),
  sandbox: path.join(folder, "sandbox.mjs"),
  demo: path.join(folder, "demo.mjs"),
});

function environment(more: Record<string, string> = {}) {
  return {
    PATH: process.env.PATH ?? "",
    PORT: "0",
    CROSSDOCK_DATA_DIR: path.join(folder, "data"),
    CROSSDOCK_MASTER_KEY_FILE: path.join(folder, "master.key"),
    CROSSDOCK_SANDBOX_PORT_OFFSET: "15000",
    ...more,
  };
}

function start(more: Record<string, string> = {}, change: Partial<CrossdockOptions> = {}): Promise<Crossdock> {
  const env = environment(more);
  const config = readConfig(env);
  const options: CrossdockOptions = {
    config,
    env,
    masterKey: loadMasterKey(config.masterKeyFile),
    programs: programs(),
    buildWeb: async () => {},
    say: (sentence) => said.push(sentence),
    onHopeless: (reason) => said.push(reason.message),
    signal: new AbortController().signal,
    ...change,
  };
  return startCrossdock(options, stops);
}

const entries = () =>
  existsSync(path.join(folder, "data", "diary"))
    ? readFileSync(path.join(folder, "data", "diary"), "utf8")
        .trim()
        .split("\n")
    : [];
const pidOf = (name: string) =>
  Number(
    entries()
      .findLast((entry) => new RegExp(`^${name} \\d+`).test(entry))
      ?.split(" ")[1],
  );

test("everything starts, the server without the owner's password, and stops in order", async () => {
  const { address, demo: account } = await start();
  expect(account).toEqual({ email: "demo@crossdock.test", password: "p" });
  expect((await fetch(`${address}/health`)).status).toBe(200);
  expect(entries()).toEqual([
    expect.stringMatching(/^sandbox \d+ --state .*data\/sandbox --port-offset 15000$/),
    "server signs in as crossdock_app, owner known: false",
    expect.stringMatching(/^worker \d+/),
  ]);
  await stopAll(stops);
  expect(entries().slice(3)).toEqual(["worker stopped", "server stopped", "sandbox stopped"]);
  // in its own place, not in /var/lib, and stopped
  expect(existsSync(path.join(folder, "data", "postgres", "data", "PG_VERSION"))).toBe(true);
  expect(existsSync(path.join(folder, "data", "postgres", "data", "postmaster.pid"))).toBe(false);
  expect(said).toEqual([]);
});

test("production has neither simulators nor demo, and as many workers as asked for", async () => {
  const { demo: account } = await start({ CROSSDOCK_MODE: "production", CROSSDOCK_WORKERS: "2" });
  expect(account).toBeUndefined();
  expect(entries().map((entry) => entry.split(" ")[0])).toEqual(["server", "worker", "worker"]);
});

test("a child that is killed starts again", async () => {
  await start();
  const first = pidOf("worker");
  process.kill(first, "SIGKILL");
  await expect.poll(() => pidOf("worker"), { timeout: 10_000 }).not.toBe(first);
  expect(said).toEqual(["The worker ended unexpectedly (SIGKILL); it starts again in 1 s."]);
});

test("a child that needs a person ends the start with its name, after its own sentence", async () => {
  writeFileSync(path.join(folder, "worker.mjs"), "process.exit(78);");
  await expect(start()).rejects.toThrow("The worker cannot run until that is put right.");
});

test("a taken port is one sentence, before anything is started", async () => {
  const other = createServer();
  other.listen(0, "127.0.0.1");
  await once(other, "listening");
  const address = other.address();
  const port = address !== null && typeof address === "object" ? address.port : 0;
  await expect(start({ PORT: String(port) })).rejects.toThrow(
    `Port ${port} on 127.0.0.1, for Crossdock itself, is taken; stop what uses it or change PORT.`,
  );
  expect(existsSync(path.join(folder, "data", "postgres"))).toBe(false);
  other.close();
});

test("a signal while starting stops what was started", async () => {
  writeFileSync(path.join(folder, "server.mjs"), "setInterval(() => {}, 1000);");
  const abort = new AbortController();
  const starting = start({}, { signal: abort.signal });
  await expect.poll(entries, { timeout: 20_000 }).toHaveLength(1);
  abort.abort();
  await expect(starting).rejects.toThrow(/abort/i);
  await stopAll(stops);
  expect(entries()[1]).toBe("sandbox stopped");
});

test("a new database means a new simulated world", async () => {
  await start();
  await stopAll(stops);
  const state = path.join(folder, "data", "sandbox");
  writeFileSync(state, "old world");
  await start();
  expect(existsSync(state)).toBe(true);
  await stopAll(stops);
  rmSync(path.join(folder, "data", "postgres"), { recursive: true });
  await start();
  expect(existsSync(state)).toBe(false);
});

test("after kill -9 of the supervisor nothing of it is left", async () => {
  const program = `
    const { startCrossdock } = await import(${here} + "/crossdock.ts");
    const { readConfig } = await import(${here} + "/config.ts");
    const { loadMasterKey } = await import(${here} + "/master-key.ts");
    const config = readConfig(process.env);
    const masterKey = loadMasterKey(config.masterKeyFile);
    const nothing = () => {};
    await startCrossdock({ config, masterKey, env: process.env, programs: ${JSON.stringify(programs())}, buildWeb: async () => {}, say: nothing, onHopeless: nothing, signal: new AbortController().signal }, []);
    console.log("up");
    setInterval(nothing, 1000);
  `;
  const parent = spawn(process.execPath, ["--input-type=module", "-e", program], {
    env: environment(),
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(parent.stdout, "data");
  parent.kill("SIGKILL");
  await expect.poll(() => entries().filter((entry) => entry.endsWith("stopped")).length, { timeout: 10_000 }).toBe(3);
  await expect.poll(() => existsSync(path.join(folder, "data", "postgres", "data", "postmaster.pid")), { timeout: 10_000 }).toBe(false);
});

test("one Crossdock at a time uses a data directory; a dead one's lock is taken over", () => {
  const data = path.join(folder, "data");
  const lock = path.join(data, "crossdock.pid");
  lockDataDirectory(data)();
  expect(existsSync(lock)).toBe(false);
  writeFileSync(lock, `${process.ppid}\n${commandOf(process.ppid)}\n`);
  expect(() => lockDataDirectory(data)).toThrow(`Crossdock already runs on ${data} (process ${process.ppid})`);
  writeFileSync(lock, `${process.ppid}\nwhat had this number before\n`);
  lockDataDirectory(data)();
  expect(existsSync(lock)).toBe(false);
});
