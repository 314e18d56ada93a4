import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ConnectionSettings } from "../db/database.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./embedded-postgres.ts";

let folder = "";
let running: EmbeddedPostgres[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "crossdock-pg-"));
  // the database's user must be able to pass
  chmodSync(folder, 0o755);
});
afterEach(async () => {
  await Promise.all(running.map((server) => server.stop()));
  running = [];
  rmSync(folder, { recursive: true });
});

const passwords = { ownerPassword: "owner's \\ password", superuserPassword: "superuser" };

async function start(home = path.join(folder, "postgres"), superuserPassword = passwords.superuserPassword): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ home, ...passwords, superuserPassword });
  running.push(server);
  return server;
}

async function ask(settings: ConnectionSettings, sql: string): Promise<string[]> {
  const client = new pg.Client(settings);
  await client.connect();
  try {
    const found = await client.query<unknown[]>({ text: sql, rowMode: "array" });
    return found.rows.map((row) => row.join("|"));
  } finally {
    await client.end();
  }
}

test("a cluster is made, keeps its data and port over a restart, and its log holds no statement and no value", async () => {
  const first = await start();
  expect(await ask(first.owner, "select current_user, current_database()")).toEqual(["crossdock_owner|crossdock"]);
  expect(await ask(first.owner, "select rolsuper, rolbypassrls from pg_roles where rolname = current_user")).toEqual(["false|false"]);
  await ask(first.owner, "create table note (text text unique)");
  await ask(first.owner, "insert into note values ('canary-value 中文')");
  await expect(ask(first.owner, "insert into note values ('canary-value 中文')")).rejects.toThrow(/duplicate key/);
  await expect(ask(first.owner, "select 'canary-value'::integer")).rejects.toThrow(/invalid input/);
  await first.stop();
  await first.stop();
  const second = await start();
  expect(second.owner.port).toBe(first.owner.port);
  expect(await ask(second.owner, "select text from note")).toEqual(["canary-value 中文"]);
  expect(await ask(second.owner, "show fsync")).toEqual(["on"]);
  const log = readFileSync(path.join(folder, "postgres", "server.log"), "utf8");
  expect(log).toContain("ready to accept connections");
  expect(log).not.toMatch(/canary|insert|select/i);
});

test("only loopback TCP with a password is open", async () => {
  const server = await start();
  expect(await ask(server.superuser, "show listen_addresses")).toEqual(["127.0.0.1"]);
  expect(await ask(server.superuser, "show unix_socket_directories")).toEqual([""]);
  await expect(ask({ ...server.owner, password: "wrong" }, "select 1")).rejects.toThrow(/password authentication failed/);
  expect(existsSync(path.join(folder, "postgres", "data.password"))).toBe(false);
});

test("a taken port is replaced by another", async () => {
  const first = await start();
  await first.stop();
  const thief = createServer();
  thief.listen(first.owner.port, "127.0.0.1");
  await once(thief, "listening");
  const second = await start();
  expect(second.owner.port).not.toBe(first.owner.port);
  expect(await ask(second.owner, "select 1")).toEqual(["1"]);
  thief.close();
});

test("a server that still runs on the directory is stopped first, and what it committed is there", async () => {
  const left = await start();
  await ask(left.owner, "create table kept as select 7 as n");
  const next = await start();
  expect(next.pid).not.toBe(left.pid);
  expect(await ask(next.owner, "select n from kept")).toEqual(["7"]);
  await left.ended;
});

test("after kill -9 of the parent the server ends by itself and the next start finds the data", async () => {
  const home = path.join(folder, "postgres");
  const program = `
    import { startEmbeddedPostgres } from ${JSON.stringify(path.join(import.meta.dirname, "embedded-postgres.ts"))};
    const server = await startEmbeddedPostgres(${JSON.stringify({ home, ...passwords })});
    console.log(JSON.stringify({ pid: server.pid, port: server.owner.port }));
    setInterval(() => {}, 1000);
  `;
  const parent = spawn(process.execPath, ["--input-type=module-typescript", "-e", program], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(parent.stdout, "data");
  const { pid, port } = JSON.parse(String(line));
  const owner = { host: "127.0.0.1", port, user: "crossdock_owner", password: passwords.ownerPassword, database: "crossdock" };
  await ask(owner, "create table kept as select 8 as n");
  parent.kill("SIGKILL");
  await once(parent, "exit");
  await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
  const next = await start();
  expect(await ask(next.owner, "select n from kept")).toEqual(["8"]);
});

test("a cluster of another master key is refused in one sentence and not left running", async () => {
  const first = await start();
  await first.stop();
  await expect(start(undefined, "another key")).rejects.toThrow(/was made with another master key/);
  expect(existsSync(path.join(folder, "postgres", "data", "postmaster.pid"))).toBe(false);
});

test.runIf(process.getuid?.() === 0)("root runs it as another user, also where only root may enter", async () => {
  const locked = path.join(folder, "locked");
  mkdirSync(locked, { mode: 0o700 });
  const home = path.join(locked, "postgres");
  const server = await start(home);
  expect(statSync(`/proc/${server.pid}`).uid).not.toBe(0);
  expect(statSync(locked).mode & 0o777).toBe(0o700);
  await ask(server.owner, "create table kept as select 9 as n");
  await server.stop();
  const again = await start(home);
  expect(await ask(again.owner, "select n from kept")).toEqual(["9"]);
  await again.stop();
  rmSync(readFileSync(path.join(home, "elsewhere"), "utf8").trim(), { recursive: true });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
