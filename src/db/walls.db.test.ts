import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase } from "../../test/support/database.ts";
import { openTestApp, steppedClock } from "../../test/support/test-app.ts";
import { setUpTestShop, type TestShop, testOrder } from "../../test/support/test-shop.ts";
import { getPackage } from "../app/get-package.ts";
import { ingestOrders } from "../app/ingest-orders.ts";
import { listPackageIds } from "../app/list-package-ids.ts";
import { asId, type PackageId, type TenantId } from "../kernel/id.ts";
import { instantFromMs } from "../kernel/instant.ts";
import { openDatabase } from "./database.ts";
import { listTimeline } from "./package-detail.ts";
import { getPackageRows } from "./package-rows.ts";
import { findPackagePlace } from "./read-place.ts";
import { insertAudit, insertTimeline } from "./records.ts";

// The walls between tenants as the app's own role meets them. What the catalogue says of them: test/house/walls.db.test.ts.
const database = await createTestDatabase();
const opened = openTestApp(database, steppedClock("2026-11-20T00:00:00Z"));
const { app, directory } = opened;
const bare = new pg.Client(database.app);
let ours: TestShop;
let theirs: TestShop;
let theirPackage: PackageId;

beforeAll(async () => {
  await bare.connect();
  ours = await setUpTestShop(app, directory, { A: 5 });
  theirs = await setUpTestShop(app, directory, { A: 5 });
  for (const shop of [ours, theirs]) {
    await ingestOrders(app, shop.ingest, { orders: [testOrder("PO-1", [{ sku: "A" }])], source: "stream" });
  }
  const ids = await listPackageIds(app, theirs.scope, {}, { by: "ship_by", direction: "asc" });
  theirPackage = ids.ok ? (ids.value.ids[0] ?? asId<PackageId>("")) : asId<PackageId>("");
});

afterAll(async () => {
  await bare.end();
  await opened.close();
});

async function tenantTables(): Promise<string[]> {
  const found = await bare.query<{ relname: string }>(
    `select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
       and has_table_privilege(c.oid, 'select') order by 1`,
  );
  return found.rows.map((row) => row.relname);
}

test("without a tenant the app reads nothing from any table", async () => {
  const tables = await tenantTables();
  expect(tables.length).toBeGreaterThan(20);
  for (const table of tables) {
    const found = await bare.query<{ count: string }>(`select count(*) from ${pg.escapeIdentifier(table)}`);
    expect([table, found.rows[0]?.count]).toEqual([table, "0"]);
  }
});

test("without a tenant, or with another one's id, the app writes nothing", async () => {
  const insert = "insert into counter (tenant_id, name, next) values ($1, 'x', 1)";
  await expect(bare.query(insert, [ours.tenant])).rejects.toThrow(/row-level security/);
  const foreign = app.database.inTenant(ours.tenant, (tx) =>
    tx.insertInto("counter").values({ tenant_id: theirs.tenant, name: "x", next: 1n }).execute(),
  );
  await expect(foreign).rejects.toThrow(/row-level security/);
  const moved = app.database.inTenant(ours.tenant, (tx) =>
    tx.updateTable("warehouse").set({ tenant_id: theirs.tenant }).where("tenant_id", "=", ours.tenant).execute(),
  );
  await expect(moved).rejects.toThrow(/row-level security/);
  const updated = await bare.query("update package set number = 'stolen'");
  expect(updated.rowCount).toBe(0);
});

test("a partition cannot be entered by its own name", async () => {
  await expect(bare.query("select * from timeline_default")).rejects.toThrow(/permission denied/);
});

test("the app cannot become anyone else, nor switch the walls off", async () => {
  const roles = await bare.query<{ rolsuper: boolean; rolbypassrls: boolean; rolcreaterole: boolean; member: boolean }>(
    `select rolsuper, rolbypassrls, rolcreaterole, exists (select from pg_auth_members m where m.member = r.oid) as member
     from pg_roles r where rolname = current_user`,
  );
  expect(roles.rows).toEqual([{ rolsuper: false, rolbypassrls: false, rolcreaterole: false, member: false }]);
  await expect(bare.query("set role crossdock_directory")).rejects.toThrow(/permission denied/);
  await expect(bare.query("alter table package disable row level security")).rejects.toThrow(/must be owner/);
  await expect(bare.query("select * from directory.tenant")).rejects.toThrow(/permission denied/);
  await expect(bare.query("select * from auth.session")).rejects.toThrow(/permission denied/);
});

test("another tenant's id finds nothing, even when a statement names that tenant", async () => {
  expect((await getPackage(app, theirs.scope, theirPackage)).ok).toBe(true);
  expect(await getPackage(app, ours.scope, theirPackage)).toEqual({ ok: false, error: { code: "not-found" } });
  await app.database.inTenant(ours.tenant, async (tx) => {
    expect(await getPackageRows(tx, theirs.tenant, [theirPackage])).toEqual([]);
    expect(await findPackagePlace(tx, theirs.tenant, theirPackage)).toBeUndefined();
    expect(await listTimeline(tx, theirs.tenant, theirPackage, 10)).toEqual([]);
  });
});

test("records are added and never changed", async () => {
  const at = instantFromMs(0);
  await app.database.inTenant(ours.tenant, async (tx) => {
    await insertAudit(tx, ours.tenant, {
      id: app.entropy.uuid(),
      at,
      actorId: "u1",
      act: "tested",
      subject: { kind: "tenant", id: ours.tenant },
      detail: {},
    });
    await insertTimeline(tx, ours.tenant, at, [
      { id: app.entropy.uuid(), packageId: theirPackage, event: { kind: "approved" }, actor: "system" },
    ]);
  });
  for (const table of ["audit", "timeline", "change", "call_record", "stock_movement"]) {
    await expect(app.database.inTenant(ours.tenant, (tx) => sql`delete from ${sql.table(table)}`.execute(tx))).rejects.toThrow(
      /permission denied/,
    );
    await expect(
      app.database.inTenant(ours.tenant, (tx) => sql`update ${sql.table(table)} set tenant_id = tenant_id`.execute(tx)),
    ).rejects.toThrow(/permission denied/);
  }
});

// a plan that is kept by name was made under another tenant's eyes
test.each([
  ["planned each time", false],
  ["planned once", true],
])("one connection serves tenants in turn, through failures and broken connections, and never mixes them up: %s", async (_, prepares) => {
  const single = openDatabase({ ...database.app, prepares }, 1);
  const superuser = new pg.Client(database.superuser);
  await superuser.connect();
  const warehouses = (tenant: TenantId) =>
    single.inTenant(tenant, async (tx) => {
      // deliberately without a condition: only the wall chooses
      const found = await sql<{ tenant_id: TenantId }>`select tenant_id from warehouse`.execute(tx);
      return found.rows.map((row) => row.tenant_id);
    });
  try {
    for (let round = 0; round < 200; round += 1) {
      const tenant = round % 2 === 0 ? ours.tenant : theirs.tenant;
      expect(await warehouses(tenant)).toEqual([tenant]);
      const broken = single.inTenant(tenant, async (tx) => {
        if (round % 50 === 0) {
          const backend = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
          await superuser.query("select pg_terminate_backend($1)", [backend.rows[0]?.pid]);
        }
        await sql`select 1 / 0`.execute(tx);
      });
      await expect(broken).rejects.toThrow();
    }
  } finally {
    await superuser.end();
    await single.close();
  }
});
