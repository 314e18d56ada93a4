import pg from "pg";
import { expect, test } from "vitest";
import { createTestDatabase } from "../../test/support/database.ts";
import { giveFirstStatistics } from "./first-statistics.ts";

test("an empty database takes tenants for few, and what it has learnt by itself is left alone", async () => {
  const database = await createTestDatabase();
  const client = new pg.Client(database.superuser);
  await client.connect();
  const known = async (table: string): Promise<number | undefined> => {
    const { rows } = await client.query<{ n_distinct: number }>(
      "select n_distinct from pg_stats where schemaname = 'public' and tablename = $1 and attname = 'tenant_id'",
      [table],
    );
    return rows[0]?.n_distinct;
  };
  try {
    expect(await known("package_line")).toBe(1);
    await client.query("insert into counter (tenant_id, name, next) select gen_random_uuid(), 'n' || n, 1 from generate_series(1, 50) n");
    await client.query("analyze counter");
    const learnt = await known("counter");
    expect(learnt).not.toBe(1);
    await giveFirstStatistics(client);
    expect(await known("counter")).toBe(learnt);
  } finally {
    await client.end();
  }
});
