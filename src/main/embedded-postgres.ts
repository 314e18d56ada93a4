import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chownSync, closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { ConnectionSettings } from "../db/database.ts";
import { endWithUs } from "./death-watch.ts";
import { stopLeftover } from "./postgres-leftover.ts";
import { type PostgresPlace, preparePlace } from "./postgres-place.ts";
import { serverSettings } from "./postgres-settings.ts";
import { StartRefusal } from "./start-refusal.ts";

/** A running server of our own. */
export type EmbeddedPostgres = {
  /** The owner's connection to the database `crossdock`. */
  owner: ConnectionSettings;
  /** The superuser's, for what only he may do: backups, fault tests. The product never uses it. */
  superuser: ConnectionSettings;
  pid: number;
  /** Resolves when the server has ended, for whatever reason. */
  ended: Promise<void>;
  /** Clean stop: sessions are ended, everything is on disk. Safe to call twice. */
  stop(): Promise<void>;
};

export type EmbeddedPostgresOptions = {
  /** The cluster's directory; made when missing. */
  home: string;
  ownerPassword: string;
  superuserPassword: string;
  /** For throw-away clusters of tests only: nothing is synced to disk. */
  disposable?: boolean;
};

const superuserName = "postgres";
const ownerName = "crossdock_owner";
const databaseName = "crossdock";
/** Crash recovery after a kill -9 replays at most `max_wal_size`. */
const readyTimeoutMs = 120_000;
const startAttempts = 5;

/**
 * Starts PostgreSQL in a directory of ours: makes the cluster at the first start, stops a server that an earlier, killed parent left
 * behind, listens on loopback TCP only, on a port that is kept in `<home>/port` and replaced when somebody else has it. The server
 * stops by itself when this process dies. Throws a StartRefusal when a person has to act.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const place = preparePlace(options.home);
  if (!existsSync(path.join(place.data, "PG_VERSION"))) createCluster(place, options);
  assertSameMajor(place);
  await stopLeftover(place.data);
  for (let attempt = 1; ; attempt += 1) {
    const port = await choosePort(place);
    const server = launch(place, port, options.disposable === true);
    const superuser = { host: "127.0.0.1", port, user: superuserName, password: options.superuserPassword, database: "postgres" };
    const ready = await waitUntilReady(server, superuser, place);
    const host = socketDirectory(place, options.disposable) || superuser.host;
    if (ready) return await finish(server, { ...superuser, host }, options.ownerPassword);
    // the port was taken between choosing and listening, or the last server's processes still hold shared memory
    if (attempt === startAttempts) throw new StartRefusal(`PostgreSQL does not start: ${lastWords(place)} (see ${logFile(place)})`);
    await sleep(attempt * 500);
  }
}

function createCluster(place: PostgresPlace, options: EmbeddedPostgresOptions): void {
  const draft = `${place.data}.new`;
  const passwordFile = `${place.data}.password`;
  rmSync(draft, { recursive: true, force: true });
  rmSync(passwordFile, { force: true });
  try {
    writeFileSync(passwordFile, options.superuserPassword, { mode: 0o600, flag: "wx" });
    if (place.user !== undefined) chownSync(passwordFile, place.user.uid, place.user.gid);
    const flags = ["--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8", `--username=${superuserName}`];
    const local = socketDirectory(place, options.disposable) === "" ? "reject" : "scram-sha-256";
    const access = ["--auth-host=scram-sha-256", `--auth-local=${local}`, `--pwfile=${passwordFile}`];
    const sync = options.disposable === true ? ["--no-sync"] : [];
    const made = spawnSync(path.join(place.bin, "initdb"), [...flags, ...access, ...sync, "-D", draft], {
      ...place.user,
      cwd: path.dirname(place.data),
      env: serverEnvironment,
      encoding: "utf8",
    });
    if (made.status !== 0)
      throw new StartRefusal(`The database cannot be made in ${place.data}: ${(made.stderr || String(made.error)).trim()}`);
    // whole or not at all: a start that was killed in here begins again
    renameSync(draft, place.data);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** A name of a socket must fit into `sockaddr_un` with "/.s.PGSQL.65535" behind it, on macOS as well. */
const socketDirectoryMax = 88;

/** A throw-away server is reached by a local socket, which takes less time than loopback TCP; both listen. Empty = TCP only. */
function socketDirectory(place: PostgresPlace, disposable: boolean | undefined): string {
  return disposable === true && Buffer.byteLength(place.home) <= socketDirectoryMax ? place.home : "";
}

/** Nothing of our environment reaches the server: it could hold secrets, and locale variables would change its answers. */
const serverEnvironment = { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };

function assertSameMajor(place: PostgresPlace): void {
  const cluster = readFileSync(path.join(place.data, "PG_VERSION"), "utf8").trim();
  const program = spawnSync(path.join(place.bin, "postgres"), ["--version"], { ...place.user, cwd: "/", encoding: "utf8" }).stdout.match(
    /(\d+)\./,
  )?.[1];
  if (cluster !== program) {
    throw new StartRefusal(
      `The data in ${place.data} are of PostgreSQL ${cluster}, but this Crossdock brings ${program}; move them with pg_upgrade or a dump.`,
    );
  }
}

async function choosePort(place: PostgresPlace): Promise<number> {
  const file = path.join(place.home, "port");
  const kept = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
  const port = (await freePort(kept)) ?? (await freePort(0));
  if (port === undefined) throw new StartRefusal("No port on 127.0.0.1 is free for the database.");
  writeFileSync(file, `${port}\n`);
  return port;
}

/** The port itself when nobody listens on it; for 0, one that the system chooses. */
async function freePort(wanted: number): Promise<number | undefined> {
  const probe = createServer();
  const listening = once(probe, "listening");
  probe.listen(wanted, "127.0.0.1");
  try {
    await listening;
  } catch {
    return undefined;
  }
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  return address !== null && typeof address === "object" ? address.port : undefined;
}

type Server = { process: ChildProcess; pid: number; port: number; ended: Promise<void>; hasEnded: () => boolean };

function launch(place: PostgresPlace, port: number, disposable: boolean): Server {
  const log = openSync(logFile(place), tooLong(logFile(place)) ? "w" : "a", 0o600);
  const wanted = serverSettings(port, disposable, socketDirectory(place, disposable));
  const settings = Object.entries(wanted).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  // detached: Ctrl-C in a terminal goes to the whole group, but the database must be the last to stop
  const child = spawn(path.join(place.bin, "postgres"), ["-D", place.data, ...settings], {
    ...place.user,
    cwd: place.data,
    env: serverEnvironment,
    detached: true,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  let over = false;
  const ended = new Promise<void>((resolve) => {
    const end = () => {
      over = true;
      resolve();
    };
    child.once("exit", end);
    child.once("error", end);
  });
  endWithUs(child, "SIGINT", place.user);
  return { process: child, pid: child.pid ?? 0, port, ended, hasEnded: () => over };
}

async function waitUntilReady(server: Server, superuser: ConnectionSettings, place: PostgresPlace): Promise<boolean> {
  const deadline = performance.now() + readyTimeoutMs;
  while (performance.now() < deadline) {
    if (server.hasEnded()) return false;
    // before our server says so itself, whoever answers on the port may be somebody else's
    if (saysReady(place, server.pid) && (await signIn(superuser, place, server))) return true;
    await sleep(25);
  }
  await stopServer(server);
  return false;
}

/** PostgreSQL keeps its pid and, in the eighth line, its state in this file. */
function saysReady(place: PostgresPlace, pid: number): boolean {
  const file = path.join(place.data, "postmaster.pid");
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
  return Number(lines[0]) === pid && lines[7]?.trim() === "ready";
}

async function signIn(superuser: ConnectionSettings, place: PostgresPlace, server: Server): Promise<boolean> {
  const client = new pg.Client({ ...superuser, connectionTimeoutMillis: 5_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.end();
    return true;
  } catch (error) {
    await client.end().catch(() => {});
    if (!(error instanceof pg.DatabaseError) || error.code !== "28P01") return false;
    await stopServer(server);
    throw new StartRefusal(
      `The database in ${place.data} was made with another master key; put that key file back, or start with an empty data directory.`,
    );
  }
}

async function finish(server: Server, superuser: ConnectionSettings, ownerPassword: string): Promise<EmbeddedPostgres> {
  try {
    await prepareDatabase(superuser, ownerPassword);
  } catch (error) {
    await stopServer(server);
    throw error;
  }
  let stopping: Promise<unknown> | undefined;
  return {
    owner: { ...superuser, user: ownerName, password: ownerPassword, database: databaseName },
    superuser,
    pid: server.pid,
    ended: server.ended,
    stop: async () => {
      stopping ??= stopServer(server);
      await stopping;
    },
  };
}

/** Encoding and collation asserted (under another locale trigrams of Chinese would be empty), owner and database there. */
async function prepareDatabase(superuser: ConnectionSettings, ownerPassword: string): Promise<void> {
  const client = new pg.Client(superuser);
  await client.connect();
  try {
    const found = await client.query(
      "select pg_encoding_to_char(encoding) as encoding, datlocprovider, datlocale from pg_database where datname = 'template0'",
    );
    const { encoding, datlocprovider, datlocale } = found.rows[0] ?? {};
    if (encoding !== "UTF8" || datlocprovider !== "b" || datlocale !== "C.UTF-8") {
      throw new StartRefusal(
        `The database has encoding ${encoding} and locale ${datlocale}; wanted are UTF8 and C.UTF-8. Start with an empty data directory.`,
      );
    }
    const password = client.escapeLiteral(ownerPassword);
    const owner = await client.query("select 1 from pg_roles where rolname = $1", [ownerName]);
    // not a superuser, so that migrations meet the same limits as on a server of the user's own
    if (owner.rowCount === 0) await client.query(`create role ${ownerName} login createdb createrole password ${password}`);
    const database = await client.query("select 1 from pg_database where datname = $1", [databaseName]);
    if (database.rowCount === 0) await client.query(`create database ${databaseName} owner ${ownerName} template template0`);
  } finally {
    await client.end();
  }
}

async function stopServer(server: Server): Promise<void> {
  // fast, then immediate (recovers at the next start), then the hammer
  for (const [signal, patienceMs] of [
    ["SIGINT", 4_000],
    ["SIGQUIT", 1_500],
    ["SIGKILL", 1_500],
  ] as const) {
    if (server.hasEnded()) break;
    server.process.kill(signal);
    const patience = new AbortController();
    await Promise.race([server.ended, sleep(patienceMs, undefined, { signal: patience.signal }).catch(() => {})]);
    patience.abort();
  }
}

function logFile(place: PostgresPlace): string {
  return path.join(place.home, "server.log");
}

function tooLong(file: string): boolean {
  return (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 10_000_000;
}

function lastWords(place: PostgresPlace): string {
  const lines = readFileSync(logFile(place), "utf8").trim().split("\n");
  return lines.findLast((line) => line.includes("FATAL")) ?? lines.at(-1) ?? "it says nothing";
}
