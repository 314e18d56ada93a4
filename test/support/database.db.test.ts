import pg from "pg";
import { expect, inject, test } from "vitest";
import { createTestDatabase } from "./database.ts";
import { createDatabase, dropDatabase, findOpenSessions } from "./throw-away-server.ts";

const database = await createTestDatabase();

test("every role of a test's database signs in, and the schema is there", async () => {
  for (const settings of Object.values(database)) {
    const client = new pg.Client(settings);
    await client.connect();
    expect((await client.query("select current_database() as name")).rows).toEqual([{ name: database.owner.database }]);
    await client.end();
  }
  const owner = new pg.Client(database.owner);
  await owner.connect();
  expect((await owner.query("select count(*)::integer as n from meta.migration")).rows[0].n).toBeGreaterThan(0);
  await owner.end();
});

test("a connection left open is found, and does not keep the database from being dropped", async () => {
  const server = inject("databaseServer");
  const other = await createDatabase(server);
  expect(await findOpenSessions(server, other)).toEqual([]);
  const leak = new pg.Client({ ...other.app, application_name: "leak" });
  leak.on("error", () => {});
  await leak.connect();
  expect(await findOpenSessions(server, other)).toEqual(["crossdock_app (leak, idle)"]);
  await dropDatabase(server, other);
  await expect(createDatabase({ ...server, template: other.owner.database })).rejects.toThrow(/does not exist/);
});
