import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { createDatabase, startThrowAwayServer } from "../../test/support/throw-away-server.ts";
import { instantFromMs } from "../kernel/instant.ts";
import type { ConnectionSettings } from "./database.ts";
import { loginRoles } from "./login-roles.ts";
import { migrate } from "./migrate.ts";

// a server of our own: these tests change roles, which all databases of a server share
const { server, stop } = await startThrowAwayServer({ durable: false });
const migrated = await createDatabase(server);
afterAll(stop);
const at = instantFromMs(1_700_000_000_000);

let folder = "";
let empty: ConnectionSettings = server.owner;
let count = 0;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "crossdock-migrations-"));
  count += 1;
  empty = { ...server.owner, database: `migrate_${process.pid}_${count}` };
  await ask(server.owner, `create database ${empty.database} template template0`);
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await ask(server.owner, `drop database ${empty.database} with (force)`);
});

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

function write(name: string, sql: string): void {
  writeFileSync(path.join(folder, name), sql);
}

const run = () => migrate({ owner: empty, rolePasswords: server.passwords, at, directory: folder });

test("files are applied once, in order, and recorded with name, checksum and the given time", async () => {
  write("0001_first.sql", "create table first (id integer primary key);");
  write("0002_second.sql", "create table second (id integer references first); insert into first values (1);");
  expect(await run()).toEqual([1, 2]);
  expect(await run()).toEqual([]);
  write("0010_third.sql", "alter table first add column note text");
  expect(await run()).toEqual([10]);
  expect(
    await ask(
      empty,
      "select number, name, length(sha256), applied_at at time zone 'UTC' = '2023-11-14 22:13:20' from meta.migration order by 1",
    ),
  ).toEqual(["1|0001_first.sql|64|true", "2|0002_second.sql|64|true", "10|0010_third.sql|64|true"]);
});

test("a file that fails leaves nothing of itself, keeps what came before, and says where", async () => {
  write("0001_first.sql", "create table first (id integer);");
  write("0002_broken.sql", "create table second (id integer);\ninsert into second\n  select nothing;");
  await expect(run()).rejects.toThrow('The migration 0002_broken.sql, line 3, failed: column "nothing" does not exist');
  expect(await ask(empty, "select to_regclass('first'), to_regclass('second')")).toEqual(["first|"]);
  write("0002_broken.sql", "create table second (id integer);");
  expect(await run()).toEqual([2]);
});

test("a file that was edited, lost, slipped in late, doubled or misnamed is refused; so is an older Crossdock", async () => {
  write("0001_first.sql", "create table first (id integer);");
  write("0003_third.sql", "create table third (id integer);");
  await run();
  write("0001_first.sql", "create table first (id bigint);");
  await expect(run()).rejects.toThrow(/0001_first.sql was edited after this database applied it/);
  rmSync(path.join(folder, "0001_first.sql"));
  await expect(run()).rejects.toThrow(/0001_first.sql, which this database has, is missing here/);
  write("0001_first.sql", "create table first (id integer);");
  write("0002_late.sql", "select 1");
  await expect(run()).rejects.toThrow(/0002_late.sql comes before 3/);
  rmSync(path.join(folder, "0002_late.sql"));
  rmSync(path.join(folder, "0003_third.sql"));
  await expect(run()).rejects.toThrow(/made by a newer Crossdock \(it has 0003_third.sql, this one ends at 1\)/);
  write("0001_again.sql", "select 1");
  await expect(run()).rejects.toThrow(/Two migrations have the number/);
  write("first.sql", "select 1");
  await expect(run()).rejects.toThrow(/must be named like/);
});

test("two migrators of one database: one waits and finds the work done", async () => {
  write("0001_slow.sql", "create table slow (id integer); select pg_sleep(0.3);");
  const both = await Promise.all([run(), run()]);
  expect(both.flat()).toEqual([1]);
});

test("a lock that somebody else holds fails the migration within seconds instead of stopping everybody", async () => {
  write("0001_busy.sql", "create table busy (id integer);");
  await run();
  write("0002_wait.sql", "alter table busy add column note text;");
  const other = new pg.Client(empty);
  await other.connect();
  await other.query("begin; select * from busy");
  await expect(run()).rejects.toThrow(/0002_wait.sql failed: canceling statement due to lock timeout/);
  await other.end();
  expect(await run()).toEqual([2]);
});

test("migrators of many databases at once agree on the roles, also when their passwords change", async () => {
  write("0001_first.sql", "select 1");
  const names = Array.from({ length: 6 }, (_, index) => `${empty.database}_${index}`);
  for (const name of names) await ask(server.owner, `create database ${name} template template0`);
  const passwords = { ...server.passwords, crossdock_jobs: "a new one" };
  const owners = names.map((database) => ({ ...server.owner, database }));
  const migrateAll = (rolePasswords: typeof passwords) =>
    Promise.all(owners.map((owner) => migrate({ owner, rolePasswords, at, directory: folder })));
  expect(await migrateAll(passwords)).toEqual(names.map(() => [1]));
  expect(await ask({ ...empty, user: "crossdock_jobs", password: "a new one" }, "select current_user")).toEqual(["crossdock_jobs"]);
  await migrateAll(server.passwords);
  for (const name of names) await ask(server.owner, `drop database ${name} with (force)`);
});

test("the login roles sign in, own nothing, may not become more and are members of nothing", async () => {
  for (const role of [migrated.app, migrated.directory, migrated.auth, migrated.jobs]) {
    expect(await ask(role, "select current_user")).toEqual([role.user]);
    await expect(ask(role, "set role crossdock_owner")).rejects.toThrow(/permission denied/);
    await expect(ask(role, "create table public.mine (id integer)")).rejects.toThrow(/permission denied/);
  }
  const names = loginRoles.map((role) => `'${role}'`).join(", ");
  expect(
    await ask(migrated.owner, `select relname from pg_class where relowner in (select oid from pg_roles where rolname in (${names}))`),
  ).toEqual([]);
  expect(
    await ask(migrated.owner, `select 1 from pg_auth_members where member in (select oid from pg_roles where rolname in (${names}))`),
  ).toEqual([]);
});

test("a role that was given more power is refused", async () => {
  write("0001_first.sql", "select 1");
  await ask(server.superuser, "alter role crossdock_auth createdb");
  try {
    await expect(run()).rejects.toThrow(/crossdock_auth has more power than it may have/);
  } finally {
    await ask(server.superuser, "alter role crossdock_auth nocreatedb");
  }
});

test("a catalogue from before its words were kept is found by them afterwards, behind walls that stand again", async () => {
  const own = path.join(import.meta.dirname, "migrations");
  const older = readdirSync(own).filter((name) => name < "0010");
  for (const name of older) copyFileSync(path.join(own, name), path.join(folder, name));
  await run();
  const tenant = "01900000-0000-7000-8000-000000000001";
  const id = "01900000-0000-7000-8000-000000000002";
  await ask(
    { ...server.superuser, database: empty.database },
    `insert into sku (tenant_id, id, code, name_zh, name_en, weight_g, created_at) values ('${tenant}', '${id}', 'HG-7', '搪瓷杯', 'Écharpe', 1, now())`,
  );
  copyFileSync(path.join(own, "0010_catalog_search.sql"), path.join(folder, "0010_catalog_search.sql"));
  expect(await run()).toEqual([10]);
  const superuser = { ...server.superuser, database: empty.database };
  expect(await ask(superuser, "select word from word order by word")).toEqual(["7", "hg", "écharpe", "搪瓷", "瓷杯"]);
  expect(await ask(superuser, "select count(*) from sku_word")).toEqual(["5"]);
  expect(await ask(superuser, "select relname from pg_class where relrowsecurity and not relforcerowsecurity")).toEqual([]);
});
