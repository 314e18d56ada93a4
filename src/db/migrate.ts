import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { type Instant, toIso } from "../kernel/instant.ts";
import type { ConnectionSettings } from "./database.ts";
import { giveFirstStatistics } from "./first-statistics.ts";
import { ensureLoginRoles, type RolePasswords } from "./login-roles.ts";
import { MigrationRefusal } from "./migration-refusal.ts";

export type MigrateOptions = {
  /** The role that owns the database and everything in it. */
  owner: ConnectionSettings;
  rolePasswords: RolePasswords;
  /** What is recorded as the time of applying. */
  at: Instant;
  /** Where the numbered .sql files are; our own when left out. */
  directory?: string;
};

type Migration = { number: number; name: string; sql: string; sha256: string };
type Applied = { number: number; name: string; sha256: string };

const fileName = /^(\d{4})_[a-z0-9_]+\.sql$/;
/** Any constant of ours; two migrators of one database meet here. */
const migratorLock = 4_026_531_841;
/** A second migrator waits for the first, but not for ever. */
const migratorPatience = "300s";
/** Behind a waiting ALTER TABLE everybody else queues: better to fail and try again. */
const lockPatience = "5s";
const oldestServer = 150_000;

/**
 * Brings a database to the newest schema: login roles first, then each file of `migrations/` that is missing, in order, one
 * transaction each. Returns the numbers applied. Throws a MigrationRefusal when the database or the files are not what they should be;
 * nothing of the file at fault remains then.
 */
export async function migrate(options: MigrateOptions): Promise<number[]> {
  const migrations = await readMigrations(options.directory ?? path.join(import.meta.dirname, "migrations"));
  const client = new pg.Client({ ...options.owner, application_name: "crossdock-migrate" });
  await client.connect();
  try {
    await assertSuitable(client);
    await client.query(`set lock_timeout = '${migratorPatience}'`);
    await client.query("select pg_advisory_lock($1)", [migratorLock]);
    await ensureLoginRoles(client, options.owner, options.rolePasswords);
    const pending = choosePending(migrations, await readApplied(client));
    for (const migration of pending) await apply(client, migration, options.at);
    if (pending.length > 0) await giveFirstStatistics(client);
    return pending.map((migration) => migration.number);
  } finally {
    // ends the session, and with it the lock
    await client.end();
  }
}

async function readMigrations(directory: string): Promise<Migration[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith(".sql")).sort();
  const migrations = await Promise.all(
    names.map(async (name) => {
      const number = fileName.exec(name)?.[1];
      if (number === undefined) throw new MigrationRefusal(`The migration ${name} must be named like 0001_what_it_adds.sql.`);
      const sql = await readFile(path.join(directory, name), "utf8");
      return { number: Number(number), name, sql, sha256: createHash("sha256").update(sql).digest("hex") };
    }),
  );
  const twin = migrations.find((migration, index) => migrations[index - 1]?.number === migration.number);
  if (twin !== undefined) throw new MigrationRefusal(`Two migrations have the number of ${twin.name}; give the later one the next number.`);
  return migrations;
}

async function assertSuitable(client: pg.Client): Promise<void> {
  const found = await client.query<{ version: number; encoding: string }>(
    "select current_setting('server_version_num')::integer as version, current_setting('server_encoding') as encoding",
  );
  const { version = 0, encoding = "unknown" } = found.rows[0] ?? {};
  if (version < oldestServer)
    throw new MigrationRefusal(`The database server is PostgreSQL ${Math.trunc(version / 10_000)}; Crossdock needs 15 or newer.`);
  if (encoding !== "UTF8") throw new MigrationRefusal(`The database has the encoding ${encoding}; create it with UTF8.`);
}

async function readApplied(client: pg.Client): Promise<Applied[]> {
  await client.query("create schema if not exists meta");
  await client.query(
    `create table if not exists meta.migration (
       number integer primary key, name text not null, sha256 text not null, applied_at timestamptz not null)`,
  );
  const found = await client.query<Applied>("select number, name, sha256 from meta.migration order by number");
  return found.rows;
}

/** Forward only: what was applied must be there unchanged, and only newer numbers may follow. */
function choosePending(migrations: Migration[], applied: Applied[]): Migration[] {
  const newestKnown = migrations.at(-1)?.number ?? 0;
  for (const done of applied) {
    const file = migrations.find((migration) => migration.number === done.number);
    if (file === undefined && done.number > newestKnown) {
      throw new MigrationRefusal(
        `The database was made by a newer Crossdock (it has ${done.name}, this one ends at ${newestKnown}); start that one.`,
      );
    }
    if (file === undefined)
      throw new MigrationRefusal(`The migration ${done.name}, which this database has, is missing here; restore the file.`);
    if (file.sha256 !== done.sha256) {
      throw new MigrationRefusal(
        `The migration ${file.name} was edited after this database applied it; restore the file and put the change into a new one.`,
      );
    }
  }
  const newestApplied = applied.at(-1)?.number ?? 0;
  const pending = migrations.filter((migration) => !applied.some((done) => done.number === migration.number));
  const late = pending.find((migration) => migration.number < newestApplied);
  if (late !== undefined)
    throw new MigrationRefusal(
      `The migration ${late.name} comes before ${newestApplied}, which this database already has; give it the next number.`,
    );
  return pending;
}

async function apply(client: pg.Client, migration: Migration, at: Instant): Promise<void> {
  await client.query("begin");
  try {
    await client.query(`set local lock_timeout = '${lockPatience}'`);
    await client.query(migration.sql);
    await client.query("insert into meta.migration (number, name, sha256, applied_at) values ($1, $2, $3, $4)", [
      migration.number,
      migration.name,
      migration.sha256,
      toIso(at),
    ]);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw new MigrationRefusal(
      `The migration ${migration.name}${lineOf(error, migration.sql)} failed: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function lineOf(error: unknown, statement: string): string {
  const position = error instanceof pg.DatabaseError ? Number(error.position) : Number.NaN;
  return Number.isInteger(position) ? `, line ${statement.slice(0, position - 1).split("\n").length},` : "";
}
