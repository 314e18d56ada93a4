import pg from "pg";
import type { ThrowAwayDatabase } from "../test/support/throw-away-server.ts";

/** What a database has done so far: transactions, and the time that its sessions were at work on statements. */
export type DatabaseWork = { transactions: number; activeMs: number };

export type DatabaseMeter = { read(): Promise<DatabaseWork>; close(): Promise<void> };

/** Reads the server's own counters; sessions hand theirs in when they are idle, at most once a second. */
export async function openDatabaseMeter(database: ThrowAwayDatabase): Promise<DatabaseMeter> {
  const client = new pg.Client(database.superuser);
  await client.connect();
  return {
    read: async () => {
      const { rows } = await client.query<{ transactions: string; active: number }>(
        "select xact_commit::text as transactions, active_time as active from pg_stat_database where datname = current_database()",
      );
      return { transactions: Number(rows[0]?.transactions ?? 0), activeMs: rows[0]?.active ?? 0 };
    },
    close: () => client.end(),
  };
}
