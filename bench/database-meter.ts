import { readFileSync } from "node:fs";
import pg from "pg";
import type { ThrowAwayDatabase } from "../test/support/throw-away-server.ts";

/** What a database has done so far: transactions, the time that its sessions were at work on statements, and their processor time in it. */
export type DatabaseWork = { transactions: number; activeMs: number; cpuMs: number };

export type DatabaseMeter = { read(): Promise<DatabaseWork>; close(): Promise<void> };

// the kernel counts a process's time in hundredths of a second
const tickMs = 10;

/** Reads the server's own counters; sessions hand theirs in when they are idle, at most once a second. */
export async function openDatabaseMeter(database: ThrowAwayDatabase): Promise<DatabaseMeter> {
  const client = new pg.Client(database.superuser);
  await client.connect();
  return {
    read: async () => {
      const { rows } = await client.query<{ transactions: string; active: number; pids: number[] }>(
        `select xact_commit::text as transactions, active_time as active,
          array(select pid from pg_stat_activity where pid <> pg_backend_pid()) as pids
        from pg_stat_database where datname = current_database()`,
      );
      const cpuMs = (rows[0]?.pids ?? []).reduce((sum, pid) => sum + processorMs(pid), 0);
      return { transactions: Number(rows[0]?.transactions ?? 0), activeMs: rows[0]?.active ?? 0, cpuMs };
    },
    close: () => client.end(),
  };
}

/** Processor time of a process of this machine; 0 where the kernel does not tell. */
function processorMs(pid: number): number {
  try {
    // the name before the bracket may hold spaces; user and system time are the 12th and 13th figure behind it
    const figures = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return (Number(figures[11] ?? 0) + Number(figures[12] ?? 0)) * tickMs;
  } catch {
    return 0;
  }
}
