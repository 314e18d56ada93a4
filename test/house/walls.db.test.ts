import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase } from "../support/database.ts";

// What the migrated database's own catalogue says about the walls between tenants: no exceptions, so no list of them.
const database = await createTestDatabase();
const owner = new pg.Client(database.owner);
beforeAll(() => owner.connect());
afterAll(() => owner.end());

/** Functions that run with their owner's rights. Each is a hole in the walls and needs a reason here. */
const definerFunctions: Record<string, string> = {
  "directory.drop_call_records": "drops days of the call record that are older than they may be kept, which only their owner may do",
  "directory.ensure_partitions": "makes the coming days' partitions of the record tables, which only their owner may do",
};

/** Ordinary and partitioned tables of the tenants; partitions inherit nothing of row security, so they count as well. */
const tenantTables =
  "select c.oid, c.relname, c.relrowsecurity, c.relforcerowsecurity, c.relispartition from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')";
const loginRoles = "'crossdock_app', 'crossdock_directory', 'crossdock_auth', 'crossdock_jobs'";

async function list(sql: string): Promise<string[]> {
  const found = await owner.query<unknown[]>({ text: sql, rowMode: "array" });
  return found.rows.map((row) => row.join(" "));
}

test("there are tenant tables to look at", async () => {
  expect((await list(tenantTables)).length).toBeGreaterThan(10);
});

test("every tenant table has a tenant_id that cannot be null", async () => {
  expect(
    await list(`select t.relname from (${tenantTables}) t where not exists
      (select from pg_attribute a where a.attrelid = t.oid and a.attname = 'tenant_id' and a.attnotnull and a.atttypid = 'uuid'::regtype)`),
  ).toEqual([]);
});

test("row security is on, and forced on the owner too, for every table that the app may touch", async () => {
  expect(
    await list(`select t.relname from (${tenantTables}) t where not (t.relrowsecurity and t.relforcerowsecurity)
      and not (t.relispartition and not has_table_privilege('crossdock_app', t.oid, 'select, insert, update, delete'))`),
  ).toEqual([]);
});

test("every policy guards what is read and what is written, by the transaction's tenant", async () => {
  expect(
    await list(
      `select t.relname from (${tenantTables}) t where t.relrowsecurity and not exists (select from pg_policy p where p.polrelid = t.oid and p.polcmd = '*')`,
    ),
  ).toEqual([]);
  expect(
    await list(`select polrelid::regclass, polname from pg_policy where polqual is null or (polcmd in ('*', 'a', 'w') and polwithcheck is null)
      or pg_get_expr(polqual, polrelid) not like '%crossdock.tenant%'`),
  ).toEqual([]);
});

test("every key starts with the tenant", async () => {
  expect(
    await list(`select i.indexrelid::regclass from pg_index i join (${tenantTables}) t on t.oid = i.indrelid
      join pg_attribute a on a.attrelid = i.indrelid and a.attname = 'tenant_id' where i.indisunique and i.indkey[0] <> a.attnum`),
  ).toEqual([]);
  expect(
    await list(`select c.conrelid::regclass, c.conname from pg_constraint c join (${tenantTables}) t on t.oid = c.conrelid
      join pg_attribute a on a.attrelid = c.conrelid and a.attname = 'tenant_id' where c.contype = 'f' and c.conkey[1] <> a.attnum`),
  ).toEqual([]);
});

test("no trigger of ours works on a tenant table, so that the schema can be distributed", async () => {
  expect(
    await list(
      `select g.tgrelid::regclass, g.tgname from pg_trigger g join (${tenantTables}) t on t.oid = g.tgrelid where not g.tgisinternal`,
    ),
  ).toEqual([]);
});

test("every view has its reader's rights, and every function with its owner's rights is known and has a fixed search path", async () => {
  const ours = "('public', 'directory', 'auth', 'jobs', 'meta')";
  expect(
    await list(`select c.oid::regclass from pg_class c where c.relkind = 'v' and c.relnamespace::regnamespace::text in ${ours}
      and not coalesce(c.reloptions, '{}') && array['security_invoker=true', 'security_invoker=on']`),
  ).toEqual([]);
  const definer = `from pg_proc p where p.prosecdef and p.pronamespace::regnamespace::text in ${ours}`;
  expect(await list(`select distinct p.pronamespace::regnamespace || '.' || p.proname ${definer} order by 1`)).toEqual(
    Object.keys(definerFunctions).toSorted(),
  );
  expect(await list(`select p.proname ${definer} and not exists (select from unnest(p.proconfig) c where c like 'search_path=%')`)).toEqual(
    [],
  );
});

test("the login roles own nothing and each enters its own schema only", async () => {
  expect(await list(`select relname from pg_class where relowner in (select oid from pg_roles where rolname in (${loginRoles}))`)).toEqual(
    [],
  );
  const entries = await list(`select r.rolname, n.nspname from pg_roles r, pg_namespace n where r.rolname in (${loginRoles})
    and n.nspname in ('public', 'directory', 'auth', 'jobs', 'meta') and has_schema_privilege(r.oid, n.oid, 'usage') order by 1, 2`);
  expect(entries).toEqual(["crossdock_app public", "crossdock_auth auth", "crossdock_directory directory", "crossdock_jobs jobs"]);
});

test("the app may not empty a table, and what is written once is never changed", async () => {
  const truncatable = `select t.relname from (${tenantTables}) t where has_table_privilege('crossdock_app', t.oid, 'truncate, references, trigger')`;
  expect(await list(truncatable)).toEqual([]);
  const appendOnly = "('stock_movement', 'timeline', 'audit', 'call_record', 'change')";
  expect(
    await list(
      `select t.relname from (${tenantTables}) t where t.relname in ${appendOnly} and has_table_privilege('crossdock_app', t.oid, 'update, delete')`,
    ),
  ).toEqual([]);
});
