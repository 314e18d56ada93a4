import { afterAll, inject } from "vitest";
import { createDatabase, dropDatabase, findOpenSessions, type ThrowAwayDatabase } from "./throw-away-server.ts";

/** Connection settings of a test file's own database: `owner`, `app`, `directory`, `auth`, `jobs`, `superuser`. */
export type TestDatabase = ThrowAwayDatabase;

/**
 * A fresh, migrated database for this test file. Call it once at the top level, before any hook: `const database = await
 * createTestDatabase();`. It is dropped after the file, and the file fails when it left a connection open. Only for files named
 * `*.db.test.ts`.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = inject("databaseServer");
  const database = await createDatabase(server);
  // hooks run last-in first-out: what the file closes in its own afterAll is closed before we look
  afterAll(async () => {
    const left = await findOpenSessions(server, database);
    await dropDatabase(server, database);
    if (left.length > 0) throw new Error(`This test file leaves ${left.length} database connections open: ${left.join("; ")}`);
  });
  return database;
}
