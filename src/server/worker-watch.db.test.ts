import pg from "pg";
import { afterAll, expect, test } from "vitest";
import { createTestDatabase } from "../../test/support/database.ts";
import { openTestApp } from "../../test/support/test-app.ts";
import { eventually } from "../../test/support/test-server.ts";
import { openPasswords } from "../app/passwords.ts";
import { openAuthDatabase } from "../db/auth-database.ts";
import { systemClock } from "../main/clock.ts";
import { watchWorkers } from "./worker-watch.ts";

const database = await createTestDatabase();
// a second passes in ten milliseconds
const speed = 100;
const clock = {
  now: systemClock.now,
  monotonicMs: () => systemClock.monotonicMs() * speed,
  sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(ms / speed, signal),
};
const { app, directory, close } = openTestApp(database, clock);
const auth = openAuthDatabase(database.auth, 1);
const stop = new AbortController();
afterAll(async () => {
  stop.abort();
  await new Promise((resolve) => setTimeout(resolve, 100));
  await auth.close();
  await close();
});

async function asSuperuser(statement: string): Promise<void> {
  const client = new pg.Client(database.superuser);
  await client.connect();
  await client.query(statement);
  await client.end();
}

test("F5: a database whose new sessions cannot work any more is not well within 30 seconds, though old sessions go on", async () => {
  const watch = watchWorkers({ app, auth, directory, passwords: openPasswords(app.entropy) }, 1_000, stop.signal);
  await eventually(async () => (await watch.read()).database);
  const isWell = async () => (await watch.read()).database;
  // what a session meets whose server's programs were replaced: the language is not to be had
  await asSuperuser("revoke usage on language plpgsql from public");
  const begun = clock.monotonicMs();
  await eventually(async () => !(await isWell()));
  // the machine may be busy: a second of ours stands for ten milliseconds of it
  expect(clock.monotonicMs() - begun).toBeLessThan(30_000 + 1_000 * speed);
  await asSuperuser("grant usage on language plpgsql to public");
  await eventually(isWell);
});
