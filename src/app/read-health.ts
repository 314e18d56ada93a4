import { canOpenSessions, readBeats } from "../db/read-health.ts";
import type { Install } from "./install.ts";

/** What health is judged by: whether the database answers, how many shops want a worker, and a text that changes while one lives. */
export function readHealth(install: Install): Promise<{ shops: bigint; beats: string } | undefined> {
  return readBeats(install.directory);
}

/** Whether the database still takes new sessions that can do what ours do. */
export function canDatabaseGrow(install: Install): Promise<boolean> {
  return canOpenSessions(install.directory);
}
