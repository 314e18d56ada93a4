import { randomBytes, randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import type { ConnectionSettings } from "../../src/db/database.ts";
import type { LoginRole } from "../../src/db/login-roles.ts";
import { migrate } from "../../src/db/migrate.ts";
import { instantFromMs } from "../../src/kernel/instant.ts";
import { startEmbeddedPostgres } from "../../src/main/embedded-postgres.ts";
import { rolePassword, rolePasswords } from "../../src/main/master-key.ts";

/** How to reach a server with a migrated template. Plain data: it travels from vitest's main process to its workers. */
export type ThrowAwayServer = {
  superuser: ConnectionSettings;
  owner: ConnectionSettings;
  passwords: Record<LoginRole, string>;
  /** The install's master key in base64: a process started by a test signs in with what it derives from it. */
  masterKey: string;
  template: string;
};

/** One fresh, migrated database and who may enter it. */
export type ThrowAwayDatabase = Record<"superuser" | "owner" | "app" | "directory" | "auth" | "jobs", ConnectionSettings>;

const template = "crossdock_template";
const folderPrefix = "crossdock-throw-away-";

export type StartedServer = {
  server: ThrowAwayServer;
  /** Ends the server as a crash does, without a word to anybody, and starts it again on the same port. */
  crash(): Promise<void>;
  stop(): Promise<void>;
};

/**
 * Starts a real PostgreSQL in a temporary directory with one migrated template database. For tests, simulation and benchmarks;
 * `durable` syncs to disk as in production. It ends with this process whatever happens; directories of killed runs are swept here.
 */
export async function startThrowAwayServer(options: { durable: boolean; migrations?: string }): Promise<StartedServer> {
  sweepDeadRuns();
  const folder = mkdtempSync(path.join(tmpdir(), `${folderPrefix}${process.pid}-`));
  // root's servers run as another user, who must be able to pass
  chmodSync(folder, 0o755);
  const key = randomBytes(32);
  const start = () =>
    startEmbeddedPostgres({
      home: path.join(folder, "postgres"),
      ownerPassword: rolePassword(key, "owner"),
      superuserPassword: rolePassword(key, "superuser"),
      disposable: !options.durable,
    });
  let postgres = await start();
  const crash = async () => {
    process.kill(postgres.pid, "SIGQUIT");
    await postgres.ended;
    postgres = await start();
  };
  const stop = async () => {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const owner = { ...postgres.owner, database: template };
    await asOwner(postgres.owner, `create database ${template}`);
    await migrate({
      owner,
      rolePasswords: rolePasswords(key),
      at: instantFromMs(Date.now()),
      ...(options.migrations && { directory: options.migrations }),
    });
    return {
      server: {
        superuser: postgres.superuser,
        owner: postgres.owner,
        passwords: rolePasswords(key),
        masterKey: key.toString("base64"),
        template,
      },
      crash,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A copy of the migrated template: some tens of milliseconds. */
export async function createDatabase(server: ThrowAwayServer): Promise<ThrowAwayDatabase> {
  const database = `test_${randomUUID().replaceAll("-", "")}`;
  await asOwner(server.owner, `create database ${database} template ${server.template}`);
  const as = (user: LoginRole) => ({ ...server.owner, database, user, password: server.passwords[user] });
  return {
    superuser: { ...server.superuser, database },
    owner: { ...server.owner, database },
    app: as("crossdock_app"),
    directory: as("crossdock_directory"),
    auth: as("crossdock_auth"),
    jobs: as("crossdock_jobs"),
  };
}

/** Drops a database even when somebody is still connected. */
export async function dropDatabase(server: ThrowAwayServer, database: ThrowAwayDatabase): Promise<void> {
  // sessions of every role are to go, which only the superuser may do
  await asOwner(server.superuser, `drop database if exists ${database.owner.database} with (force)`);
}

/** The sessions of a database other than our own, as text for a message. Waits a moment for those that are just closing. */
export async function findOpenSessions(server: ThrowAwayServer, database: ThrowAwayDatabase): Promise<string[]> {
  const client = new pg.Client(server.superuser);
  await client.connect();
  try {
    for (let look = 1; ; look += 1) {
      const found = await client.query<{ session: string }>(
        "select format('%s (%s, %s)', usename, application_name, state) as session from pg_stat_activity where datname = $1 and backend_type = 'client backend'",
        [database.owner.database],
      );
      if (found.rows.length === 0 || look === 20) return found.rows.map((row) => row.session);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  } finally {
    await client.end();
  }
}

async function asOwner(settings: ConnectionSettings, statement: string): Promise<void> {
  const client = new pg.Client(settings);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function sweepDeadRuns(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = name.startsWith(folderPrefix) ? Number(name.slice(folderPrefix.length).split("-")[0]) : 0;
    if (pid > 0 && !isAlive(pid)) rmSync(path.join(tmpdir(), name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // it is there, but somebody else's
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
